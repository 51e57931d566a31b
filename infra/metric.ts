import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../shared/config/telemetry-names.ts';

/** The namespace of the metrics that the functions write themselves. */
export const NAMESPACE = 'sla-credits';

export interface CustomMetricProps extends Pick<MetricProps, 'period' | 'statistic' | 'label' | 'color'> {
  readonly stage: string;
  /**
   * By what the number is told apart, besides the stage.
   * @default - by nothing
   */
  readonly by?: Readonly<Record<string, string>>;
}

/** What the functions count or measure (functions/lambda/telemetry.ts): the sum of five minutes unless said otherwise. */
export const customMetric = (what: MetricName, { stage, by = {}, ...props }: CustomMetricProps): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: what,
    dimensionsMap: { service: stage, ...by },
    statistic: 'Sum',
    period: Duration.minutes(5),
    ...props,
  });
