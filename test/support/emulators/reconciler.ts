import { loadSources } from '../../../shared/config/sources.ts';
import { reconcileAlarms } from '../../../functions/reconcile-alarms/reconcile-alarms.ts';
import type { MetricName } from '../../../shared/config/telemetry-names.ts';
import { effectiveFacts } from '../../../shared/domain/facts/effective-facts.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { loadDataQualityIssues } from '../../../shared/persistence/source-health.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import { instant } from '../builders/instant-text.ts';
import { type CloudWatch, type EmulatedItem, startCloudWatch } from './fake-cloudwatch.ts';
import { type Dynamo, startDynamo } from './test-dynamo.ts';
import { OWN_ACCOUNT } from '../builders/product-config.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const OCTOBER = { start: instant('2026-10-01T00:00:00Z'), end: instant('2026-11-01T00:00:00Z') };

export const namedAlarmArn = (name: string): string => `arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`;
export const VOICE_ALARM_ARN = namedAlarmArn('voice 5xx');

/** Returns the history item of a transition. */
export const stateTransition = (from: string, to: string): Pick<EmulatedItem, 'summary' | 'data'> => ({
  summary: `Alarm updated from ${from} to ${to}`,
  data: JSON.stringify({ version: '1.0', oldState: { stateValue: from }, newState: { stateValue: to } }),
});

/** The transition of the event `alarm-metric.json`, the one that ended it, and the alarm since. */
export const ALARM_STARTED: EmulatedItem = {
  name: 'voice 5xx',
  at: '2026-10-14T17:05:40.989Z',
  summary: 'Alarm updated from OK to ALARM',
  data: JSON.stringify({
    oldState: { stateValue: 'OK' },
    newState: { stateValue: 'ALARM', stateReasonData: JSON.parse(metric.detail.state.reasonData) },
  }),
};
export const ALARM_ENDED: EmulatedItem = {
  name: 'voice 5xx',
  at: '2026-10-14T19:20:10.100Z',
  ...stateTransition('ALARM', 'OK'),
};
export const ALARM_NOW_OK = {
  name: 'voice 5xx',
  state: 'OK',
  since: ALARM_ENDED.at,
  configured: '2025-01-01T00:00:00Z',
} as const;

/** The reconciliation with a table, a CloudWatch and a clock of its own. It is noon on 20 October 2026 (UTC). */
export type Reconciler = {
  readonly dynamo: Dynamo;
  readonly cloud: CloudWatch;
  readonly clock: { now: number };
  readonly counts: Map<MetricName, number>;
  readonly reconcile: (alarms?: readonly string[], table?: Table) => Promise<void>;
  /** Returns the states in effect of an alarm with their instants. */
  readonly standing: (monitor?: string) => Promise<string[]>;
  /** Returns the data quality issues of an alarm in October. */
  readonly findings: (monitor?: string) => Promise<string[]>;
  /** Records the event of an alarm that arrives in time. */
  readonly arrived: (event: unknown) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const startReconciler = async (): Promise<Reconciler> => {
  const [dynamo, cloud] = await Promise.all([startDynamo(), startCloudWatch()]);
  const { table } = dynamo;
  const clock = { now: NOW };
  const counts = new Map<MetricName, number>();
  return {
    dynamo,
    cloud,
    clock,
    counts,
    reconcile: (alarms = ['voice 5xx'], on = table) =>
      reconcileAlarms({
        table: on,
        cloudWatch: cloud.client,
        sources: loadSources({ providers: {}, components: { voice: { alarms: [...alarms], dependsOn: [] } } }),
        own: OWN_ACCOUNT,
        telemetry: {
          count: (what, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times),
          rejected() {},
          note() {},
        },
        clock: () => clock.now,
      }),
    standing: async (monitor = VOICE_ALARM_ARN) => {
      const subjects = { monitors: [monitor], providerComponents: [], components: [] };
      const facts = await loadSharedFacts(table, subjects, { from: OCTOBER.start, to: clock.now }, clock.now);
      return effectiveFacts(facts, clock.now)
        .flatMap((fact) => (fact.kind === 'monitor-state' ? [`${formatInstant(fact.at)} ${fact.state}`] : []))
        .toSorted();
    },
    findings: async (monitor = VOICE_ALARM_ARN) => {
      const found = await loadDataQualityIssues(table, monitor, OCTOBER, clock.now);
      return found.map(({ kind, note }) => `${kind}: ${note}`);
    },
    arrived: async (event) => {
      const fact = parseAlarmEvent(event);
      if (fact === undefined) throw new Error('no fact');
      await recordFact(table, { fact: { ...fact, recordedAt: instant('2026-10-14T17:05:42Z') }, by: 'aws.cloudwatch' });
    },
    stop: async () => {
      await Promise.all([dynamo.stop(), cloud.stop()]);
    },
  };
};
