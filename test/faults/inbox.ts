import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Queue } from '../../shared/queues/send.ts';

/** What the harness does with queues in the place of Lambda and of invoicing. */

export const receive = async ({ sqs, url }: Queue, most: number): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: most, MessageSystemAttributeNames: ['All'] }),
  );
  return Messages;
};

/** Lets a message be seen again. */
export const release = async ({ sqs, url }: Queue, { ReceiptHandle }: Message): Promise<void> => {
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
};

export const remove = async ({ sqs, url }: Queue, { ReceiptHandle }: Message): Promise<void> => {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
};

/** Takes all that is on a queue off it: the bodies, in order. */
export const take = async (queue: Queue): Promise<string[]> => {
  const messages = await receive(queue, 10);
  for (const message of messages) await remove(queue, message);
  return messages.length === 0 ? [] : [...messages.map(({ Body = '' }) => Body), ...(await take(queue))];
};

/** Messages as Lambda brings them. */
export const eventOf = (messages: readonly Message[]): SQSEvent => ({
  Records: messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:test',
    awsRegion: 'us-east-1',
  })),
});
