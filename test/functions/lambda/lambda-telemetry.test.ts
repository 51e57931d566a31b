import { Template } from 'aws-cdk-lib/assertions';
import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { lambdaTelemetry } from '../../../functions/lambda/lambda-telemetry.ts';
import { synthesise } from '../../../infra/synthesise.ts';
import { exampleConfig } from '../../infra/example-config.ts';

afterEach(() => vi.unstubAllEnvs());

const emitted = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metric that a count writes, as CloudWatch reads it from the log: its namespace, name and dimensions. */
const metricOf = (count: (telemetry: ReturnType<typeof lambdaTelemetry>) => void): unknown => {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)));
  try {
    count(lambdaTelemetry('test'));
  } finally {
    spy.mockRestore();
    log.mockRestore();
  }
  const written: unknown = JSON.parse(lines.join(''));
  const [metric] = z.parse(emitted, written)['_aws'].CloudWatchMetrics;
  const values = z.parse(z.record(z.string(), z.unknown()), written);
  return {
    Namespace: metric?.Namespace,
    MetricName: metric?.Metrics[0]?.Name,
    Dimensions: (metric?.Dimensions[0] ?? []).toSorted().map((Name) => ({ Name, Value: values[Name] })),
  };
};

test.each([
  [
    'PollsSucceeded',
    (telemetry: ReturnType<typeof lambdaTelemetry>) => telemetry.count('PollsSucceeded', 1, { page: 'twilio' }),
  ],
  [
    'ReconciliationsCompleted',
    (telemetry: ReturnType<typeof lambdaTelemetry>) => telemetry.count('ReconciliationsCompleted'),
  ],
])('%s has the name and dimensions of its alarm', (counted, count) => {
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'as-deployed');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'sla-credits');
  const alarms = Template.fromJSON(synthesise(exampleConfig, 'test')).findResources('AWS::CloudWatch::Alarm');
  const alarm = Object.values(alarms).find(({ Properties }) => Properties.MetricName === counted);
  expect(alarm?.Properties).toMatchObject({ MetricName: counted });
  const { Namespace, MetricName, Dimensions } = alarm?.Properties ?? {};
  expect(metricOf(count)).toEqual({ Namespace, MetricName, Dimensions });
});

test('a count of zero is not emitted', () => {
  expect(() => metricOf((telemetry) => telemetry.count('FactsRecorded', 0))).toThrow('JSON');
});
