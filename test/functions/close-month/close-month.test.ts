import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeMonth } from '../../../functions/close-month/close-month.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import type { PolicyInput } from '../../../shared/domain/policy/policy.ts';
import { declareDown, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { aConfig, openPolicy, aDeployment } from '../../support/builders/product-config.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { type EmulatedQueues, startQueues, takeMessages } from '../../support/emulators/emulated-queue.ts';
import { sqsBatch } from '../../support/http/requests.ts';

let product: Product;
let queues: EmulatedQueues;
beforeEach(async () => {
  [product, queues] = await Promise.all([startProduct(), startQueues()]);
});
afterEach(() => Promise.all([product.stop(), queues.stop()]));

const SCHEDULED = { kind: 'scheduled', scheduledTime: '2026-11-02T12:00:00Z' };
const runs = async (): Promise<unknown[]> =>
  (await tableItems(product.pipeline.account.table)).filter((item) => JSON.stringify(item).includes('"run#'));

/** The product's close-month function, with a work queue of the test's own. */
const planner = async (name: string) => {
  const { table } = product.pipeline.account;
  const work = await queues.create(`${name}.fifo`);
  const deployment = aDeployment();
  const { telemetry, clock } = product;
  const close = closeMonth({ table, work, deployment, monthOf: monthReader(table, deployment), telemetry, clock });
  return { close, work };
};

test('the schedule closes the previous month of its own zone', async () => {
  product.setClock('2026-11-02T12:05:03Z');
  const { sqs, url } = product.pipeline.closing;
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(SCHEDULED) }));
  await product.pipeline.run();
  expect((await product.call('GET', '/months/2026-10')).body).toMatchObject({
    run: '2026-10@2026-11-02T12:00:00.000Z',
    by: 'schedule',
    preview: false,
    asOf: '2026-11-02T12:00:00.000Z',
    startedAt: '2026-11-02T12:05:03.000Z',
    closedAt: '2026-11-02T12:05:03.000Z',
    progress: { done: 0, planned: 0, complete: true },
  });
  expect(product.counted('MonthsClosed')).toBe(1);
});

test.each([
  ['UTC', '2026-11-01T03:00:00Z', '2026-10'],
  ['America/Los_Angeles', '2026-11-01T03:00:00Z', '2026-09'],
  ['Pacific/Kiritimati', '2026-10-31T12:00:00Z', '2026-10'],
])('in %s, %s is still in the month after %s', async (timeZone, scheduledTime, month) => {
  const { table } = product.pipeline.account;
  const config = { ...aConfig(), closing: { day: 1, hour: 3, timeZone } };
  const deployment = aDeployment(config);
  const work = await queues.create('zones.fifo');
  const { telemetry, clock } = product;
  const close = closeMonth({ table, work, deployment, monthOf: monthReader(table, deployment), telemetry, clock });
  await close(sqsBatch({ ...SCHEDULED, scheduledTime }));
  expect((await product.call('GET', `/months/${month}`)).status).toBe(200);
});

test('a repeated order gives the same run, batches and plan', async () => {
  for (const customer of ['acme', 'globex', 'initech', 'hooli', 'umbrella']) await putCustomer(product, customer);
  await declareDown(product, 14);
  product.setClock('2026-11-02T12:05:00Z');
  const [first, second] = [await planner('first'), await planner('second')];
  await first.close(sqsBatch(SCHEDULED));
  const planned = await runs();
  product.setClock('2026-11-02T12:07:00Z');
  await second.close(sqsBatch(SCHEDULED));
  const chunks = await takeMessages(first.work);
  expect(chunks.length).toBeGreaterThan(1);
  expect(await takeMessages(second.work)).toEqual(chunks);
  expect(await runs()).toEqual(planned);
});

test('facts recorded after the order do not change its plan', async () => {
  await putCustomer(product, 'acme');
  await putCustomer(product, 'globex', { policy: 'written' });
  await declareDown(product, 14);
  product.setClock('2026-11-02T12:00:00.001Z');
  await putCustomer(product, 'initech');
  await notify(product, 'globex', 14);
  const { close, work } = await planner('later');
  await close(sqsBatch(SCHEDULED));
  const bodies = (await takeMessages(work)).map(({ body }) => body).join(' ');
  expect([/acme/, /globex/, /initech/].map((name) => name.test(bodies))).toEqual([true, false, false]);
});

test('a preview writes its own run and nothing else, and sends nothing', async () => {
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
  const before = (await tableItems(product.pipeline.account.table)).length;
  expect(await product.close('2026-11-02T12:00:00Z', { preview: true })).toMatchObject({
    run: '2026-10@2026-11-02T12:00:00.000Z:preview',
    totals: { counts: { assessed: 1, issued: 1 }, deltaMinor: { USD: 5000 } },
  });
  const items = await tableItems(product.pipeline.account.table);
  expect(items.length - before).toBe((await runs()).length);
  expect(JSON.stringify(await runs())).not.toContain('"pk":"run#2026-10"');
  expect(await product.billed()).toEqual([]);
  expect(product.counted('MonthsClosed')).toBe(0);
});

test('an unusable policy is listed and blocks only its own customers', async () => {
  const policies: Record<string, PolicyInput> = {
    open: openPolicy,
    public: { ...openPolicy, id: 'public', calendar: { excludeWeekdays: [], holidays: { country: 'US' } } },
  };
  const far = await startProduct(aConfig({ policies }));
  try {
    far.setClock('2050-10-20T12:00:00Z');
    await putCustomer(far, 'acme');
    await putCustomer(far, 'globex', { policy: 'public' });
    const window = { start: '2050-10-14T17:00:00Z', end: '2050-10-14T19:00:00Z' };
    await far.call('POST', '/downtimes', { component: 'web', ...window, evidence: 'a test' });
    const report = await far.close('2050-11-02T12:00:00Z', { month: '2050-10' });
    expect(report).toMatchObject({
      totals: { counts: { assessed: 2, issued: 1, blocked: 1 } },
      blocked: [{ customer: 'globex', reason: expect.stringContaining('holidays') }],
    });
    expect(report).toMatchObject({
      attention: expect.arrayContaining([
        { kind: 'policy-unusable', subject: 'public', note: expect.stringContaining('holidays') },
      ]),
    });
  } finally {
    await far.stop();
  }
});

test('a run lists the evidence that a person should look at', async () => {
  await putCustomer(product, 'acme', { policy: 'written' });
  await declareDown(product, 14);
  await notify(product, 'acme', 16);
  product.setClock('2026-10-21T12:00:00Z');
  await putCustomer(product, 'acme', { policy: 'written', components: ['web', 'voice'] });
  const alarm = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm';
  expect(await product.close('2026-11-02T12:00:00Z')).toMatchObject({
    attention: [
      { kind: 'alarm-never-heard', subject: `${alarm}:web-5xx`, note: 'component web' },
      { kind: 'alarm-never-heard', subject: `${alarm}:voice 5xx`, note: 'component voice' },
      { kind: 'notice-without-downtime', subject: 'acme/T-16', customer: 'acme' },
      { kind: 'terms-changed', subject: '2026-10-21T12:00:00.000Z', customer: 'acme' },
    ],
  });
});

test('an invalid order fails, so the queue moves it to dead letters', async () => {
  const { close } = await planner('poison');
  await expect(close(sqsBatch('{"kind":"soon"}'))).rejects.toThrow(/^kind: not one of scheduled/);
  await expect(close(sqsBatch({ ...SCHEDULED, scheduledTime: '<aws.scheduler.scheduled-time>' }))).rejects.toThrow(
    'scheduledTime: not an instant',
  );
  expect(await runs()).toEqual([]);
});
