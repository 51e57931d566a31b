import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { escapeWideCharacters } from '../../../local/emulator/escape-wide-characters.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';

/** A received and deleted message: its body, and its attributes as text. */
export type TakenMessage = { readonly body: string; readonly attributes: Readonly<Record<string, string>> };

/** Receives and deletes all messages of a queue, in the order of the queue. */
export const takeMessages = async ({ sqs, url }: Queue): Promise<TakenMessage[]> => {
  const taken: TakenMessage[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return taken;
    for (const { Body = '', ReceiptHandle, MessageAttributes = {} } of Messages) {
      taken.push({
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
        ),
      });
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
};

/** An SQS in this process on a free loopback port. It serves S3 too. */
export type EmulatedQueues = {
  readonly endpoint: string;
  readonly sqs: SQSClient;
  readonly create: (name: string, attributes?: Record<string, string>) => Promise<Queue>;
  readonly stop: () => Promise<void>;
};

/** Starts an emulator. Stop it after the tests. */
export const startQueues = async (): Promise<EmulatedQueues> => {
  const server = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: 'us-east-1' });
  const endpoint = await server.listen({ host: '127.0.0.1', port: 0 });
  const sqs = escapeWideCharacters(
    new SQSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      useQueueUrlAsEndpoint: false,
    }),
  );
  return {
    endpoint,
    sqs,
    create: async (QueueName, Attributes = {}) => {
      const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
      const { QueueUrl = '' } = await sqs.send(
        new CreateQueueCommand({ QueueName, Attributes: { ...fifo, ...Attributes } }),
      );
      return { sqs, url: QueueUrl };
    },
    stop: async () => {
      sqs.destroy();
      await server.close();
    },
  };
};
