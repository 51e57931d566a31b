import { beforeEach, expect, test } from 'vitest';
import { lastDueMonth, reportOverdueMonth } from '../../../functions/reconcile-alarms/report-overdue-month.ts';
import type { Closing } from '../../../shared/config/schedule.ts';
import { recordCompletion, startRun } from '../../../shared/persistence/run-store.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
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
])('with closing %o, the month due at %s is %s', (closing, now, month) => {
  expect(lastDueMonth(closing, instant(now))).toBe(month);
});

/** Returns the metric at each of these instants. */
const overdueAt = (...instants: string[]): Promise<number[]> => overdueOf(closing, ...instants);

const overdueOf = async (closing: Closing, ...instants: string[]): Promise<number[]> => {
  const values: number[] = [];
  for (const text of instants) {
    const telemetry = {
      count: (_name: string, amount = 1) => values.push(amount),
      rejected() {},
      note() {},
    };
    await reportOverdueMonth({ table: dynamo.table, closing, telemetry, clock: () => instant(text) });
  }
  return values;
};

test("an open month is overdue from the 3rd in the contract's zone", async () => {
  expect(await overdueAt('2026-10-20T00:00:00Z', '2026-11-03T07:59:59Z', '2026-11-03T08:00:00Z')).toEqual([0, 0, 1]);
});

test('a month due before monitoring began is not overdue', async () => {
  expect(await overdueAt('2026-11-20T00:00:00Z', '2026-12-02T00:00:00Z')).toEqual([0, 0]);
  expect(await overdueAt('2026-12-03T08:00:00Z')).toEqual([1]);
});

test('a month is overdue until its run completes', async () => {
  await overdueAt('2026-10-20T00:00:00Z');
  const run = { ...OCTOBER, asOf: instant('2026-11-02T20:00:00Z') };
  await startRun(dynamo.table, run);
  expect(await overdueAt('2026-11-03T12:00:00Z')).toEqual([1]);
  const totals = { counts: {}, deltaMinor: {} };
  await recordCompletion(dynamo.table, run, { totals, closedAt: instant('2026-11-03T13:00:00Z'), closer: 'a' });
  expect(await overdueAt('2026-11-03T14:00:00Z')).toEqual([0]);
  await startRun(dynamo.table, { ...OCTOBER, asOf: instant('2026-11-10T12:00:00Z') });
  expect(await overdueAt('2026-11-10T12:59:00Z', '2026-11-10T13:00:00Z')).toEqual([0, 1]);
});

test('a preview does not close a month', async () => {
  await overdueAt('2026-10-20T00:00:00Z');
  await startRun(dynamo.table, { ...OCTOBER, preview: true, asOf: instant('2026-11-03T11:30:00Z') });
  expect(await overdueAt('2026-11-03T12:00:00Z')).toEqual([1]);
});

test('a premature closing does not close a month', async () => {
  await overdueAt('2026-10-15T00:00:00Z');
  const run = { ...OCTOBER, asOf: instant('2026-10-15T12:00:00Z') };
  await startRun(dynamo.table, run);
  await recordCompletion(dynamo.table, run, {
    totals: { counts: {}, deltaMinor: {} },
    closedAt: run.asOf,
    closer: 'd1',
  });
  expect(await overdueAt('2026-11-03T08:00:00Z')).toEqual([1]);
});

test.each([
  ['2026-11-01T06:59:59Z', 1],
  ['2026-11-01T07:00:00Z', 0],
])('a closing as of %s reports %d, month end 07:00', async (asOf, overdue) => {
  const config = aConfig({
    policies: { ...anOperator.policies, west: { ...openPolicy, id: 'west', timeZone: 'America/Los_Angeles' } },
  });
  await overdueAt('2026-10-15T00:00:00Z');
  const run = { ...OCTOBER, asOf: instant(asOf) };
  await startRun(dynamo.table, run);
  await recordCompletion(dynamo.table, run, {
    totals: { counts: {}, deltaMinor: {} },
    closedAt: run.asOf,
    closer: 'd1',
  });
  expect(await overdueOf(config.closing, '2026-11-03T00:00:00Z')).toEqual([overdue]);
});
