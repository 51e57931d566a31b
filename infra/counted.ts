import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Counted } from '../functions/telemetry.ts';

/** The namespace of the metrics that the functions write themselves. */
export const NAMESPACE = 'sla-credits';

export interface CountedProps extends Pick<MetricProps, 'period' | 'statistic' | 'label' | 'color'> {
  readonly stage: string;
  /**
   * By what the number is told apart, besides the stage.
   * @default - by nothing
   */
  readonly by?: Readonly<Record<string, string>>;
}

/** What the functions count or measure (functions/telemetry.ts): the sum of five minutes unless said otherwise. */
export const counted = (what: Counted, { stage, by = {}, ...props }: CountedProps): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: what,
    dimensionsMap: { service: stage, ...by },
    statistic: 'Sum',
    period: Duration.minutes(5),
    ...props,
  });
