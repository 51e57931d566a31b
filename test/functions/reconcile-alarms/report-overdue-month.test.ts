import { beforeEach, expect, test } from 'vitest';
import { lastDueMonth, reportOverdueMonth } from '../../../functions/reconcile-alarms/report-overdue-month.ts';
import type { Closing } from '../../../shared/config/schedule.ts';
import { recordCompletion, startRun } from '../../../shared/persistence/run-store.ts';
import { instant } from '../../support/builders/instant.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/dynamo.ts';
import { aConfig, anOperator, openPolicy } from '../../support/builders/product-config.ts';

const closing = { day: 2, hour: 12, timeZone: 'America/Los_Angeles' };
const OCTOBER = { month: '2026-10', preview: false, by: 'schedule', startedAt: instant('2026-11-02T20:00:00Z') };

let dynamo: Dynamo;
beforeEach(async () => {
  dynamo = await startDynamo();
  return () => dynamo.stop();
});

test.each([
  [closing, '2026-11-03T08:00:00.000Z', '2026-10'],
  [closing, '2026-11-03T07:59:59.999Z', '2026-09'],
  [closing, '2026-11-30T12:00:00.000Z', '2026-10'],
  [closing, '2026-12-02T12:00:00.000Z', '2026-10'],
  [{ ...closing, day: 28 }, '2026-03-01T07:59:59.999Z', '2025-12'],
  [{ ...closing, day: 28 }, '2026-03-01T08:00:00.000Z', '2026-01'],
])('closed by %o, the last month that was due at %s is %s', (closing, now, month) => {
  expect(lastDueMonth(closing, instant(now))).toBe(month);
});

/** What was told at each of these instants, one after the other. */
const told = (...instants: string[]): Promise<number[]> => toldOf(closing, ...instants);

const toldOf = async (closing: Closing, ...instants: string[]): Promise<number[]> => {
  const said: number[] = [];
  for (const text of instants) {
    const telemetry = {
      count: (_what: string, times = 1) => said.push(times),
      rejected() {},
      note() {},
    };
    await reportOverdueMonth({ table: dynamo.table, closing, telemetry, clock: () => instant(text) });
  }
  return said;
};

test('a month that nobody closed is overdue from the 3rd on, in the zone of the contract', async () => {
  expect(await told('2026-10-20T00:00:00Z', '2026-11-03T07:59:59Z', '2026-11-03T08:00:00Z')).toEqual([0, 0, 1]);
});

test('one that was due before anything watched is not', async () => {
  expect(await told('2026-11-20T00:00:00Z', '2026-12-02T00:00:00Z')).toEqual([0, 0]);
  expect(await told('2026-12-03T08:00:00Z')).toEqual([1]);
});

test('it is until its run has ended; one that is closed again has an hour to end', async () => {
  await told('2026-10-20T00:00:00Z');
  const run = { ...OCTOBER, asOf: instant('2026-11-02T20:00:00Z') };
  await startRun(dynamo.table, run);
  expect(await told('2026-11-03T12:00:00Z')).toEqual([1]);
  const totals = { counts: {}, deltaMinor: {} };
  await recordCompletion(dynamo.table, run, { totals, closedAt: instant('2026-11-03T13:00:00Z'), closer: 'a' });
  expect(await told('2026-11-03T14:00:00Z')).toEqual([0]);
  await startRun(dynamo.table, { ...OCTOBER, asOf: instant('2026-11-10T12:00:00Z') });
  expect(await told('2026-11-10T12:59:00Z', '2026-11-10T13:00:00Z')).toEqual([0, 1]);
});

test('a preview closes nothing', async () => {
  await told('2026-10-20T00:00:00Z');
  await startRun(dynamo.table, { ...OCTOBER, preview: true, asOf: instant('2026-11-03T11:30:00Z') });
  expect(await told('2026-11-03T12:00:00Z')).toEqual([1]);
});

test('one that was tried out before it had ended is not closed', async () => {
  await told('2026-10-15T00:00:00Z');
  const run = { ...OCTOBER, asOf: instant('2026-10-15T12:00:00Z') };
  await startRun(dynamo.table, run);
  await recordCompletion(dynamo.table, run, {
    totals: { counts: {}, deltaMinor: {} },
    closedAt: run.asOf,
    closer: 'd1',
  });
  expect(await told('2026-11-03T08:00:00Z')).toEqual([1]);
});

test.each([
  ['2026-11-01T06:59:59Z', 1],
  ['2026-11-01T07:00:00Z', 0],
])(
  'one that was closed by hand as of %s, when it went on in a policy’s zone until 07:00, counts %d as overdue',
  async (asOf, overdue) => {
    const config = aConfig({
      policies: { ...anOperator.policies, west: { ...openPolicy, id: 'west', timeZone: 'America/Los_Angeles' } },
    });
    await told('2026-10-15T00:00:00Z');
    const run = { ...OCTOBER, asOf: instant(asOf) };
    await startRun(dynamo.table, run);
    await recordCompletion(dynamo.table, run, {
      totals: { counts: {}, deltaMinor: {} },
      closedAt: run.asOf,
      closer: 'd1',
    });
    expect(await toldOf(config.closing, '2026-11-03T00:00:00Z')).toEqual([overdue]);
  },
);
