import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Fault, type Rejected, UNKNOWN_KEY } from '../shared/rejected.ts';
import type { Recording } from '../shared/store/facts.ts';

/** What is counted or measured: the names of the metrics. */
export type Counted =
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

/** What is measured, and in which unit. It can be nothing or less: a month that was as it should be is told too; credits are taken back. */
const MEASURED: { readonly [what in Counted]?: (typeof MetricUnit)[keyof typeof MetricUnit] } = {
  /** From the instant that an alarm or a status page tells of to that at which it was recorded. */
  FactLag: MetricUnit.Milliseconds,
  /** By how much credits changed, in minor units of the currency that it is told apart by. */
  CreditedMinor: MetricUnit.NoUnit,
  /** 1 while a month that was to be closed is not, else 0. */
  MonthsOverdue: MetricUnit.Count,
  /** From the instant whose facts a run goes by, five minutes' wait included, to its end. */
  RunDuration: MetricUnit.Milliseconds,
};

/** How a function tells what it did. Nothing of what customers wrote goes in here. */
export type Telemetry = {
  /**
   * `times` is 1 unless given; of what is measured it is the amount. `by`: what else the number is told apart by (`{page: 'twilio'}`);
   * without it, by the stage alone.
   */
  readonly count: (what: Counted, times?: number, by?: Readonly<Record<string, string>>) => void;
  /** A payload that will never work: which door's, and what is wrong with it. */
  readonly refused: (door: string, why: Rejected) => void;
  readonly note: (message: string, details?: Readonly<Record<string, unknown>>) => void;
};

/** Metrics in CloudWatch's embedded format and structured logs, both on standard output. */
export const lambdaTelemetry = (stage: string): Telemetry => {
  const metrics = new Metrics({ namespace: 'sla-credits', serviceName: stage, singleMetric: true });
  const logger = new Logger({ serviceName: `sla-credits-${stage}` });
  const count: Telemetry['count'] = (what, times = 1, by = {}) => {
    const unit = MEASURED[what];
    if (unit === undefined && times <= 0) return;
    const metric = metrics.singleMetric();
    for (const [dimension, value] of Object.entries(by)) metric.addDimension(dimension, value);
    metric.addMetric(what, unit ?? MetricUnit.Count, times);
  };
  return {
    count,
    refused: (door, { faults }) => {
      count('PayloadsRefused', 1, { door });
      logger.warn('a payload was refused', { door, faults: faults.map(ownWords) });
    },
    note: (message, details = {}) => {
      logger.info(message, { details });
    },
  };
};

/** The longest place that is logged, in characters. */
const LONGEST_PLACE = 200;

/** Where the sender chooses the keys. */
const OWN_KEYS = /\bexternalRefs\b.*$/s;

/** A fault in our own words: without the value, and without a key that the sender chose, which may be anybody's text too. */
const ownWords = ({ at, rule }: Fault): { readonly at: string; readonly rule: string } => ({
  at: rule === UNKNOWN_KEY ? '(a key that is not known)' : at.replace(OWN_KEYS, 'externalRefs').slice(0, LONGEST_PLACE),
  rule,
});

/**
 * Counts what became of a fact, by its kind, and how long it took to get here. One that was known already is no news; one in conflict
 * with what stands is for a person to see.
 */
export const countRecording = ({ count, note }: Telemetry, { outcome, standing: { fact } }: Recording): void => {
  const by = { kind: fact.kind };
  if (outcome === 'conflict') note('a fact came again with other content; what was recorded first stands', by);
  count(outcome === 'recorded' ? 'FactsRecorded' : outcome === 'conflict' ? 'FactsConflicting' : 'FactsKnown', 1, by);
  if (outcome === 'recorded' && 'at' in fact && fact.recordedAt !== undefined)
    count('FactLag', fact.recordedAt - fact.at, by);
};
