import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Fault, UNKNOWN_KEY } from '../../shared/lib/validation.ts';
import type { MetricName, Telemetry } from '../../shared/config/telemetry-names.ts';

/** Units of measured metrics, which may be 0 or negative. All other metrics are counts and are emitted above 0. */
const MEASURED_UNITS: { readonly [metric in MetricName]?: (typeof MetricUnit)[keyof typeof MetricUnit] } = {
  /** From the instant of a state to its recording. */
  FactLag: MetricUnit.Milliseconds,
  /** Change of credits in minor units; the currency is a dimension. */
  CreditedMinor: MetricUnit.NoUnit,
  /** 1 while the month that is due is not closed, else 0. */
  MonthsOverdue: MetricUnit.Count,
  /** From a run's `asOf` to its end, including the delay of five minutes. */
  RunDuration: MetricUnit.Milliseconds,
};

/** Returns telemetry that writes metrics in CloudWatch's embedded format, and structured logs. */
export const lambdaTelemetry = (stage: string): Telemetry => {
  const metrics = new Metrics({ namespace: 'sla-credits', serviceName: stage, singleMetric: true });
  const logger = new Logger({ serviceName: `sla-credits-${stage}` });
  const count: Telemetry['count'] = (name, amount = 1, dimensions = {}) => {
    const unit = MEASURED_UNITS[name];
    if (unit === undefined && amount <= 0) return;
    const metric = metrics.singleMetric();
    for (const [dimension, value] of Object.entries(dimensions)) metric.addDimension(dimension, value);
    metric.addMetric(name, unit ?? MetricUnit.Count, amount);
  };
  return {
    count,
    rejected: (door, { faults }) => {
      count('PayloadsRefused', 1, { door });
      logger.warn('invalid payload', {
        door,
        count: faults.length,
        faults: faults.slice(0, LOGGED_FAULTS_MAX).map(withoutSenderText),
      });
    },
    note: (message, details = {}) => {
      logger.info(message, { details });
    },
  };
};

/** Faults of one log line: a body may have tens of thousands. */
const LOGGED_FAULTS_MAX = 20;

/** Characters of a logged path. */
const PATH_CHARACTERS_MAX = 200;

/** Below `externalRefs` the sender chooses the keys. */
const SENDER_KEYS = /\bexternalRefs\b.*$/s;

/** Returns a fault without its value and without keys that the sender chose: they may contain personal data. */
const withoutSenderText = ({ at, rule }: Fault): { readonly at: string; readonly rule: string } => ({
  at: rule === UNKNOWN_KEY ? '(unknown key)' : at.replace(SENDER_KEYS, 'externalRefs').slice(0, PATH_CHARACTERS_MAX),
  rule,
});
