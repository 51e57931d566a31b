import type { InvalidInput } from '../lib/validation.ts';

/** What is counted or measured: the names of the metrics. */
export type MetricName =
  | 'FactsRecorded'
  | 'FactsKnown'
  | 'FactsConflicting'
  | 'FactLag'
  | 'AlarmsIgnored'
  | 'PayloadsRefused'
  | 'CustomersAssessed'
  | 'CustomersBlocked'
  | 'CreditsRecorded'
  | 'CreditedMinor'
  | 'MonthsClosed'
  | 'MonthsOverdue'
  | 'RunDuration'
  | 'PollsSucceeded'
  | 'PollsFailed'
  | 'StatusesDiffering'
  | 'AlarmsReconciled'
  | 'TransitionsRecovered'
  | 'ReconciliationsCompleted';

/** How a function tells what it did. Nothing of what customers wrote goes in here. */
export type Telemetry = {
  /**
   * `times` is 1 unless given; of what is measured it is the amount. `by`: what else the number is told apart by (`{page: 'twilio'}`);
   * without it, by the stage alone.
   */
  readonly count: (what: MetricName, times?: number, by?: Readonly<Record<string, string>>) => void;
  /** A payload that will never work: which door's, and what is wrong with it. */
  readonly refused: (door: string, why: InvalidInput) => void;
  readonly note: (message: string, details?: Readonly<Record<string, unknown>>) => void;
};
