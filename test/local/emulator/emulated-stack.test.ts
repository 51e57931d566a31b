import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../../infra/synthesise.ts';
import { type EmulatedStack, startEmulatedStack } from '../../../local/emulator/emulated-stack.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { ENV } from '../../../shared/config/environment.ts';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { folderConfig } from '../../support/builders/replay-folders.ts';

let stack: EmulatedStack;
beforeAll(async () => {
  stack = await startEmulatedStack(synthesise(loadConfig(folderConfig), 'test'));
});
afterAll(() => stack.stop());

const attributes = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const { Attributes = {} } = await stack.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return Attributes;
};

describe('the emulated queues', () => {
  test('feed the functions of the template', () => {
    const consumers = [...stack.queues.values()].flatMap(({ feeds }) => feeds?.name ?? []);
    expect(consumers.toSorted()).toEqual(['assess-customers', 'close-month', 'ingest-cloudwatch']);
  });

  test('are FIFO as in the template', async () => {
    const { FifoQueue } = await attributes(stack.setting('assess-customers', ENV.billingQueueUrl));
    const { FifoQueue: closing } = await attributes(stack.setting('records', ENV.closingQueueUrl));
    expect([FifoQueue, closing]).toEqual(['true', undefined]);
  });

  test('move a message to the dead letters after its attempts', async () => {
    const { url = '' } = [...stack.queues.values()].find(({ feeds }) => feeds?.name === 'ingest-cloudwatch') ?? {};
    const { maxReceiveCount } = JSON.parse((await attributes(url))['RedrivePolicy'] ?? '{}');
    const deadLetters = stack.setting('ingest-cloudwatch', ENV.invalidEventsUrl);
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    const receive = async (from: string) =>
      (await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl: from }))).Messages?.[0];
    for (let attempt = 0; attempt < maxReceiveCount; attempt += 1) {
      const message = await receive(url);
      expect(message?.Body).toBe('poison');
      const receipt = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
      await stack.sqs.send(new ChangeMessageVisibilityCommand(receipt));
    }
    expect(await receive(url)).toBeUndefined();
    expect((await receive(deadLetters))?.Body).toBe('poison');
  });

  test('have no delay, because the local clock jumps', async () => {
    const { DelaySeconds } = await attributes(stack.setting('records', ENV.closingQueueUrl));
    expect(DelaySeconds).toBe('0');
  });
});

test('the emulated table rejects a second item under the same key', async () => {
  const item = { pk: 'customer#acme', sk: 'profile#1' };
  expect(await conditionalPut(stack.table, item)).toBe('appended');
  expect(await conditionalPut(stack.table, item)).toBe('exists');
});

test('the emulated bucket stores a statement', async () => {
  await expect(stack.statements.put('statements/acme.json', '{}', 'application/json')).resolves.toBeUndefined();
});

describe('setting', () => {
  test('throws for a variable that the template does not define', () => {
    expect(() => stack.setting('ingest-twilio', ENV.billingQueueUrl)).toThrow(
      'has no SLA_BILLING_QUEUE_URL for ingest-twilio',
    );
  });
});
