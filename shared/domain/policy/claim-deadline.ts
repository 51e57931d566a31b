import { addBusinessDays } from '../time/business-days.ts';
import { addDays, addMonths, endOfDate, localDate, monthInterval, monthOfDate } from '../time/calendar.ts';
import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import type { ClaimStep } from './claim.ts';
import type { Policy } from './policy.ts';

/** The month in which outages are claimed. */
export type ClaimMonth = {
  readonly month: string;
  readonly interval: Interval;
  readonly policy: Pick<Policy, 'timeZone' | 'calendar'>;
};

/** A limit of more days or months than this has no date, so a claim is never late. */
const CALENDAR_LIMIT_MAX = 100_000;

/**
 * Returns the last instant at which a step of a claim for an outage is in time (`docs/rules.md §5`). `recognizedAt` is the notice's own;
 * for a step after `recognition` without a notice it is the outage's end.
 */
export const claimDeadline = (
  { within, after }: ClaimStep,
  outage: Interval,
  recognizedAt: Instant,
  { month, interval, policy }: ClaimMonth,
): Instant => {
  const anchor = {
    'outage-start': outage.start,
    'outage-end': outage.end,
    recognition: recognizedAt,
    'month-end': interval.end,
  }[after];
  if ('ms' in within) return anchor + within.ms;
  const { timeZone, calendar } = policy;
  const { days, businessDays, months } = within;
  if (Math.max(days ?? 0, businessDays ?? 0, months ?? 0) > CALENDAR_LIMIT_MAX) return Infinity;
  const date = after === 'month-end' ? addDays(`${addMonths(month, 1)}-01`, -1) : localDate(timeZone, anchor);
  if (months !== undefined) return monthInterval(addMonths(monthOfDate(date), months), timeZone).end - 1;
  if (businessDays !== undefined)
    return endOfDate(timeZone, addBusinessDays(date, businessDays, 1, new Set(calendar.holidays)));
  return endOfDate(timeZone, addDays(date, days ?? 0));
};
