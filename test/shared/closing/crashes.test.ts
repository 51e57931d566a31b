import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { assessCustomers } from '../../../functions/assess-customers/assess-customers.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { factKeyOf, factPointerKey } from '../../../shared/persistence/keys.ts';
import { storedFact, recordFact } from '../../../shared/persistence/record-fact.ts';
import { revisionsOf, unpublishedRevisions } from '../../../shared/persistence/ledger.ts';
import { loadBatchResults, runReport, recordPlan, startRun } from '../../../shared/persistence/run-store.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { createBucket } from '../../support/emulators/emulated-bucket.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { aDeployment } from '../../support/builders/product-config.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { silentTelemetry } from '../../support/builders/silent-telemetry.ts';
import { usingDynamo, usingQueues } from '../../support/emulators/file-fixtures.ts';
import { renderStatement } from '../../../shared/web/render-statement.ts';

const dynamo = await usingDynamo();
const queues = await usingQueues();
const statements = await createBucket(queues.endpoint, 'statements');

const deployment = aDeployment();
const LATER = '2026-12-05T12:00:00.000Z';
const FIRST = '2026-12-02T12:00:00.000Z';

/** Each test has a month with two hours of downtime, a customer with a due credit, and a billing queue. */
const aMonth = async (month: string, customers: readonly string[] = ['acme']) => {
  const billing = await queues.create(`billing-${month}.fifo`);
  const learned = { recordedAt: instant(`${month}-20T12:00:00Z`), by: 'a test' };
  const window = { start: instant(`${month}-14T17:00:00Z`), end: instant(`${month}-14T19:00:00Z`) };
  await recordFact(dynamo.table, {
    fact: { kind: 'downtime', id: month, component: 'web', ...window, recordedAt: learned.recordedAt },
    by: 'a test',
  });
  for (const id of customers) {
    const serviceFees = { amountMinor: 100_000, currency: 'USD' };
    await putProfile(dynamo.table, { profile: { id, name: id, components: ['web'], serviceFees }, ...learned });
  }
  const start = async (asOf: number): Promise<void> => {
    const run = { month, asOf, preview: false };
    await startRun(dynamo.table, { ...run, by: 'a test', startedAt: asOf });
    await recordPlan(dynamo.table, run, { chunks: 1, attention: [] });
  };
  await start(instant(FIRST));
  const assess = (table: Table, { queue = billing, asOf = FIRST } = {}): Promise<void> =>
    assessCustomers({
      table,
      billing: queue,
      statements: statements.bucket,
      render: renderStatement,
      deployment,
      monthOf: monthReader(table, deployment),
      telemetry: silentTelemetry,
      clock: () => instant(asOf),
    })(sqsBatch({ month, asOf, preview: false, group: '00', chunk: 0, customers }));
  const load = async (id = 'acme') => {
    const { revisions, sent } = await loadCustomer(dynamo.table, id, month);
    return { revisions: revisionsOf(revisions, month), sent };
  };
  return { month, billing, start, assess, load };
};

const idsOn = async (billing: Parameters<typeof takeMessages>[0]): Promise<string[]> =>
  (await takeMessages(billing)).map(({ body }) => String(JSON.parse(body).id));

// Writes: the list entry, the revision, (the message is sent,) the mark, the batch's result, its count, the run's end.
describe.each([0, 1, 2, 3, 4, 5])('a crash after %i writes', (writes) => {
  test('with a redelivery gives one revision, one message and a closed run', async () => {
    const { month, billing, assess, load } = await aMonth(`2025-0${writes + 1}`);
    await expect(assess(dynamo.crashingAfter(writes))).rejects.toThrow(Crash);
    const sentBefore = await idsOn(billing);
    expect(sentBefore).toEqual(writes < 2 ? [] : [`acme:${month}:1`]);
    await assess(dynamo.table);
    await assess(dynamo.table);

    const { revisions, sent } = await load();
    expect(revisions.map(({ revision, amountMinor }) => [revision, amountMinor])).toEqual([[1, 5000]]);
    expect(unpublishedRevisions(revisions, sent, month)).toEqual([]);
    // SQS drops a repeated id within five minutes.
    expect([...sentBefore, ...(await idsOn(billing))]).toEqual([`acme:${month}:1`]);
    expect(await runReport(dynamo.table, month)).toMatchObject({
      totals: { counts: { assessed: 1, issued: 1 }, deltaMinor: { USD: 5000 } },
      closed: expect.anything(),
    });
  });
});

const refusing = async (month: string) => {
  const set = await aMonth(month);
  const queue = { sqs: set.billing.sqs, url: `${set.billing.url}-gone` };
  await expect(set.assess(dynamo.table, { queue })).rejects.toThrow(/does not exist/);
  const { revisions, sent } = await set.load();
  expect(unpublishedRevisions(revisions, sent, month)).toHaveLength(1);
  return { ...set, stored: revisions.map(({ message }) => message) };
};

describe('a message that the queue did not take', () => {
  test('is sent unchanged when the batch is retried', async () => {
    const { billing, assess, stored } = await refusing('2026-06');
    await assess(dynamo.table);
    expect((await takeMessages(billing)).map(({ body }) => body)).toEqual(stored);
  });

  test('is sent unchanged by a later run, before its own messages', async () => {
    const { month, billing, start, assess, stored, load } = await refusing('2026-10');
    const learned = instant('2026-12-03T00:00:00Z');
    const window = { start: instant('2026-10-15T17:00:00Z'), end: instant('2026-10-15T19:00:00Z') };
    await recordFact(dynamo.table, {
      fact: { kind: 'downtime', id: 'more', component: 'web', ...window, recordedAt: learned },
      by: 'a test',
    });
    await start(instant(LATER));
    await assess(dynamo.table, { asOf: LATER });
    const bodies = (await takeMessages(billing)).map(({ body }) => body);
    expect(bodies).toEqual([...stored, (await load()).revisions[1]?.message]);
    expect(bodies.map((body) => JSON.parse(body).id)).toEqual([`acme:${month}:1`, `acme:${month}:2`]);
  });
});

test('a batch of a superseded run does nothing', async () => {
  const { month, billing, start, assess, load } = await aMonth('2026-11');
  await start(instant(LATER));
  await assess(dynamo.table);
  expect((await load()).revisions).toEqual([]);
  expect(await takeMessages(billing)).toEqual([]);
  const overtaken = { month, asOf: instant(FIRST), preview: false };
  expect(await loadBatchResults(dynamo.table, overtaken)).toMatchObject([{ counts: { superseded: 1 } }]);
  await assess(dynamo.table, { asOf: LATER });
  expect(await idsOn(billing)).toEqual([`acme:${month}:1`]);
});

test('an answer of the table that was lost is no second revision', async () => {
  const { month, billing, assess, load } = await aMonth('2026-07');
  await assess(dynamo.losingAnAnswer());
  expect((await load()).revisions).toHaveLength(1);
  expect(await idsOn(billing)).toEqual([`acme:${month}:1`]);
});

test('two deliveries of a batch at once issue each credit once', async () => {
  const customers = Array.from({ length: 25 }, (_, i) => `customer-${i}`);
  const { month, billing, assess, load } = await aMonth('2026-08', customers);
  await Promise.allSettled([assess(dynamo.table), assess(dynamo.table)]);
  await assess(dynamo.table);
  for (const id of customers) expect((await load(id)).revisions).toHaveLength(1);
  expect((await idsOn(billing)).toSorted()).toEqual(customers.map((id) => `${id}:${month}:1`).toSorted());
});

test('an unreadable record blocks its customer alone', async () => {
  const { month, billing, assess } = await aMonth('2026-09', ['sound', 'broken']);
  await dynamo.table.documents.send(
    new PutCommand({
      TableName: dynamo.table.name,
      Item: { pk: 'customer#broken', sk: 'fees#2026-09#x', fees: 'many' },
    }),
  );
  await assess(dynamo.table);
  expect(await idsOn(billing)).toEqual([`sound:${month}:1`]);
  expect(await runReport(dynamo.table, month)).toMatchObject({
    blocked: [{ customer: 'broken', reason: expect.stringContaining('its record is unusable') }],
  });
});

test('one failing customer does not block its batch; the batch is retried', async () => {
  const customers = ['unlucky', ...Array.from({ length: 20 }, (_, i) => `sound-${i}`)];
  const { month, billing, assess } = await aMonth('2026-12', customers);
  const components = ['web', 'voice'];
  const serviceFees = { amountMinor: 100_000, currency: 'USD' };
  const learned = { recordedAt: instant('2026-12-21T00:00:00Z'), by: 'a test' };
  await putProfile(dynamo.table, { profile: { id: 'unlucky', name: 'unlucky', components, serviceFees }, ...learned });
  // The downtime is readable under its key, and the item of its pointer is not.
  const fact = {
    kind: 'downtime' as const,
    id: 'damaged',
    component: 'voice',
    start: instant('2026-12-03T17:00:00Z'),
    end: instant('2026-12-03T19:00:00Z'),
    recordedAt: learned.recordedAt,
  };
  await dynamo.table.documents.send(
    new PutCommand({ TableName: dynamo.table.name, Item: { ...factPointerKey(fact), home: 'lost' } }),
  );
  const home = { ...factKeyOf(fact), ...z.encode(storedFact, { fact, by: 'a test' }) };
  await dynamo.table.documents.send(new PutCommand({ TableName: dynamo.table.name, Item: home }));
  const AFTER = '2027-01-02T12:00:00.000Z';
  await startRun(dynamo.table, {
    month,
    asOf: instant(AFTER),
    preview: false,
    by: 'a test',
    startedAt: instant(AFTER),
  });
  for (const _ of ['first', 'again'])
    await expect(assess(dynamo.table, { asOf: AFTER })).rejects.toThrow(/fact#downtime#damaged/);
  expect((await idsOn(billing)).toSorted()).toEqual(
    customers
      .slice(1)
      .map((id) => `${id}:${month}:1`)
      .toSorted(),
  );
});
