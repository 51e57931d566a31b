import { beforeEach, describe, expect, test } from 'vitest';
import { lastPolledAt } from '../../../shared/persistence/source-health.ts';
import deleted from '../../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import type { EmulatedItem } from '../../support/emulators/fake-cloudwatch.ts';
import {
  namedAlarmArn,
  ALARM_ENDED,
  stateTransition,
  ALARM_NOW_OK,
  ALARM_STARTED,
  type Reconciler,
  startReconciler,
  VOICE_ALARM_ARN,
} from '../../support/emulators/reconciler.ts';

let r: Reconciler;
beforeEach(async () => {
  r = await startReconciler();
  return () => r.stop();
});

describe('a warning is stored', () => {
  test('for an alarm that does not exist, once a day', async () => {
    await r.reconcile();
    r.clock.now += 60 * 60_000;
    await r.reconcile();
    expect(await r.findings()).toEqual(['alarm-missing: CloudWatch has no such alarm']);
    r.clock.now += 24 * 60 * 60_000;
    await r.reconcile();
    expect(await r.findings()).toHaveLength(2);
  });

  test('for an alarm created or changed within the month', async () => {
    r.cloud.alarms = [{ ...ALARM_NOW_OK, configured: '2026-10-05T08:00:00Z' }];
    await r.reconcile();
    expect(await r.findings()).toEqual(['alarm-changed: created or changed at 2026-10-05T08:00:00.000Z']);
  });

  test.each([
    [
      'two transitions',
      [ALARM_STARTED, { ...ALARM_STARTED, at: '2026-10-14T20:00:00.000Z' }],
      'was OK at 2026-10-14T20:00:00.000Z',
    ],
    ['the last one and what is now', [ALARM_STARTED], 'was OK at 2026-10-14T19:20:10.100Z'],
  ])('for a history gap between %s', async (_, history, note) => {
    const last = history.at(-1)?.at ?? '';
    const alarm = history.length === 1 ? ALARM_NOW_OK : { ...ALARM_NOW_OK, state: 'ALARM', since: last };
    Object.assign(r.cloud, { alarms: [alarm], history });
    await r.reconcile();
    expect(await r.findings()).toEqual([`alarm-history-hole: ${note}, known before: ALARM`]);
  });

  test('for an invalid history item, as a gap', async () => {
    const broken = { ...ALARM_ENDED, data: '{', summary: 'What?' };
    const again = { name: 'voice 5xx', at: '2026-10-15T09:00:00.000Z', ...stateTransition('OK', 'ALARM') };
    Object.assign(r.cloud, {
      alarms: [{ ...ALARM_NOW_OK, state: 'ALARM', since: again.at }],
      history: [ALARM_STARTED, broken, again],
    });
    await r.reconcile();
    expect(await r.findings()).toHaveLength(1);
  });
});

describe('an alarm deleted in ALARM whose event was lost', () => {
  const GONE: EmulatedItem = {
    name: 'voice 5xx',
    at: '2026-10-15T08:30:07.412Z',
    kind: 'ConfigurationUpdate',
    summary: 'Alarm "voice 5xx" deleted',
    data: '{"version":"1.0","type":"Delete"}',
  };

  test('is recorded as deleted', async () => {
    r.cloud.history = [ALARM_STARTED, GONE];
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-15T08:30:07.412Z DELETED']);
  });

  test('is not recorded again if the event arrived', async () => {
    r.cloud.history = [ALARM_STARTED, GONE];
    await r.arrived(deleted);
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-15T08:30:07.999Z DELETED']);
  });
});

const eventOf = (detailType: string, detail: unknown) => ({
  'detail-type': detailType,
  time: '2026-10-14T17:05:40Z',
  resources: [VOICE_ALARM_ARN],
  detail,
});
const isInAlarm = (ms: string) =>
  eventOf('CloudWatch Alarm State Change', { state: { value: 'ALARM', timestamp: `2026-10-14T17:05:40.${ms}+0000` } });
const isDeleted = eventOf('CloudWatch Alarm Configuration Change', { operation: 'delete' });
const deletedAt = (ms: string): EmulatedItem => ({
  name: 'voice 5xx',
  at: `2026-10-14T17:05:40.${ms}Z`,
  kind: 'ConfigurationUpdate',
  summary: 'Alarm "voice 5xx" deleted',
  data: '{"version":"1.0","type":"Delete"}',
});
const alarmAt = (ms: string, from = 'OK'): EmulatedItem => ({
  name: 'voice 5xx',
  at: `2026-10-14T17:05:40.${ms}Z`,
  ...stateTransition(from, 'ALARM'),
});

describe('a deletion in the second of a state', () => {
  test('follows the state, whichever event arrives first', async () => {
    await r.arrived(isDeleted);
    await r.arrived(isInAlarm('425'));
    Object.assign(r.cloud, { alarms: [], history: [alarmAt('425'), deletedAt('900')] });
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.425Z ALARM', '2026-10-14T17:05:40.999Z DELETED']);
  });

  test("has the history's instant if the new alarm changed state after it", async () => {
    await r.arrived(isInAlarm('700'));
    await r.arrived(isDeleted);
    const again = alarmAt('700', 'INSUFFICIENT_DATA');
    const alarms = [{ ...ALARM_NOW_OK, state: 'ALARM', since: again.at }];
    Object.assign(r.cloud, { alarms, history: [deletedAt('500'), again] });
    for (const _ of [1, 2]) {
      await r.reconcile();
      expect(await r.standing()).toEqual(['2026-10-14T17:05:40.500Z DELETED', '2026-10-14T17:05:40.700Z ALARM']);
    }
  });
});

describe('requests to CloudWatch', () => {
  test('are signed, for all alarm types, in pages of 100', async () => {
    r.cloud.alarms = [ALARM_NOW_OK];
    await r.reconcile();
    const AlarmTypes = ['CompositeAlarm', 'LogAlarm', 'MetricAlarm'];
    expect(r.cloud.asked).toEqual([
      {
        operation: 'DescribeAlarms',
        region: 'us-west-2',
        input: { AlarmNames: ['voice 5xx'], AlarmTypes, MaxRecords: 100 },
      },
      {
        operation: 'DescribeAlarmHistory',
        region: 'us-west-2',
        input: {
          AlarmName: 'voice 5xx',
          AlarmTypes,
          HistoryItemType: 'StateUpdate',
          StartDate: (r.clock.now - 30 * 24 * 3_600_000) / 1000,
          EndDate: (r.clock.now - 10 * 60_000) / 1000,
          MaxRecords: 100,
          ScanBy: 'TimestampAscending',
        },
      },
    ]);
  });

  test("go to the alarm's region, and skip other accounts", async () => {
    const europe = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b';
    const theirs = 'arn:aws:cloudwatch:us-west-2:999999999999:alarm:theirs';
    r.cloud.alarms = [ALARM_NOW_OK, { ...ALARM_NOW_OK, name: 'a:b' }];
    await r.reconcile(['voice 5xx', europe, theirs]);
    expect(new Set(r.cloud.asked.map(({ region }) => region))).toEqual(new Set(['us-west-2', 'eu-west-1']));
    expect(await lastPolledAt(r.dynamo.table, europe, r.clock.now)).toBe(r.clock.now);
    expect(await r.standing(europe)).toHaveLength(1);
    expect(await lastPolledAt(r.dynamo.table, theirs, r.clock.now)).toBeUndefined();
  });

  test('name at most a hundred alarms', async () => {
    const alarms = Array.from({ length: 130 }, (_, i) => `alarm-${i}`);
    r.cloud.alarms = alarms.map((name) => ({ ...ALARM_NOW_OK, name }));
    r.cloud.pageSize = 60;
    await r.reconcile(alarms);
    const asked = r.cloud.asked.filter(({ operation }) => operation === 'DescribeAlarms');
    expect(asked).toHaveLength(3);
    expect(r.counts.get('FactsRecorded')).toBe(130);
  });
});

describe('a failure', () => {
  test('is retried if it is transient', async () => {
    Object.assign(r.cloud, {
      alarms: [ALARM_NOW_OK],
      history: [ALARM_STARTED, ALARM_ENDED],
      failures: ['ThrottlingException'],
    });
    await r.reconcile();
    expect(await r.standing()).toHaveLength(2);
  });

  test('affects one alarm, and fails the invocation', async () => {
    r.cloud.alarms = [ALARM_NOW_OK, { ...ALARM_NOW_OK, name: 'bad' }];
    const bad = namedAlarmArn('bad');
    r.cloud.history = [{ ...ALARM_ENDED, name: 'bad', at: 'not an instant' }];
    await expect(r.reconcile(['bad', 'voice 5xx'])).rejects.toThrow(/^1 could not be read: .*alarm:bad: /);
    expect(await lastPolledAt(r.dynamo.table, VOICE_ALARM_ARN, r.clock.now)).toBe(r.clock.now);
    expect(await lastPolledAt(r.dynamo.table, bad, r.clock.now)).toBeUndefined();
    expect(r.counts.get('ReconciliationsCompleted')).toBeUndefined();
  });

  test('for missing permission is reported', async () => {
    r.cloud.failures = ['AccessDeniedException'];
    await expect(r.reconcile()).rejects.toThrow('us-west-2: AccessDeniedException');
  });
});
