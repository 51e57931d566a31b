import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../../shared/messaging/send-messages.ts';

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
