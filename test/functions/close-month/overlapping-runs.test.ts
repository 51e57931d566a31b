import { beforeEach, expect, test } from 'vitest';
import { closeMonth } from '../../../functions/close-month/close-month.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { ENV } from '../../../shared/config/environment.ts';
import { messageGroupOf } from '../../../shared/messaging/message-groups.ts';
import { batchMessage, sendBatches } from '../../../shared/messaging/customer-batch.ts';
import { newestClosing, runId, startRun } from '../../../shared/persistence/run-store.ts';
import { instant } from '../../support/builders/instant-text.ts';
import {
  billedLines,
  declareDown,
  notify,
  putCustomer,
  retractDown,
  startClosedOctober,
} from '../../support/builders/closed-october.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import type { Product } from '../../support/emulators/test-product.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { runSweep } from '../../support/builders/run-sweeps.ts';

/** October is closed; then runs of it overlap, come in another order than they were ordered in, or die half-way. */
let product: Product;
let deploy: (change: Partial<typeof anOperator>) => void;
beforeEach(async () => {
  ({ product, deploy } = await startClosedOctober());
  return product.stop;
});

const double: PolicyInput = { ...openPolicy, version: 2, credit: { ...openPolicy.credit, amount: { bps: 1000 } } };

const current = (asOf: string): object => ({
  kind: 'requested',
  month: '2026-10',
  asOf,
  preview: false,
  policies: 'current',
  reason: 'agreed',
  by: 'a test',
  startedAt: asOf,
});
const workQueue = () => {
  const { account } = product.pipeline;
  return { sqs: account.sqs, url: account.setting('close-month', ENV.workQueueUrl) };
};
/** Plans a closing; nothing of it is assessed yet. */
const plan = (asOf: string): Promise<void> => {
  const { deployment, account } = product.pipeline;
  const { table } = account;
  const { telemetry, clock } = product;
  const monthOf = monthReader(table, deployment);
  const close = closeMonth({ table, work: workQueue(), deployment, monthOf, telemetry, clock });
  return close(sqsBatch(JSON.stringify(current(asOf))));
};

test('the last of three overlapping closes reverses credits of the first', async () => {
  product.setClock('2026-11-10T12:00:00Z');
  await declareDown(product, 15);
  await putCustomer(product, 'globex');
  await product.call('POST', '/months/2026-10/close', { reason: 'one day more' });
  product.setClock('2026-11-10T12:06:00Z');
  await product.pipeline.run();
  expect(await billedLines(product)).toContain('globex:2026-10:1 issued 10000 (10000)');

  // Both ordered before that: everybody should have had to write.
  deploy({ defaultPolicy: 'written' });
  product.setClock('2026-11-10T12:10:00Z');
  await plan('2026-11-10T12:04:00Z');
  await plan('2026-11-10T12:05:00Z');
  await product.pipeline.run();
  expect((await billedLines(product)).toSorted()).toEqual([
    'acme:2026-10:3 adjusted 0 (-10000)',
    'globex:2026-10:2 adjusted 0 (-10000)',
  ]);
});

test('the next sweep reverses credits of a crashed sweep', async () => {
  product.setClock('2026-11-03T08:00:00Z');
  await declareDown(product, 20);
  const { table } = product.pipeline.account;
  const closing = await newestClosing(table, '2026-10');
  const died = { month: '2026-10', asOf: instant('2026-11-03T12:30:00Z'), preview: false, sweep: true };
  product.setClock('2026-11-03T12:36:00Z');
  await startRun(table, { ...died, by: 'sweep', startedAt: died.asOf, basis: closing?.basis });
  const chunk = { ...died, group: messageGroupOf('acme'), chunk: 0, customers: ['acme'], using: ['web'] };
  await sendBatches(workQueue(), [batchMessage(runId(died), chunk)]);
  await product.pipeline.run();
  expect((await billedLines(product)).toSorted()).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);

  product.setClock('2026-11-04T08:00:00Z');
  await retractDown(product, 20);
  await runSweep(product, '2026-11-04T12:30:00Z');
  expect((await billedLines(product)).toSorted()).toEqual(['acme:2026-10:3 adjusted 5000 (-5000)']);
});

test("a close after a newer sweep uses the sweep's evidence", async () => {
  await putCustomer(product, 'globex', { policy: 'written' });
  await product.close('2026-11-03T12:00:00Z');
  product.setClock('2026-11-10T12:29:50Z');
  await declareDown(product, 20);
  await notify(product, 'globex', 20);
  await runSweep(product, '2026-11-10T12:30:00Z');
  expect((await billedLines(product)).toSorted()).toEqual([
    'acme:2026-10:2 adjusted 10000 (5000)',
    'globex:2026-10:1 issued 5000 (5000)',
  ]);

  // Ordered before all that, and tried again since: the table did not answer.
  const { written } = anOperator.policies;
  deploy({ policies: { open: double, written: { ...written, ...double, id: 'written', claim: null } } });
  await plan('2026-11-10T12:29:40Z');
  await product.pipeline.run();
  expect((await billedLines(product)).toSorted()).toEqual([
    'acme:2026-10:3 adjusted 20000 (10000)',
    'globex:2026-10:2 adjusted 20000 (15000)',
  ]);
  const { body } = await product.call('GET', '/customers/acme/months/2026-10');
  expect(body).toMatchObject({ amountMinor: 20_000 });
  expect(await runSweep(product, '2026-11-11T12:30:00Z')).toHaveLength(1);
});

test('a close reverses credits of a sweep under earlier terms', async () => {
  await putCustomer(product, 'globex');
  await product.close('2026-11-03T12:00:00Z');
  await retractDown(product, 14);
  product.setClock('2026-11-10T12:29:50Z');
  await declareDown(product, 20);
  await runSweep(product, '2026-11-10T12:30:00Z');
  await product.billed(); // 5000 each
  deploy({ defaultPolicy: 'written' });
  await plan('2026-11-10T12:29:40Z');
  await product.pipeline.run();
  expect((await billedLines(product)).toSorted()).toEqual([
    'acme:2026-10:2 adjusted 0 (-5000)',
    'globex:2026-10:2 adjusted 0 (-5000)',
  ]);
});
