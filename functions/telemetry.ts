import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Rejected } from '../shared/rejected.ts';

/** What is counted: the names of the metrics. */
export type Counted =
  | 'FactsRecorded'
  | 'FactsKnown'
  | 'FactsConflicting'
  | 'AlarmsIgnored'
  | 'PayloadsRefused'
  | 'CustomersAssessed'
  | 'CustomersBlocked'
  | 'RevisionsRecorded'
  | 'MonthsClosed'
  | 'PollsSucceeded'
  | 'PollsFailed'
  | 'StatusesDiffering'
  | 'AlarmsReconciled'
  | 'TransitionsRecovered'
  | 'ReconciliationsCompleted';

/** How a function tells what it did. Nothing of what customers wrote goes in here. */
export type Telemetry = {
  /** `by`: what else the number is told apart by (`{page: 'twilio'}`); without it, by the stage alone. */
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
    if (times <= 0) return;
    const metric = metrics.singleMetric();
    for (const [dimension, value] of Object.entries(by)) metric.addDimension(dimension, value);
    metric.addMetric(what, MetricUnit.Count, times);
  };
  return {
    count,
    refused: (door, { faults }) => {
      count('PayloadsRefused');
      logger.warn('a payload was refused', { door, faults: faults.map(({ at, rule }) => ({ at, rule })) });
    },
    note: (message, details = {}) => {
      logger.info(message, { details });
    },
  };
};

/** Counts what became of a fact. One that was known already is no news; one in conflict with what stands is for a person to see. */
export const countRecording = (
  { count, note }: Telemetry,
  outcome: 'recorded' | 'known' | 'conflict' | 'retracted',
): void => {
  if (outcome === 'conflict') note('a fact came again with other content; what was recorded first stands');
  count(outcome === 'recorded' ? 'FactsRecorded' : outcome === 'conflict' ? 'FactsConflicting' : 'FactsKnown');
};
