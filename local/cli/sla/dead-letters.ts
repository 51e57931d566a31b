import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Queue } from '../../../shared/messaging/send-messages.ts';

/** A message among the dead letters, taken: nobody else sees it until it is given back, deleted, or ten minutes have gone by. */
export type DeadLetter = {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  /** When it was put on its queue, in milliseconds. */
  readonly sentAt: number;
  /** What its attributes say about why it is here. */
  readonly why: Readonly<Record<string, string>>;
  /** Of a FIFO queue's message. */
  readonly group: string | undefined;
  readonly deduplication: string | undefined;
};

/** How long messages stay taken, in seconds: longer than it takes to move some thousands. */
const TAKEN_FOR = 600;

/** Takes up to ten dead letters; none: there are none left that can be taken now. */
export const takeSome = async ({ sqs, url }: Queue): Promise<DeadLetter[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: TAKEN_FOR,
      WaitTimeSeconds: 1, // asks all of SQS's servers: an empty answer then means an empty queue
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(letterOf);
};

/** Takes all dead letters that can be taken at once: of a FIFO queue only the first of each group, since the others wait for them. */
export const takeAll = async (queue: Queue): Promise<DeadLetter[]> => {
  const taken: DeadLetter[] = [];
  for (;;) {
    const some = await takeSome(queue);
    if (some.length === 0) return taken;
    taken.push(...some);
  }
};

const letterOf = ({ MessageId = '', ReceiptHandle = '', Body = '', ...message }: Message): DeadLetter => ({
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

/** Gives dead letters back as they were. */
export const returnToQueue = async ({ sqs, url }: Queue, letters: readonly DeadLetter[]): Promise<void> => {
  for (const { receipt } of letters)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 }));
};

/**
 * Puts a dead letter onto a queue again: its body and its group. What its attributes said of the last failure is left out; our
 * queues' messages bear no others. On a FIFO queue its deduplication id is its own message id: under the one that it was first sent
 * with, SQS would take it and drop it within five minutes of that, which a consumer that fails at once ten times is well within.
 *
 * Order: send, then delete. A crash in between leaves it in both places, and whatever reads our queues takes a message twice
 * without harm.
 */
export const move = async (letter: DeadLetter, from: Queue, to: Queue): Promise<void> => {
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
