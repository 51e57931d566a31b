import { expect, test } from 'vitest';
import {
  runReport,
  recordCompletion,
  countDoneBatches,
  recordBatchResult,
  latestRun,
  newestClosing,
  recordPlan,
  type Run,
  runId,
  startRun,
} from '../../../shared/persistence/run-store.ts';
import type { BatchResult } from '../../../shared/persistence/run-results.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const AS_OF = instant('2026-11-02T20:00:00Z');
const aRun = (month: string, changes: Partial<Run> = {}): Run => ({
  month,
  asOf: AS_OF,
  preview: false,
  by: 'schedule',
  startedAt: AS_OF + 300_000,
  ...changes,
});
const aResult = (assessed: number, changes: Partial<BatchResult> = {}): BatchResult => ({
  counts: { assessed },
  deltaMinor: { USD: assessed * 100 },
  blocked: [],
  attention: [],
  ...changes,
});
const plan = (chunks: number) => ({ chunks, attention: [] });

test('a run asked for twice is one run: the first stands', async () => {
  const first = aRun('2026-01', { reason: 'late evidence' });
  expect(await startRun(dynamo.table, first)).toEqual({ outcome: 'started', stored: first });
  expect(await startRun(dynamo.table, aRun('2026-01', { by: 'other' }))).toEqual({ outcome: 'exists', stored: first });
});

test('the newest closing is found, and previews are skipped', async () => {
  expect(await newestClosing(dynamo.table, '2026-02')).toBeUndefined();
  expect(await latestRun(dynamo.table, '2026-02')).toBeUndefined();
  const older = aRun('2026-02');
  const newer = aRun('2026-02', { asOf: AS_OF + 1 });
  const preview = aRun('2026-02', { asOf: AS_OF + 2, preview: true });
  for (const run of [newer, older]) {
    await startRun(dynamo.table, run);
    await recordPlan(dynamo.table, run, plan(1));
    await recordBatchResult(dynamo.table, run, 0, aResult(1));
    await recordCompletion(dynamo.table, run, { totals: aResult(1), closedAt: AS_OF, closer: 'm' });
  }
  expect(await latestRun(dynamo.table, '2026-02')).toEqual(newer);
  await startRun(dynamo.table, preview);
  expect(await newestClosing(dynamo.table, '2026-02')).toEqual(newer);
  expect(await latestRun(dynamo.table, '2026-02')).toEqual(preview);
  expect([runId(newer), runId(preview)]).toEqual([
    '2026-02@2026-11-02T20:00:00.001Z',
    '2026-02@2026-11-02T20:00:00.002Z:preview',
  ]);
});

test('a preview and a closing at one instant count separately', async () => {
  await recordBatchResult(dynamo.table, aRun('2026-03', { preview: true }), 0, aResult(1));
  expect(await countDoneBatches(dynamo.table, aRun('2026-03'))).toBe(0);
});

test('a batch counts once, with its first result', async () => {
  const run = aRun('2026-04');
  await startRun(dynamo.table, run);
  await recordPlan(dynamo.table, run, plan(2));
  expect(await recordBatchResult(dynamo.table, run, 0, aResult(25))).toEqual({ done: 1, planned: 2, complete: false });
  expect(await recordBatchResult(dynamo.table, run, 0, aResult(99))).toEqual({ done: 1, planned: 2, complete: false });
  expect(await recordBatchResult(dynamo.table, run, 1, aResult(5))).toEqual({ done: 2, planned: 2, complete: true });
  expect((await runReport(dynamo.table, '2026-04'))?.totals).toEqual({
    counts: { assessed: 30 },
    deltaMinor: { USD: 3000 },
  });
});

test('a plan counts batches that finished before it', async () => {
  const run = aRun('2026-05');
  await startRun(dynamo.table, run);
  expect(await recordBatchResult(dynamo.table, run, 0, aResult(1))).toEqual({
    done: 1,
    planned: undefined,
    complete: false,
  });
  expect(await recordPlan(dynamo.table, run, plan(1))).toEqual({ done: 1, planned: 1, complete: true });
});

test('a run without batches is complete once it is planned', async () => {
  const run = aRun('2026-06');
  expect(await recordPlan(dynamo.table, run, plan(0))).toEqual({ done: 0, planned: 0, complete: true });
  expect(await recordPlan(dynamo.table, run, plan(7))).toEqual({ done: 0, planned: 0, complete: true });
});

test('a batch that finishes during planning completes the run', async () => {
  for (let round = 0; round < 5; round += 1) {
    const run = aRun('2026-07', { asOf: AS_OF + round });
    const chunks = Array.from({ length: 20 }, (_, chunk) => recordBatchResult(dynamo.table, run, chunk, aResult(1)));
    const progress = await Promise.all([...chunks, recordPlan(dynamo.table, run, plan(20))]);
    expect(progress.some(({ complete }) => complete)).toBe(true);
    expect(await countDoneBatches(dynamo.table, run)).toBe(20);
  }
});

test('redelivery repairs a crash between a result and its count', async () => {
  const run = aRun('2026-08');
  await recordPlan(dynamo.table, run, plan(1));
  await expect(recordBatchResult(dynamo.crashingAfter(1), run, 0, aResult(1))).rejects.toThrow(Crash);
  expect(await countDoneBatches(dynamo.table, run)).toBe(0);
  expect(await recordBatchResult(dynamo.table, run, 0, aResult(99))).toEqual({ done: 1, planned: 1, complete: true });
  await startRun(dynamo.table, run);
  expect((await runReport(dynamo.table, '2026-08'))?.totals.counts).toEqual({ assessed: 1 });
});

test('only one of twenty deliveries closes a run, also when repeated', async () => {
  const run = aRun('2026-09');
  const close = (n: number): Promise<boolean> =>
    recordCompletion(dynamo.table, run, { totals: aResult(n), closedAt: AS_OF + n, closer: `message-${n}` });
  const deliveries = Array.from({ length: 20 }, (_, n) => n);
  const closed = await Promise.all(deliveries.map(close));
  expect(closed.filter(Boolean)).toHaveLength(1);
  expect(await Promise.all(deliveries.map(close))).toEqual(closed);
});

test('the closing delivery is recognised after a lost answer', async () => {
  const closed = { totals: aResult(1), closedAt: AS_OF, closer: 'message' };
  expect(await recordCompletion(dynamo.losingAnAnswer(), aRun('2026-10'), closed)).toBe(true);
});

test('a report has progress, totals, blocked customers and review items', async () => {
  const run = aRun('2026-11');
  const unheard = { kind: 'alarm-never-heard-of', subject: 'api-5xx' };
  const unmatched = { kind: 'notice-without-downtime', subject: 'acme/T-1', customer: 'acme' };
  const blocked = { customer: 'globex', reason: 'no fees' };
  await startRun(dynamo.table, run);
  await recordPlan(dynamo.table, run, { chunks: 11, attention: [unheard] });
  await recordBatchResult(
    dynamo.table,
    run,
    10,
    aResult(2, { counts: { credited: 1, assessed: 2 }, deltaMinor: { EUR: -5 } }),
  );
  await recordBatchResult(dynamo.table, run, 2, aResult(3, { blocked: [blocked], attention: [unmatched] }));
  expect(await runReport(dynamo.table, '2026-11')).toEqual({
    run,
    progress: { done: 2, planned: 11, complete: false },
    totals: { counts: { assessed: 5, credited: 1 }, deltaMinor: { EUR: -5, USD: 300 } },
    blocked: [blocked],
    attention: [unheard, unmatched],
    changes: [],
    closed: undefined,
    sweeps: [],
  });
  const totals = { counts: { assessed: 5 }, deltaMinor: {} };
  await recordCompletion(dynamo.table, run, { totals, closedAt: AS_OF, closer: 'message' });
  expect((await runReport(dynamo.table, '2026-11'))?.closed).toEqual({ totals, closedAt: AS_OF, closer: 'message' });
  expect(await runReport(dynamo.table, '2019-01')).toBeUndefined();
});

test('a run stores more review items than one item can hold', async () => {
  const run = aRun('2026-12');
  const attention = Array.from({ length: 10_000 }, (_, n) => ({
    kind: 'downtime-pending-notice',
    subject: new Date(AS_OF + n * 60_000).toISOString(),
    customer: `customer-${n % 500}`,
  }));
  const blocked = Array.from({ length: 500 }, (_, n) => ({
    customer: `blocked-${n}`,
    reason: 'unusable: '.repeat(100),
  }));
  await startRun(dynamo.table, run);
  await recordPlan(dynamo.table, run, { chunks: 1, attention });
  await recordBatchResult(dynamo.table, run, 0, aResult(1, { attention, blocked }));
  const report = await runReport(dynamo.table, '2026-12');
  expect(report?.attention).toEqual([...attention, ...attention]);
  expect(report?.blocked).toEqual(blocked);
});

test('a batch of an unknown run does not hide known runs', async () => {
  const known = aRun('2026-07');
  await startRun(dynamo.table, known);
  await recordBatchResult(dynamo.table, aRun('2026-07', { asOf: AS_OF + 1 }), 0, aResult(1));
  await recordBatchResult(dynamo.table, aRun('2026-06'), 0, aResult(1));
  expect(await newestClosing(dynamo.table, '2026-07')).toEqual(known);
  expect(await newestClosing(dynamo.table, '2026-06')).toBeUndefined();
});
