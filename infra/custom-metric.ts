import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../shared/config/telemetry-names.ts';

/** The namespace of the functions' own metrics. */
export const NAMESPACE = 'sla-credits';

export interface CustomMetricProps extends Pick<MetricProps, 'period' | 'statistic' | 'label' | 'color'> {
  readonly stage: string;
  /**
   * Dimensions beside the stage.
   * @default - none
   */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Returns a metric of the functions (functions/lambda/lambda-telemetry.ts), by default its sum over five minutes. */
export const customMetric = (metricName: MetricName, { stage, dimensions = {}, ...props }: CustomMetricProps): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service: stage, ...dimensions },
    statistic: 'Sum',
    period: Duration.minutes(5),
    ...props,
  });
