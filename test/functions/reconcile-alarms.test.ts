import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reconcileAlarms } from '../../functions/reconcile-alarms/handler.ts';
import type { Counted } from '../../functions/telemetry.ts';
import { existing } from '../../shared/domain/existing.ts';
import { findFact, recordFact } from '../../shared/store/facts.ts';
import { loadFindings } from '../../shared/store/findings.ts';
import { findPayload } from '../../shared/store/payloads.ts';
import { lastReading } from '../../shared/store/readings.ts';
import { retractFact } from '../../shared/store/retractions.ts';
import { loadSharedFacts } from '../../shared/store/timeline.ts';
import { cloudWatchFact } from '../../shared/sources/cloudwatch.ts';
import metric from '../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import deleted from '../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import { at } from '../shared/store/instants.ts';
import { type CloudWatch, type EmulatedItem, startCloudWatch } from '../support/cloudwatch.ts';
import { Crash, type Dynamo, startDynamo } from '../support/dynamo.ts';
import { everything } from '../support/everything.ts';

const own = { account: '111122223333', region: 'us-west-2' };
const NOW = '2026-10-20T12:00:00Z';
const OCTOBER = { start: at('2026-10-01T00:00:00Z'), end: at('2026-11-01T00:00:00Z') };

let dynamo: Dynamo;
let cloud: CloudWatch;
let now = at(NOW);
const counts = new Map<Counted, number>();
beforeAll(async () => {
  cloud = await startCloudWatch();
});
beforeEach(async () => {
  dynamo = await startDynamo();
  Object.assign(cloud, { alarms: [], history: [], failures: [], pageSize: 100 });
  cloud.asked.length = 0;
  counts.clear();
  now = at(NOW);
  return () => dynamo.stop();
});
afterAll(() => cloud.stop());

const reconcile = (alarms: readonly string[] = ['voice 5xx'], table = dynamo.table): Promise<void> =>
  reconcileAlarms({
    table,
    cloudWatch: cloud.client,
    sources: { components: { voice: { alarms: [...alarms], dependsOn: [] } } },
    own,
    telemetry: {
      count: (what, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times),
      refused() {},
      note() {},
    },
    clock: () => now,
  })();

const arn = (name: string): string => `arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`;
const VOICE = arn('voice 5xx');

const word = (from: string, to: string): Pick<EmulatedItem, 'summary' | 'data'> => ({
  summary: `Alarm updated from ${from} to ${to}`,
  data: JSON.stringify({ version: '1.0', oldState: { stateValue: from }, newState: { stateValue: to } }),
});
/** The transition of which `metric` is the event, and the one that ended it. */
const RANG: EmulatedItem = {
  name: 'voice 5xx',
  at: '2026-10-14T17:05:40.989Z',
  summary: 'Alarm updated from OK to ALARM',
  data: JSON.stringify({
    oldState: { stateValue: 'OK' },
    newState: { stateValue: 'ALARM', stateReasonData: JSON.parse(metric.detail.state.reasonData) },
  }),
};
const ENDED: EmulatedItem = { name: 'voice 5xx', at: '2026-10-14T19:20:10.100Z', ...word('ALARM', 'OK') };
const QUIET = { name: 'voice 5xx', state: 'OK', since: ENDED.at, configured: '2025-01-01T00:00:00Z' } as const;

/** What stands of the alarms' states: when, and what. */
const standing = async (monitor = VOICE): Promise<string[]> => {
  const subjects = { monitors: [monitor], providerComponents: [], components: [] };
  const facts = await loadSharedFacts(dynamo.table, subjects, { from: OCTOBER.start, to: now }, now);
  return existing(facts, now)
    .flatMap((fact) => (fact.kind === 'monitor-state' ? [`${new Date(fact.at).toISOString()} ${fact.state}`] : []))
    .toSorted();
};
const findings = async (monitor = VOICE): Promise<string[]> =>
  (await loadFindings(dynamo.table, monitor, OCTOBER, now)).map(({ kind, note }) => `${kind}: ${note}`);

/** An event that arrived in time. */
const arrived = async (event: unknown): Promise<void> => {
  const fact = cloudWatchFact(event);
  if (fact === undefined) throw new Error('no fact');
  await recordFact(dynamo.table, { fact: { ...fact, recordedAt: at('2026-10-14T17:05:42Z') }, by: 'aws.cloudwatch' });
};

describe('a transition whose event never arrived', () => {
  test('is recorded under the id that the event would have had, as learned now, beside the history that tells it', async () => {
    Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
    await reconcile();
    const expected = cloudWatchFact(metric);
    const found = await findFact(dynamo.table, { kind: 'monitor-state', id: expected?.id ?? '' });
    expect(found?.standing).toMatchObject({ by: 'reconcile-alarms', fact: { ...expected, recordedAt: now } });
    expect(JSON.parse((await findPayload(dynamo.table, found?.standing.payload ?? ''))?.body ?? '')).toMatchObject({
      alarm: VOICE,
      source: { HistorySummary: 'Alarm updated from OK to ALARM' },
    });
    expect(await standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-14T19:20:10.100Z OK']);
    expect(Object.fromEntries(counts)).toEqual({
      FactsRecorded: 2,
      TransitionsRecovered: 2,
      AlarmsReconciled: 1,
      ReconciliationsCompleted: 1,
    });
    expect(await findings()).toEqual([]);
  });

  test('is known when the event comes after all', async () => {
    Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
    await reconcile();
    await arrived(metric);
    expect(await standing()).toHaveLength(2);
  });

  test('alone is recorded: what arrived is left as it was learned', async () => {
    await arrived(metric);
    Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
    await reconcile();
    expect(counts.get('FactsRecorded')).toBe(1);
    const found = await findFact(dynamo.table, { kind: 'monitor-state', id: cloudWatchFact(metric)?.id ?? '' });
    expect(found?.standing.fact.recordedAt).toBe(at('2026-10-14T17:05:42Z'));
  });

  test('is not recorded if its event has another millisecond', async () => {
    await arrived(metric);
    Object.assign(cloud, { alarms: [QUIET], history: [{ ...RANG, at: '2026-10-14T17:05:40.992Z' }, ENDED] });
    await reconcile();
    expect(await standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-14T19:20:10.100Z OK']);
    expect(await findings()).toEqual([]);
  });

  test('and was retracted by a person stays so', async () => {
    await arrived(metric);
    const of = { kind: 'monitor-state', id: cloudWatchFact(metric)?.id ?? '' } as const;
    await retractFact(dynamo.table, { of, reason: 'a drill', recordedAt: now, by: 'somebody' });
    Object.assign(cloud, { alarms: [QUIET], history: [{ ...RANG, at: '2026-10-14T17:05:40.992Z' }, ENDED] });
    await reconcile();
    expect(await standing()).toEqual(['2026-10-14T19:20:10.100Z OK']);
  });

  test('is left to the next reading while its event may be on its way', async () => {
    Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
    now = at('2026-10-14T17:15:40.988Z');
    Object.assign(cloud, { alarms: [{ ...QUIET, state: 'ALARM', since: RANG.at }] });
    await reconcile();
    expect(await standing()).toEqual([]);
    now += 1;
    await reconcile();
    expect(await standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM']);
  });

  test('is one of thousands: all pages are read', async () => {
    const minutes = Array.from({ length: 250 }, (_, i) => ({
      name: 'voice 5xx',
      at: new Date(at('2026-10-10T00:00:00Z') + i * 60_000).toISOString(),
      ...(i % 2 === 0 ? word('OK', 'ALARM') : word('ALARM', 'OK')),
    }));
    Object.assign(cloud, { alarms: [{ ...QUIET, since: minutes.at(-1)?.at }], history: minutes });
    await reconcile();
    expect(await standing()).toHaveLength(250);
    expect(cloud.asked.filter(({ operation }) => operation === 'DescribeAlarmHistory')).toHaveLength(3);
    expect(await findings()).toEqual([]);
  });
});

test('read again, nothing is written but that it was read', async () => {
  Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
  await reconcile();
  const before = await everything(dynamo.table);
  now += 30 * 60_000;
  await reconcile();
  expect((await everything(dynamo.table)).length - before.length).toBe(1);
  expect(await lastReading(dynamo.table, VOICE, now)).toBe(now);
});

test.each([0, 1, 2, 3, 4, 5])('a crash after %i writes is made good by the next reading', async (writes) => {
  Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED] });
  await expect(reconcile(['voice 5xx'], dynamo.crashingAfter(writes))).rejects.toThrow(Crash.name);
  await reconcile();
  expect(await standing()).toHaveLength(2);
});

describe('the state that an alarm is in', () => {
  test('is recorded when it has rung since before anybody listened, and before all history that is kept', async () => {
    cloud.alarms = [{ ...QUIET, state: 'ALARM', since: '2026-08-01T10:00:00.000Z' }];
    await reconcile();
    expect(await standing()).toEqual(['2026-08-01T10:00:00.000Z ALARM']);
    expect(await findings()).toEqual([]);
  });

  test('is that of a composite alarm and of a log alarm too', async () => {
    cloud.alarms = [
      { ...QUIET, type: 'CompositeAlarm', state: 'ALARM' },
      { ...QUIET, type: 'LogAlarm', name: 'log', state: 'ALARM' },
    ];
    await reconcile(['voice 5xx', 'log']);
    expect(await standing()).toHaveLength(1);
    expect(await standing(arn('log'))).toHaveLength(1);
  });

  test('is the last one of its history, not another', async () => {
    Object.assign(cloud, { alarms: [{ ...QUIET, since: '2026-10-14T19:20:10.103Z' }], history: [RANG, ENDED] });
    await reconcile();
    expect(await standing()).toHaveLength(2);
  });
});

describe('a person is shown', () => {
  test('an alarm that does not exist, once a day', async () => {
    await reconcile();
    now += 60 * 60_000;
    await reconcile();
    expect(await findings()).toEqual(['alarm-missing: CloudWatch knows no such alarm']);
    now += 24 * 60 * 60_000;
    await reconcile();
    expect(await findings()).toHaveLength(2);
  });

  test('an alarm that was created or changed within the month', async () => {
    cloud.alarms = [{ ...QUIET, configured: '2026-10-05T08:00:00Z' }];
    await reconcile();
    expect(await findings()).toEqual(['alarm-changed: created or changed at 2026-10-05T08:00:00.000Z']);
  });

  test.each([
    ['two transitions', [RANG, { ...RANG, at: '2026-10-14T20:00:00.000Z' }], 'was OK at 2026-10-14T20:00:00.000Z'],
    ['the last one and what is now', [RANG], 'was OK at 2026-10-14T19:20:10.100Z'],
  ])('a hole between %s', async (_, history, note) => {
    const last = history.at(-1)?.at ?? '';
    const alarm = history.length === 1 ? QUIET : { ...QUIET, state: 'ALARM', since: last };
    Object.assign(cloud, { alarms: [alarm], history });
    await reconcile();
    expect(await findings()).toEqual([`alarm-history-hole: ${note}, known before: ALARM`]);
  });

  test('a piece of history that cannot be read, as a hole', async () => {
    const broken = { ...ENDED, data: '{', summary: 'What?' };
    const again = { name: 'voice 5xx', at: '2026-10-15T09:00:00.000Z', ...word('OK', 'ALARM') };
    Object.assign(cloud, { alarms: [{ ...QUIET, state: 'ALARM', since: again.at }], history: [RANG, broken, again] });
    await reconcile();
    expect(await findings()).toHaveLength(1);
  });
});

describe('an alarm that was deleted while it rang, and nobody heard', () => {
  const GONE: EmulatedItem = {
    name: 'voice 5xx',
    at: '2026-10-15T08:30:07.412Z',
    kind: 'ConfigurationUpdate',
    summary: 'Alarm "voice 5xx" deleted',
    data: '{"version":"1.0","type":"Delete"}',
  };

  test('rings no longer', async () => {
    cloud.history = [RANG, GONE];
    await reconcile();
    expect(await standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-15T08:30:07.412Z DELETED']);
  });

  test('is known if the event arrived, whose time is cut to the second', async () => {
    cloud.history = [RANG, GONE];
    await arrived(deleted);
    await reconcile();
    expect(await standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-15T08:30:07.000Z DELETED']);
  });
});

describe('what is asked of CloudWatch', () => {
  test('is signed, for alarms of every type, in pages of 100, for as long as history is kept', async () => {
    cloud.alarms = [QUIET];
    await reconcile();
    const AlarmTypes = ['CompositeAlarm', 'LogAlarm', 'MetricAlarm'];
    expect(cloud.asked).toEqual([
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
          StartDate: (now - 30 * 24 * 3_600_000) / 1000,
          EndDate: (now - 10 * 60_000) / 1000,
          MaxRecords: 100,
          ScanBy: 'TimestampAscending',
        },
      },
    ]);
  });

  test('is asked where the alarm is: in its own region; one of another account is not read', async () => {
    const europe = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b';
    const theirs = 'arn:aws:cloudwatch:us-west-2:999999999999:alarm:theirs';
    cloud.alarms = [QUIET, { ...QUIET, name: 'a:b' }];
    await reconcile(['voice 5xx', europe, theirs]);
    expect(new Set(cloud.asked.map(({ region }) => region))).toEqual(new Set(['us-west-2', 'eu-west-1']));
    expect(await lastReading(dynamo.table, europe, now)).toBe(now);
    expect(await standing(europe)).toHaveLength(1);
    expect(await lastReading(dynamo.table, theirs, now)).toBeUndefined();
  });

  test('by name in hundreds', async () => {
    const alarms = Array.from({ length: 130 }, (_, i) => `alarm-${i}`);
    cloud.alarms = alarms.map((name) => ({ ...QUIET, name }));
    cloud.pageSize = 60;
    await reconcile(alarms);
    const asked = cloud.asked.filter(({ operation }) => operation === 'DescribeAlarms');
    expect(asked).toHaveLength(3);
    expect(counts.get('FactsRecorded')).toBe(130);
  });
});

describe('a failure', () => {
  test('that passes is tried again', async () => {
    Object.assign(cloud, { alarms: [QUIET], history: [RANG, ENDED], failures: ['ThrottlingException'] });
    await reconcile();
    expect(await standing()).toHaveLength(2);
  });

  test('of one alarm holds up no other, is told in the end, and leaves the alarm unread', async () => {
    cloud.alarms = [QUIET, { ...QUIET, name: 'bad' }];
    const bad = arn('bad');
    cloud.history = [{ ...ENDED, name: 'bad', at: 'not an instant' }];
    await expect(reconcile(['bad', 'voice 5xx'])).rejects.toThrow(/^1 could not be read: .*alarm:bad: /);
    expect(await lastReading(dynamo.table, VOICE, now)).toBe(now);
    expect(await lastReading(dynamo.table, bad, now)).toBeUndefined();
    expect(counts.get('ReconciliationsCompleted')).toBeUndefined();
  });

  test('of permission is told', async () => {
    cloud.failures = ['AccessDeniedException'];
    await expect(reconcile()).rejects.toThrow('us-west-2: AccessDeniedException');
  });
});
