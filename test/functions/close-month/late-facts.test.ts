import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { factKeyOf, factPointerKey, planKey } from '../../../shared/persistence/keys.ts';
import { findCompletion, recordBatchResult, recordPlan, startRun } from '../../../shared/persistence/run-store.ts';
import { instant } from '../../support/builders/instant-text.ts';
import {
  billedLines,
  declareDown,
  FEES,
  notify,
  putCustomer,
  retractDown,
} from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { fetchMonthReport, runSweep } from '../../support/builders/run-sweeps.ts';

/**
 * October is closed on 2 November. Two customers have a credit: acme on web without notice, and gamma on web with one.
 * The customer lambda gave no notice. The customer beta uses voice, which was not down. Each test records late facts and runs
 * the daily sweep.
 */
let product: Product;
beforeEach(async () => {
  product = await startProduct();
  await putCustomer(product, 'acme');
  await putCustomer(product, 'gamma', { policy: 'written' });
  await putCustomer(product, 'lambda', { policy: 'written' });
  await putCustomer(product, 'beta', { components: ['voice'] });
  await putCustomer(product, 'free', { serviceFees: undefined });
  await declareDown(product, 14);
  await notify(product, 'gamma', 14);
  await product.close('2026-11-02T12:00:00Z');
  await product.billed(); // 5000 each
  product.setClock('2026-11-03T08:00:00Z');
});
afterEach(async () => {
  // The ledger has credits of October only.
  const items = (await tableItems(product.pipeline.account.table)).map((item) => JSON.stringify(item));
  await product.stop();
  if (items.some((item) => /"credit#(?!2026-10)/.test(item))) throw new Error('a credit of another month');
});

test('a sweep lists maintenance that was recorded late, since the close', async () => {
  const body = { scope: { component: 'web' }, requestedBy: 'company', announcedAt: '2026-10-01T00:00:00Z' };
  await product.call('POST', '/maintenance', {
    ...body,
    id: 'M-late',
    start: '2026-10-14T16:00:00Z',
    end: '2026-10-14T20:00:00Z',
  });
  await runSweep(product, NEXT);
  const { body: report } = await product.call('GET', '/months/2026-10');
  expect(report).toMatchObject({
    sweeps: [{ attention: [{ kind: 'maintenance-recorded-late', subject: 'M-late' }] }],
  });
});

const NEXT = '2026-11-03T12:30:00Z';
const LATER = '2026-11-04T12:30:00Z';
const LATEST = '2026-11-05T12:30:00Z';

/** Twilio's voice was out on the 15th from 17:00 to `end`. The page reported that at `edited`. */
const incident = (end: string, edited: string): unknown => ({
  page: { id: 'gpkpyklzq55q' },
  incident: {
    incident_updates: [
      ['over', `2026-10-15T${end}:00Z`, 'operational'],
      ['out', '2026-10-15T17:00:00Z', 'major_outage'],
    ].map(([id, display_at, new_status]) => ({
      id,
      created_at: display_at,
      display_at,
      updated_at: edited,
      affected_components: [{ code: 'voicecode001', new_status }],
    })),
  },
});

test('if nothing came, nothing is assessed: there is no run', async () => {
  expect(await runSweep(product, NEXT)).toEqual([]);
  expect(await billedLines(product)).toEqual([]);
});

test('late evidence adjusts only customers that use the component', async () => {
  await declareDown(product, 20, 'voice');
  expect(await runSweep(product, NEXT)).toMatchObject([{ assessed: 1, issued: 1 }]);
  expect(await billedLines(product)).toEqual(['beta:2026-10:1 issued 5000 (5000)']);

  await retractDown(product, 20, 'voice');
  expect((await runSweep(product, LATER)).at(-1)).toMatchObject({ assessed: 1, adjusted: 1 });
  expect(await billedLines(product)).toEqual(['beta:2026-10:2 adjusted 0 (-5000)']);

  await declareDown(product, 21, 'voice');
  await declareDown(product, 22, 'voice');
  expect((await runSweep(product, LATEST)).at(-1)).toMatchObject({ assessed: 1, adjusted: 1 });
  expect(await billedLines(product)).toEqual(['beta:2026-10:3 adjusted 10000 (10000)']);
  expect(await runSweep(product, '2026-11-06T12:30:00Z')).toHaveLength(3);
});

test('redelivery completes a sweep that crashed after planning', async () => {
  const { table } = product.pipeline.account;
  const run = { month: '2026-10', asOf: instant(NEXT), preview: false, sweep: true };
  await startRun(table, { ...run, by: 'sweep', startedAt: run.asOf });
  await recordBatchResult(table, run, 0, { counts: { assessed: 1 }, deltaMinor: {}, blocked: [], attention: [] });
  await recordPlan(table, run, { chunks: 1, attention: [] });
  expect(await findCompletion(table, run)).toBeUndefined();
  expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1 }]);
  expect(await findCompletion(table, run)).toMatchObject({ totals: { counts: { assessed: 1 } } });
});

test.each([
  ['its plan, before a newer close', true, 'close'],
  ['its run, before a newer close', false, 'close'],
  ['its plan, before a newer sweep', true, 'sweep'],
  ['its run, before a newer sweep', false, 'sweep'],
])('redelivery completes a sweep that crashed after %s', async (_, isPlanned, newer) => {
  const { table } = product.pipeline.account;
  const run = { month: '2026-10', asOf: instant(NEXT), preview: false, sweep: true };
  await startRun(table, { ...run, by: 'sweep', startedAt: run.asOf });
  if (isPlanned) await conditionalPut(table, { ...planKey(run), chunks: 0, attention: gzipSync('[]') });
  product.setClock('2026-11-03T13:00:00Z');
  await declareDown(product, 20);
  if (newer === 'close') await product.close(LATER);
  else await runSweep(product, LATER);
  const billed = await billedLines(product);
  expect(billed).toContain('acme:2026-10:2 adjusted 10000 (5000)');
  expect(await findCompletion(table, run)).toBeUndefined();
  await runSweep(product, NEXT);
  expect(await findCompletion(table, run)).toBeDefined();
  await declareDown(product, 21);
  await runSweep(product, LATEST);
  expect(await billedLines(product)).toContain('acme:2026-10:3 adjusted 15000 (5000)');
});

test('a late notice recorded by hand concerns its customer alone', async () => {
  await notify(product, 'lambda', 14);
  expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1, issued: 1 }]);
  expect(await billedLines(product)).toEqual(['lambda:2026-10:1 issued 5000 (5000)']);
});

test('a retracted notice removes the credit, and a new notice restores it', async () => {
  await product.call('POST', '/retractions', { of: { kind: 'notice', id: 'gamma/T-14' }, reason: 'not theirs' });
  expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1, adjusted: 1 }]);
  product.setClock('2026-11-04T08:00:00Z');
  await product.call('POST', '/notices', {
    id: 'again',
    customer: 'gamma',
    recognizedAt: '2026-10-14T17:00:00Z',
    receivedAt: '2026-10-14T18:00:00Z',
    text: 'Theirs after all.',
    channel: 'email',
  });
  expect(await runSweep(product, LATER)).toEqual([
    { assessed: 1, adjusted: 1 },
    { assessed: 1, adjusted: 1 },
  ]);
  expect(await billedLines(product)).toEqual([
    'gamma:2026-10:2 adjusted 0 (-5000)',
    'gamma:2026-10:3 adjusted 5000 (5000)',
  ]);
});

test('a corrected time of Twilio adjusts customers that depend on it', async () => {
  product.setClock('2026-11-03T08:00:00Z');
  await product.call('POST', '/downtimes', {
    component: 'voice',
    start: '2026-10-15T17:00:00Z',
    end: '2026-10-15T19:00:00Z',
    evidence: 'calls failed',
  });
  await product.webhook(incident('19:00', '2026-10-15T19:00:00Z'));
  expect(await runSweep(product, NEXT)).toMatchObject([{ assessed: 1, nothing: 1 }]);
  product.setClock('2026-11-04T08:00:00Z');
  await product.webhook(incident('17:30', '2026-11-04T07:00:00Z'));
  expect((await runSweep(product, LATER)).at(-1)).toMatchObject({ assessed: 1, issued: 1 });
  expect(await billedLines(product)).toEqual(['beta:2026-10:1 issued 5000 (5000)']);
});

describe('a month’s fees', () => {
  test.each([
    [
      'of this month concern their customer',
      '2026-10',
      [{ assessed: 1, adjusted: 1 }],
      ['acme:2026-10:2 adjusted 10000 (5000)'],
    ],
    ['of another month do not', '2026-11', [], []],
  ])('%s', async (_, month, sweeps, lines) => {
    await product.call('PUT', `/customers/acme/fees/${month}`, { ...FEES, amountMinor: 200_000 });
    expect(await runSweep(product, NEXT)).toEqual(sweeps);
    expect(await billedLines(product)).toEqual(lines);
  });

  test('late fees give a blocked customer its credit', async () => {
    await product.call('PUT', '/customers/free/fees/2026-10', FEES);
    expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1, issued: 1 }]);
    expect(await billedLines(product)).toEqual(['free:2026-10:1 issued 5000 (5000)']);
  });
});

test('a window of a customer’s own concerns that customer', async () => {
  const window = { start: '2026-10-14T00:00:00Z', end: '2026-10-15T00:00:00Z' };
  await product.call('POST', '/exclusions', {
    scope: { customer: 'acme' },
    ...window,
    reason: 'policy-block',
    evidence: 'a botnet',
  });
  expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1, adjusted: 1 }]);
  expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 0 (-5000)']);
});

test('a later record changes neither a sweep nor a close', async () => {
  await putCustomer(product, 'acme', { serviceFees: { ...FEES, amountMinor: 300_000 } });
  expect(await runSweep(product, NEXT)).toEqual([]);
  await declareDown(product, 20);
  expect(await runSweep(product, LATER)).toMatchObject([{ adjusted: 1 }]);
  expect(await billedLines(product)).toContain('acme:2026-10:2 adjusted 10000 (5000)');
  await product.close(LATEST);
  expect(await billedLines(product)).toEqual([]);
});

test.each([
  ['a downtime of another month', '2026-11-02T17:00:00Z', '2026-11-02T19:00:00Z'],
  ['a downtime within one that is known', '2026-10-14T17:30:00Z', '2026-10-14T18:00:00Z'],
])('%s concerns nobody: there is no run', async (_, start, end) => {
  await product.call('POST', '/downtimes', { component: 'web', start, end, evidence: 'a call' });
  expect(await runSweep(product, NEXT)).toEqual([]);
});

test('a fact completed after the closing counts from then on', async () => {
  const fact = {
    kind: 'notice' as const,
    id: 'lambda/T-14',
    customer: 'lambda',
    recognizedAt: instant('2026-10-14T17:00:00Z'),
    receivedAt: instant('2026-10-14T18:00:00Z'),
  };
  const wire = {
    ...fact,
    recognizedAt: '2026-10-14T17:00:00.000Z',
    receivedAt: '2026-10-14T18:00:00.000Z',
    recordedAt: '2026-11-02T11:59:59.000Z',
  };
  const said = { text: 'Nothing loads.', channel: 'email' };
  const home = { ...factKeyOf(fact), fact: wire, by: 'desk', said };
  await conditionalPut(product.pipeline.account.table, { ...factPointerKey(fact), home }); // and there the process ended
  expect(await runSweep(product, '2026-11-03T07:00:00Z')).toEqual([]);
  product.setClock('2026-11-03T08:00:00Z');
  await notify(product, 'lambda', 14);
  expect(await runSweep(product, NEXT)).toEqual([{ assessed: 1, issued: 1 }]);
});

test('a sweep goes three months back, and no further', async () => {
  await notify(product, 'lambda', 14);
  expect(await runSweep(product, '2027-02-03T12:30:00Z')).toEqual([]);
  expect(await runSweep(product, '2027-01-31T12:30:00Z')).toEqual([{ assessed: 1, issued: 1 }]);
});

test('a repeated or an older order changes nothing', async () => {
  await notify(product, 'lambda', 14);
  const swept = await runSweep(product, LATER);
  expect(await runSweep(product, LATER)).toEqual(swept);
  expect(await runSweep(product, NEXT)).toEqual(swept);
  expect(await billedLines(product)).toEqual(['lambda:2026-10:1 issued 5000 (5000)']);
});

test('a sweep skips a month that was closed prematurely', async () => {
  // An earlier version accepted such an order.
  const { table } = product.pipeline.account;
  const run = { month: '2026-11', asOf: instant('2026-11-20T12:00:00Z'), preview: false };
  await startRun(table, { ...run, by: 'a test', startedAt: run.asOf });
  await recordPlan(table, run, { chunks: 0, attention: [] });
  product.setClock('2026-11-20T13:00:00Z');
  await product.call('POST', '/downtimes', {
    id: 'november',
    component: 'web',
    start: '2026-11-18T17:00:00Z',
    end: '2026-11-18T19:00:00Z',
    evidence: 'a test',
  });
  await runSweep(product, '2026-12-01T12:30:00Z');
  const { sweeps } = await fetchMonthReport(product, '2026-11');
  expect(sweeps).toEqual([]);
});
