import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IngestCloudWatchContext } from '../../../functions/ingest-cloudwatch/context.ts';
import { ingestCloudWatch } from '../../../functions/ingest-cloudwatch/ingest-cloudwatch.ts';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import deleted from '../../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { sqsBatch } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const ALARM = metric.resources[0] ?? '';
/** The alarm in ALARM; each test uses another minute. */
const ringing = (time: string): unknown => changedPayload(metric, ['detail', 'state', 'timestamp'], `${time}+0000`);
const idOf = (time: string): string => `${ALARM} ${time}Z ALARM`;
let minute = 10;
let time: string;
beforeEach(() => {
  minute += 1;
  time = `2026-10-14T17:${minute}:41.312`;
});

/** Puts events onto the intake queue, and lets them through. */
const deliver = async (...events: readonly unknown[]): Promise<void> => {
  const { sqs, url } = product.pipeline.intake;
  for (const event of events) {
    const MessageBody = typeof event === 'string' ? event : JSON.stringify(event);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  }
  await product.pipeline.run();
};

const fact = (id: string) => findFact(product.pipeline.account.table, { kind: 'monitor-state', id });
const kept = (sha256 = '') => findPayload(product.pipeline.account.table, sha256);

test("an alarm's state becomes a fact beside its unchanged event", async () => {
  await deliver(ringing(time));
  const found = await fact(idOf(time));
  expect(found?.stored).toMatchObject({
    by: 'aws.cloudwatch',
    fact: {
      monitor: ALARM,
      state: 'ALARM',
      at: instant(`${time}Z`),
      recordedAt: instant('2026-10-20T12:00:00Z'),
    },
  });
  expect(await kept(found?.stored.payload)).toEqual({
    door: 'eventbridge',
    by: 'aws.cloudwatch',
    body: JSON.stringify(ringing(time)),
    receivedAt: instant('2026-10-20T12:00:00Z'),
  });
  expect(product.counted('FactsRecorded')).toBe(1);
});

test('a redelivered event makes no second fact', async () => {
  await deliver(ringing(time));
  product.setClock('2026-10-21T12:00:00Z');
  await deliver(ringing(time), changedPayload(ringing(time), ['id'], 'another-event-id'));
  expect((await fact(idOf(time)))?.stored.fact.recordedAt).toBe(instant('2026-10-20T12:00:00Z'));
  expect([product.counted('FactsRecorded'), product.counted('FactsKnown')]).toEqual([1, 2]);
});

test('a deleted alarm is a fact', async () => {
  await deliver(deleted);
  expect((await fact(`${ALARM} 2026-10-15T08:30:07.999Z DELETED`))?.stored.fact).toMatchObject({ state: 'DELETED' });
});

test('an alarm of no component is ignored and counted', async () => {
  await deliver(changedPayload(ringing(time), ['resources', 0], `${ALARM} of another team`));
  expect(product.counted('AlarmsIgnored')).toBe(1);
  expect(product.counted('FactsRecorded')).toBe(0);
  expect(await takeMessages(product.deadLetters('intake'))).toEqual([]);
});

test('an equally named alarm of another account or region is ignored', async () => {
  await deliver(
    changedPayload(ringing(time), ['resources', 0], ALARM.replace('111122223333', '999999999999')),
    changedPayload(ringing(time), ['resources', 0], ALARM.replace('us-west-2', 'us-east-1')),
  );
  expect(product.counted('AlarmsIgnored')).toBe(2);
});

test('an event is stored with all its characters', async () => {
  await deliver(changedPayload(ringing(time), ['detail', 'state', 'reason'], 'é € 😀 \u2028'));
  const { payload } = (await fact(idOf(time)))?.stored ?? {};
  expect(JSON.parse((await kept(payload))?.body ?? '')).toMatchObject({
    detail: { state: { reason: 'é € 😀 \u2028' } },
  });
});

test('a closed AWS issue excuses the dependent component', async () => {
  await deliver(health);
  expect(product.counted('FactsRecorded')).toBe(1);
  expect(product.notes).toEqual([]);
});

describe('a batch with one invalid event', () => {
  test.each([
    ['is not JSON', '{"detail-type":', 'not JSON', ''],
    ['is no event of an alarm', { 'detail-type': 'EC2 Instance State-change' }, 'not one of', 'detail-type'],
    ['is no object', 'null', 'not an object', ''],
    [
      'has an unknown state',
      changedPayload(metric, ['detail', 'state', 'value'], 'MAYBE'),
      'not one of',
      'detail.state.value',
    ],
    [
      'says no instant',
      changedPayload(metric, ['detail', 'state', 'timestamp'], 'noon'),
      'not',
      'detail.state.timestamp',
    ],
    ['names no alarm', changedPayload(metric, ['resources'], []), 'no ARN of an alarm', 'resources'],
  ])('moves the event that %s to the dead-letter queue', async (_, poison, rule, place) => {
    await deliver(ringing(time), poison, ringing(time.replace('T17', 'T18')));
    expect(product.counted('FactsRecorded')).toBe(2);
    expect(await takeMessages(product.deadLetters('intake'))).toEqual([
      {
        body: typeof poison === 'string' ? poison : JSON.stringify(poison),
        attributes: {
          at: place === '' ? '-' : place,
          rule: expect.stringContaining(rule),
          reason: expect.stringContaining(rule),
        },
      },
    ]);
    expect(await takeMessages(product.pipeline.intake)).toEqual([]);
    expect(product.notes).toEqual([expect.stringContaining('eventbridge refused')]);
  });
});

describe('transient failures', () => {
  let dynamo: Dynamo;
  beforeEach(async () => {
    dynamo = await startDynamo();
  });
  afterEach(() => dynamo.stop());

  const handlerWith = (change: Partial<IngestCloudWatchContext>) =>
    ingestCloudWatch({
      table: dynamo.table,
      deadLetters: product.deadLetters('intake'),
      sources: aConfig(),
      own: { account: '111122223333', region: 'us-west-2' },
      telemetry: product.telemetry,
      clock: product.clock,
      ...change,
    });

  test.each([0, 1, 2])('an event that fails after %i writes is completed by a retry', async (writes) => {
    const failed = await handlerWith({ table: dynamo.crashingAfter(writes) })(sqsBatch(ringing(time)));
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(await takeMessages(product.deadLetters('intake'))).toEqual([]);
    expect(await handlerWith({})(sqsBatch(ringing(time)))).toEqual({ batchItemFailures: [] });
    expect(await findFact(dynamo.table, { kind: 'monitor-state', id: idOf(time) })).toBeDefined();
  });

  test('an invalid event stays on the queue if it cannot be moved', async () => {
    const { sqs, url } = product.deadLetters('intake');
    const handler = handlerWith({ deadLetters: { sqs, url: `${url}-that-is-gone` } });
    expect(await handler(sqsBatch('poison', ringing(time)))).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(await findFact(dynamo.table, { kind: 'monitor-state', id: idOf(time) })).toBeDefined();
  });
});
