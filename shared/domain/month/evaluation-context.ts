import type { Policy } from '../policy/policy.ts';
import type { LocalDay } from '../time/calendar.ts';
import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';

/** The parts of a prepared month that every step of the evaluation needs. */
export type EvaluationContext = {
  readonly month: string;
  readonly asOf: Instant;
  readonly policy: Policy;
  readonly interval: Interval;
  /** The local days of the month. */
  readonly days: readonly LocalDay[];
};
