import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { loadConfig } from '../../../shared/config.ts';
import type { Queue } from '../../../shared/queues/send.ts';
import slaConfig from '../../../sla.config.ts';
import { declareDown, messages, putCustomer, retractDown } from '../../support/closing.ts';
import { type DeployedStage, deployStage } from '../../support/deployed-stage.ts';
import { type Product, startProduct } from '../../support/product.ts';

let product: Product;
let stage: DeployedStage;
beforeAll(async () => {
  product = await startProduct(loadConfig(slaConfig));
  stage = await deployStage(product);
});
afterAll(() => stage.stop());
const sla = (...args: string[]) => stage.sla([...args, '--stage', 'test']);
const json = (text: string): unknown => JSON.parse(text);
const redriven = z.object({
  queue: z.string(),
  found: z.number(),
  moved: z.number(),
  left: z.number(),
  letters: z.array(z.object({ group: z.string(), deduplication: z.string() })),
});

describe('refill-billing', () => {
  beforeAll(async () => {
    product.setClock('2026-10-21T12:00:00Z');
    for (const id of ['acme', 'birch'])
      await putCustomer(product, id, { components: ['web-app'], policy: 'plain-summary' });
    await declareDown(product, 14, 'web-app');
    await product.close('2026-11-02T20:00:00Z');
    await retractDown(product, 14, 'web-app');
    await product.close('2026-11-03T20:00:00Z');
  });

  test('a lost billing queue holds again what it held, letter for letter, and the ledger is as it was', async () => {
    const before = await product.call('GET', '/customers/acme/months/2026-10');
    const billed = await messages(product);
    expect(billed.map(({ id }) => id).toSorted()).toEqual([
      'acme:2026-10:1',
      'acme:2026-10:2',
      'birch:2026-10:1',
      'birch:2026-10:2',
    ]);
    await lose(stage.queues.billing);
    const { status, stdout } = await sla('refill-billing', '2026-10', '--json');
    expect({ status, refilled: json(stdout) }).toEqual({
      status: 0,
      refilled: { month: '2026-10', dryRun: false, revisions: 4, customers: 2 },
    });
    const again = await messages(product);
    const inOrder = (list: typeof billed) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(inOrder(again)).toEqual(inOrder(billed));
    const ofAcme = again.filter(({ subject }) => subject === 'acme').map(({ id }) => id);
    expect(ofAcme).toEqual(['acme:2026-10:1', 'acme:2026-10:2']);
    expect(await product.call('GET', '/customers/acme/months/2026-10')).toEqual(before);
  });

  test('a dry run only counts; a month without a credit is refused', async () => {
    expect((await sla('refill-billing', '2026-10', '--dry-run')).stdout).toContain(
      'Would send 4 revisions of 2 customers',
    );
    expect(await messages(product)).toEqual([]);
    const { status, stderr } = await sla('refill-billing', '2026-09');
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'The ledger has no credit for September 2026\n' });
  });
});

describe('redrive', () => {
  test('a refused event is shown with its reason; sent back, it is refused again and stays: not for ever', async () => {
    const { sqs, url } = product.pipeline.intake;
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{"detail-type":"Something Else"}' }));
    await product.pipeline.run();
    const shown = await sla('redrive', 'intake', '--dry-run');
    expect(shown.stdout).toContain('1 message among the dead letters of intake');
    expect(shown.stdout).toContain('reason: ');
    expect(shown.stdout).toContain('Something Else');
    const { status, stdout } = await sla('redrive', 'intake', '--json');
    expect({ status, result: json(stdout) }).toMatchObject({ status: 0, result: { found: 1, moved: 1 } });
    await product.pipeline.run();
    expect(json((await sla('redrive', 'intake', '--dry-run', '--json')).stdout)).toMatchObject({ found: 1 });
  });

  test('chunks go back in order, with their group and deduplication id, and are assessed', async () => {
    const chunk = (number: number) => ({
      QueueUrl: stage.queues.workDeadLetters.url,
      MessageBody: JSON.stringify({
        month: '2026-10',
        asOf: '2026-11-03T20:00:00.000Z',
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
    for (const number of numbers) await sqs.send(new SendMessageCommand(chunk(number)));
    expect((await sla('redrive', 'work', '--dry-run')).stdout).toContain('13 messages in all');
    const { stdout } = await sla('redrive', 'work', '--json');
    const { letters, ...counts } = z.parse(redriven, json(stdout));
    expect(counts).toEqual({ queue: 'work', found: 13, moved: 13, left: 0 });
    expect(letters).toEqual(numbers.map((number) => ({ group: '00', deduplication: `test/${number}` })));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stage.queues.work.url,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    expect(Messages[0]).toMatchObject({
      Body: chunk(0).MessageBody,
      Attributes: { MessageGroupId: '00', MessageDeduplicationId: 'test/0' },
    });
    await product.pipeline.run();
    expect((await sla('redrive', 'work')).stdout).toContain('0 messages among the dead letters of work');
  });

  test('refused webhooks cannot be sent back: they are printed whole', async () => {
    await product.webhook({ page: { id: 'another' }, padding: 'x'.repeat(600), incident: { id: 'END OF BODY' } });
    const { status, stdout } = await sla('redrive', 'webhook');
    expect(status).toBe(2);
    expect(stdout).toContain('END OF BODY');
    expect(stdout).toContain('post each body to the webhook URL by hand');
    expect((await sla('redrive', 'webhook', '--dry-run')).status).toBe(0);
  });

  test('what a hint says is what status counts', async () => {
    const { stdout } = await sla('status', '2026-10');
    expect(stdout).toContain('npm run sla -- redrive intake --dry-run --stage test');
    expect(stdout).toMatch(/webhook +- +- +1/);
  });
});

/** Loses a queue: it is there again, empty, and knows of no message that it ever took. */
const lose = async ({ sqs, url }: Queue): Promise<void> => {
  const AttributeNames = ['FifoQueue', 'VisibilityTimeout', 'RedrivePolicy'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }),
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  await sqs.send(new CreateQueueCommand({ QueueName: url.split('/').at(-1), Attributes }));
};
