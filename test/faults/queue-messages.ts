import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../../shared/messaging/send-messages.ts';

/** Queue operations of the harness in place of Lambda and invoicing. */

export const receiveMessages = async ({ sqs, url }: Queue, most: number): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: most, MessageSystemAttributeNames: ['All'] }),
  );
  return Messages;
};

/** Makes a received message visible again. */
export const releaseMessage = async ({ sqs, url }: Queue, { ReceiptHandle }: Message): Promise<void> => {
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
};

export const deleteMessage = async ({ sqs, url }: Queue, { ReceiptHandle }: Message): Promise<void> => {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
};

/** Receives and deletes all messages of a queue. Returns their bodies in order. */
export const takeBodies = async (queue: Queue): Promise<string[]> => {
  const messages = await receiveMessages(queue, 10);
  for (const message of messages) await deleteMessage(queue, message);
  return messages.length === 0 ? [] : [...messages.map(({ Body = '' }) => Body), ...(await takeBodies(queue))];
};
