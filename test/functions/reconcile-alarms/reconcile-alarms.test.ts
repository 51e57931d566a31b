import { beforeEach, describe, expect, test } from 'vitest';
import { findFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import { lastPolledAt } from '../../../shared/persistence/source-health.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import { instant } from '../../support/builders/instant-text.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
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

describe('a transition whose event never arrived', () => {
  test("is recorded with its event's id, beside its history item", async () => {
    Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
    await r.reconcile();
    const expected = parseAlarmEvent(metric);
    const found = await findFact(r.dynamo.table, { kind: 'monitor-state', id: expected?.id ?? '' });
    expect(found?.stored).toMatchObject({ by: 'reconcile-alarms', fact: { ...expected, recordedAt: r.clock.now } });
    expect(JSON.parse((await findPayload(r.dynamo.table, found?.stored.payload ?? ''))?.body ?? '')).toMatchObject({
      alarm: VOICE_ALARM_ARN,
      source: { HistorySummary: 'Alarm updated from OK to ALARM' },
    });
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-14T19:20:10.100Z OK']);
    expect(Object.fromEntries(r.counts)).toMatchObject({
      FactsRecorded: 2,
      TransitionsRecovered: 2,
      AlarmsReconciled: 1,
      ReconciliationsCompleted: 1,
    });
    expect(await r.findings()).toEqual([]);
  });

  test('is not recorded again when its event arrives', async () => {
    Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
    await r.reconcile();
    await r.arrived(metric);
    expect(await r.standing()).toHaveLength(2);
  });

  test('is recorded without changing received ones', async () => {
    await r.arrived(metric);
    Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
    await r.reconcile();
    expect(r.counts.get('FactsRecorded')).toBe(1);
    const found = await findFact(r.dynamo.table, { kind: 'monitor-state', id: parseAlarmEvent(metric)?.id ?? '' });
    expect(found?.stored.fact.recordedAt).toBe(instant('2026-10-14T17:05:42Z'));
  });

  test('is not recorded if its event differs by a millisecond', async () => {
    await r.arrived(metric);
    Object.assign(r.cloud, {
      alarms: [ALARM_NOW_OK],
      history: [{ ...ALARM_STARTED, at: '2026-10-14T17:05:40.992Z' }, ALARM_ENDED],
    });
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM', '2026-10-14T19:20:10.100Z OK']);
    expect(await r.findings()).toEqual([]);
  });

  test("stays retracted after a person's retraction", async () => {
    await r.arrived(metric);
    const of = { kind: 'monitor-state', id: parseAlarmEvent(metric)?.id ?? '' } as const;
    await retractFact(r.dynamo.table, { of, reason: 'a drill', recordedAt: r.clock.now, by: 'somebody' });
    Object.assign(r.cloud, {
      alarms: [ALARM_NOW_OK],
      history: [{ ...ALARM_STARTED, at: '2026-10-14T17:05:40.992Z' }, ALARM_ENDED],
    });
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T19:20:10.100Z OK']);
  });

  test('is skipped while its event may still arrive', async () => {
    Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
    r.clock.now = instant('2026-10-14T17:15:40.988Z');
    Object.assign(r.cloud, { alarms: [{ ...ALARM_NOW_OK, state: 'ALARM', since: ALARM_STARTED.at }] });
    await r.reconcile();
    expect(await r.standing()).toEqual([]);
    r.clock.now += 1;
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-10-14T17:05:40.989Z ALARM']);
  });

  test('is found among thousands, on all pages', async () => {
    const minutes = Array.from({ length: 250 }, (_, i) => ({
      name: 'voice 5xx',
      at: new Date(instant('2026-10-10T00:00:00Z') + i * 60_000).toISOString(),
      ...(i % 2 === 0 ? stateTransition('OK', 'ALARM') : stateTransition('ALARM', 'OK')),
    }));
    Object.assign(r.cloud, { alarms: [{ ...ALARM_NOW_OK, since: minutes.at(-1)?.at }], history: minutes });
    await r.reconcile();
    expect(await r.standing()).toHaveLength(250);
    expect(r.cloud.asked.filter(({ operation }) => operation === 'DescribeAlarmHistory')).toHaveLength(3);
    expect(await r.findings()).toEqual([]);
  });
});

test('a repeated reconciliation writes only the time of reading', async () => {
  Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
  await r.reconcile();
  const before = await tableItems(r.dynamo.table);
  r.clock.now += 30 * 60_000;
  await r.reconcile();
  expect((await tableItems(r.dynamo.table)).length - before.length).toBe(1);
  expect(await lastPolledAt(r.dynamo.table, VOICE_ALARM_ARN, r.clock.now)).toBe(r.clock.now);
});

test.each([0, 1, 2, 3, 4, 5])('the next reconciliation finishes one that crashed after %i writes', async (writes) => {
  Object.assign(r.cloud, { alarms: [ALARM_NOW_OK], history: [ALARM_STARTED, ALARM_ENDED] });
  await expect(r.reconcile(['voice 5xx'], r.dynamo.crashingAfter(writes))).rejects.toThrow(Crash.name);
  await r.reconcile();
  expect(await r.standing()).toHaveLength(2);
});

describe('the current state of an alarm', () => {
  test('is recorded if it began before the kept history', async () => {
    r.cloud.alarms = [{ ...ALARM_NOW_OK, state: 'ALARM', since: '2026-08-01T10:00:00.000Z' }];
    await r.reconcile();
    expect(await r.standing()).toEqual(['2026-08-01T10:00:00.000Z ALARM']);
    expect(await r.findings()).toEqual([]);
  });

  test('is recorded for composite and log alarms too', async () => {
    r.cloud.alarms = [
      { ...ALARM_NOW_OK, type: 'CompositeAlarm', state: 'ALARM' },
      { ...ALARM_NOW_OK, type: 'LogAlarm', name: 'log', state: 'ALARM' },
    ];
    await r.reconcile(['voice 5xx', 'log']);
    expect(await r.standing()).toHaveLength(1);
    expect(await r.standing(namedAlarmArn('log'))).toHaveLength(1);
  });

  test('is not recorded if its history ends with it', async () => {
    Object.assign(r.cloud, {
      alarms: [{ ...ALARM_NOW_OK, since: '2026-10-14T19:20:10.103Z' }],
      history: [ALARM_STARTED, ALARM_ENDED],
    });
    await r.reconcile();
    expect(await r.standing()).toHaveLength(2);
  });
});
