import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { loadConfig } from '../../../../shared/config/config.ts';
import type { Queue } from '../../../../shared/messaging/send-messages.ts';
import slaConfig from '../../../../sla.config.ts';
import { alarmEvent } from '../../../faults/month-payloads.ts';
import { declareDown, messages, putCustomer } from '../../../support/builders/closed-october.ts';
import component from '../../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import { takeMessages } from '../../../support/emulators/emulated-queue.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';

const config = { ...loadConfig(slaConfig) };
const { product, stage } = await usingDeployedStage(config);
beforeAll(async () => {
  for (const id of ['acme', 'birch'])
    await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
});
const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);
const json = (text: string): unknown => JSON.parse(text);
const redriven = z.object({
  queue: z.string(),
  found: z.number(),
  moved: z.number(),
  left: z.number(),
  letters: z.array(
    z.object({
      id: z.string(),
      body: z.string(),
      group: z.optional(z.string()),
      deduplication: z.optional(z.string()),
    }),
  ),
});
const redrive = async (...args: string[]) => z.parse(redriven, json((await sla('redrive', ...args, '--json')).stdout));

/** Receives all messages of a queue without deleting them, until they are dead letters. */
const failEveryTime = async ({ sqs, url }: Queue): Promise<void> => {
  const receive = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  for (let has = true; has;) has = ((await sqs.send(receive)).Messages ?? []).length > 0;
};

test('redriving intake records a failed event', async () => {
  const { sqs, url } = product.pipeline.intake;
  const name = config.components['web-app']?.alarms[0]?.alarm ?? '';
  const MessageBody = JSON.stringify(alarmEvent(name, 'OK', '2026-10-02T00:00:00Z'));
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
  await failEveryTime(product.pipeline.intake);
  expect(await redrive('intake')).toMatchObject({ found: 1, moved: 1, left: 0, letters: [{ body: MessageBody }] });
  const before = product.counted('FactsRecorded');
  await product.pipeline.run();
  expect(product.counted('FactsRecorded')).toBe(before + 1);
});

test('redriving closing closes the month, and redriving billing repeats its messages', async () => {
  const { closing, billing } = product.pipeline;
  await declareDown(product, 14, 'web-app');
  product.setClock('2026-11-02T20:05:00Z');
  const MessageBody = JSON.stringify({ kind: 'scheduled', scheduledTime: '2026-11-02T20:00:00Z' });
  await closing.sqs.send(new SendMessageCommand({ QueueUrl: closing.url, MessageBody }));
  await failEveryTime(closing);
  await product.pipeline.run();
  expect((await product.call('GET', '/months/2026-10')).status).toBe(404);
  expect(await redrive('closing')).toMatchObject({ found: 1, moved: 1, left: 0, letters: [{ body: MessageBody }] });
  await product.pipeline.run();
  expect((await product.call('GET', '/months/2026-10')).body).toMatchObject({ asOf: '2026-11-02T20:00:00.000Z' });

  await failEveryTime(billing);
  expect(await messages(product)).toEqual([]);
  const { moved, left, letters } = await redrive('billing');
  expect({ moved, left }).toEqual({ moved: 2, left: 0 });
  const again = await product.billed();
  expect(again.map(({ body }) => body)).toEqual(letters.map(({ body }) => body));
  const ids = letters.map(({ body }) => z.parse(z.object({ id: z.string() }), json(body)).id);
  expect(ids.toSorted()).toEqual(['acme:2026-10:1', 'birch:2026-10:1']);
});

test('a shown webhook body can be posted by hand after a fix', async () => {
  const posted = { ...component, page: { id: 'newpage00001' } };
  expect((await product.webhook(posted)).status).toBe(400);
  const { letters } = await redrive('webhook', '--dry-run');
  expect(letters.map(({ body }) => json(body))).toEqual([posted]);
  const url = 'https://status.example.com';
  Object.assign(config, { providers: { ...config.providers, other: { statusPage: { id: 'newpage00001', url } } } });
  const before = product.counted('FactsRecorded');
  expect((await product.webhook(json(letters[0]?.body ?? ''))).status).toBe(200);
  expect(product.counted('FactsRecorded')).toBe(before + 1);
  await takeMessages(product.deadLetters('webhook'));
});

test('shows the reason of a rejected event, and redrives it only once', async () => {
  const { sqs, url } = product.pipeline.intake;
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{"detail-type":"Something Else"}' }));
  await product.pipeline.run();
  const dryRun = await sla('redrive', 'intake', '--dry-run');
  expect(dryRun.stdout).toContain('1 message in the dead letters of intake');
  expect(dryRun.stdout).toContain('reason: ');
  expect(dryRun.stdout).toContain('Something Else');
  const { status, stdout } = await sla('redrive', 'intake', '--json');
  expect({ status, result: json(stdout) }).toMatchObject({ status: 0, result: { found: 1, moved: 1 } });
  await product.pipeline.run();
  expect(json((await sla('redrive', 'intake', '--dry-run', '--json')).stdout)).toMatchObject({ found: 1 });
});

test('redriving work keeps order and groups, under new deduplication ids', async () => {
  const batch = (number: number) => ({
    QueueUrl: stage.queues.workDeadLetters.url,
    MessageBody: JSON.stringify({
      month: '2026-10',
      asOf: '2026-11-02T20:00:00.000Z',
      preview: false,
      group: '00',
      chunk: number,
      customers: ['acme'],
    }),
    MessageGroupId: '00',
    MessageDeduplicationId: `test/${number}`,
  });
  const { sqs } = stage.queues.work;
  const numbers = Array.from({ length: 13 }, (_, number) => number);
  for (const number of numbers) await sqs.send(new SendMessageCommand(batch(number)));
  expect((await sla('redrive', 'work', '--dry-run')).stdout).toContain('13 messages in total');
  const { stdout } = await sla('redrive', 'work', '--json');
  const { letters, ...counts } = z.parse(redriven, json(stdout));
  expect(counts).toEqual({ queue: 'work', found: 13, moved: 13, left: 0 });
  expect(letters).toMatchObject(numbers.map((number) => ({ group: '00', deduplication: `test/${number}` })));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stage.queues.work.url,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  expect(Messages[0]).toMatchObject({
    Body: batch(0).MessageBody,
    Attributes: { MessageGroupId: '00', MessageDeduplicationId: letters[0]?.id },
  });
  await product.pipeline.run();
  expect((await sla('redrive', 'work')).stdout).toContain('0 messages in the dead letters of work');
});

test('rejected webhooks are printed in full instead of redriven', async () => {
  await product.webhook({ page: { id: 'another' }, padding: 'x'.repeat(600), incident: { id: 'END OF BODY' } });
  const { status, stdout } = await sla('redrive', 'webhook');
  expect(status).toBe(2);
  expect(stdout).toContain('END OF BODY');
  expect(stdout).toContain('post each body to the webhook URL by hand');
  expect((await sla('redrive', 'webhook', '--dry-run')).status).toBe(0);
});

test('status counts dead letters and names the command', async () => {
  const { stdout, stderr } = await sla('status', '2026-10');
  expect(stderr).toBe('');
  expect(stdout).toContain('npm run sla -- redrive intake --dry-run --stage test');
  expect(stdout).toMatch(/webhook +- +- +1/);
});

test('the queues of mail exist only with mail in the configuration', async () => {
  for (const queue of ['statements', 'mail-events']) {
    const { status, stderr } = await sla('redrive', queue);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`has no queue ${queue}`)]);
  }
});
