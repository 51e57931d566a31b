import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Fault, UNKNOWN_KEY } from '../../shared/lib/validation.ts';
import type { MetricName, Telemetry } from '../../shared/config/telemetry-names.ts';

/** What is measured, and in which unit. It can be nothing or less: a month that was as it should be is told too; credits are taken back. */
const MEASURED: { readonly [what in MetricName]?: (typeof MetricUnit)[keyof typeof MetricUnit] } = {
  /** From the instant that an alarm or a status page tells of to that at which it was recorded. */
  FactLag: MetricUnit.Milliseconds,
  /** By how much credits changed, in minor units of the currency that it is told apart by. */
  CreditedMinor: MetricUnit.NoUnit,
  /** 1 while a month that was to be closed is not, else 0. */
  MonthsOverdue: MetricUnit.Count,
  /** From the instant whose facts a run goes by, five minutes' wait included, to its end. */
  RunDuration: MetricUnit.Milliseconds,
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
