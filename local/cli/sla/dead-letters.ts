import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../../../shared/messaging/send-messages.ts';

/** A received dead letter. SQS hides it for ten minutes, unless it is returned or deleted before. */
export type DeadLetter = {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  /** When it was sent to its queue, in milliseconds. */
  readonly sentAt: number;
  /** Its message attributes, which describe the failure. */
  readonly why: Readonly<Record<string, string>>;
  /** The message group; FIFO queues only. */
  readonly group: string | undefined;
  readonly deduplication: string | undefined;
};

/** Moving some thousands of messages takes less. */
const VISIBILITY_TIMEOUT_SECONDS = 600;

/** Receives up to ten dead letters; an empty list means that none can be received now. */
export const receiveSome = async ({ sqs, url }: Queue): Promise<DeadLetter[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: VISIBILITY_TIMEOUT_SECONDS,
      WaitTimeSeconds: 1, // long polling asks all servers of SQS, so an empty answer means an empty queue
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(toDeadLetter);
};

/** Receives all dead letters that are visible. A FIFO queue hides the rest of a group behind its first messages. */
export const receiveAll = async (queue: Queue): Promise<DeadLetter[]> => {
  const received: DeadLetter[] = [];
  for (;;) {
    const some = await receiveSome(queue);
    if (some.length === 0) return received;
    received.push(...some);
  }
};

const toDeadLetter = ({ MessageId = '', ReceiptHandle = '', Body = '', ...message }: Message): DeadLetter => ({
  id: MessageId,
  receipt: ReceiptHandle,
  body: Body,
  sentAt: Number(message.Attributes?.SentTimestamp ?? 0),
  why: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
  ),
  group: message.Attributes?.MessageGroupId,
  deduplication: message.Attributes?.MessageDeduplicationId,
});

/** Makes dead letters visible again. */
export const returnToQueue = async ({ sqs, url }: Queue, letters: readonly DeadLetter[]): Promise<void> => {
  for (const { receipt } of letters)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 }));
};

/**
 * Moves a dead letter to a queue with the same body and group; its attributes only describe the last failure. On a FIFO
 * queue its message id becomes the deduplication id: SQS drops a repeated deduplication id for five minutes.
 *
 * Order: send, then delete. A crash in between leaves the message in both queues, and all consumers are idempotent.
 */
export const moveLetter = async (letter: DeadLetter, from: Queue, to: Queue): Promise<void> => {
  const { id, body, group, receipt } = letter;
  await to.sqs.send(
    new SendMessageCommand({
      QueueUrl: to.url,
      MessageBody: body,
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: id }),
    }),
  );
  await from.sqs.send(new DeleteMessageCommand({ QueueUrl: from.url, ReceiptHandle: receipt }));
};

/** Returns how many messages wait in a queue, and how many are being processed. SQS counts approximately. */
export const countMessages = async ({
  sqs,
  url,
}: Queue): Promise<{ readonly waiting: number; readonly inFlight: number }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  return {
    waiting:
      Number(Attributes['ApproximateNumberOfMessages'] ?? 0) +
      Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
  };
};
