import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesise } from '../../../infra/synthesise.ts';
import { type EmulatedStack, startEmulatedStack } from '../../../local/emulator/emulated-stack.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { ENV } from '../../../shared/config/environment.ts';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { folderConfig } from '../../support/builders/replay-folders.ts';

let account: EmulatedStack;
beforeAll(async () => {
  account = await startEmulatedStack(synthesise(loadConfig(folderConfig), 'test'));
});
afterAll(() => account.stop());

const attributes = async (url: string): Promise<Readonly<Record<string, string>>> => {
  const { Attributes = {} } = await account.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return Attributes;
};

describe('the queues', () => {
  it('feed the functions that the template says they feed', () => {
    const fed = [...account.queues.values()].flatMap(({ feeds }) => feeds?.name ?? []);
    expect(fed.toSorted()).toEqual(['assess-customers', 'close-month', 'ingest-cloudwatch']);
  });

  it('are FIFO where the template says so', async () => {
    const { FifoQueue } = await attributes(account.setting('assess-customers', ENV.billingQueueUrl));
    const { FifoQueue: closing } = await attributes(account.setting('records', ENV.closingQueueUrl));
    expect([FifoQueue, closing]).toEqual(['true', undefined]);
  });

  it('redrive a message that fails as often as the template allows to the dead letters of their own', async () => {
    const { url = '' } = [...account.queues.values()].find(({ feeds }) => feeds?.name === 'ingest-cloudwatch') ?? {};
    const { maxReceiveCount } = JSON.parse((await attributes(url))['RedrivePolicy'] ?? '{}');
    const deadLetters = account.setting('ingest-cloudwatch', ENV.invalidEventsUrl);
    await account.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    const receive = async (from: string) =>
      (await account.sqs.send(new ReceiveMessageCommand({ QueueUrl: from }))).Messages?.[0];
    for (let tries = 0; tries < maxReceiveCount; tries += 1) {
      const message = await receive(url);
      expect(message?.Body).toBe('poison');
      const receipt = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
      await account.sqs.send(new ChangeMessageVisibilityCommand(receipt));
    }
    expect(await receive(url)).toBeUndefined();
    expect((await receive(deadLetters))?.Body).toBe('poison');
  });

  it('delay nothing: the local clock jumps', async () => {
    const { DelaySeconds } = await attributes(account.setting('records', ENV.closingQueueUrl));
    expect(DelaySeconds).toBe('0');
  });
});

it('the table keeps an item once, under the keys of the template', async () => {
  const item = { pk: 'customer#acme', sk: 'profile#1' };
  expect(await conditionalPut(account.table, item)).toBe('appended');
  expect(await conditionalPut(account.table, item)).toBe('exists');
});

it('the bucket takes a statement', async () => {
  await expect(account.statements.put('statements/acme.json', '{}', 'application/json')).resolves.toBeUndefined();
});

describe('settings', () => {
  it('are those that the template gives: the webhook knows no billing queue', () => {
    expect(() => account.setting('ingest-twilio', ENV.billingQueueUrl)).toThrow(
      'gives ingest-twilio no SLA_BILLING_QUEUE_URL',
    );
  });
});
