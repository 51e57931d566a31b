import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A queue that this product sends to, and itself receives from. */
export type Queue = { readonly sqs: SQSClient; readonly url: string };

/** The most messages that SQS takes at once. */
export const BATCH_MESSAGES_MAX = 10;

/** What JSON leaves as it is and SQS does not take, and code units of which not all that speaks SQS takes two for one character. */
const UNSENDABLE = /[\uFFFE\uFFFF\uD800-\uDFFF]/g;

/** A value as JSON that a queue takes, whatever text is in it: the same value to whoever reads it. */
export const jsonBody = (value: unknown): string =>
  JSON.stringify(value).replaceAll(UNSENDABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

/** Sends one message. `delaySeconds` overrides the queue's own delay. */
export const sendMessages = async (
  { sqs, url }: Queue,
  body: string,
  options: { readonly delaySeconds?: number; readonly attributes?: Readonly<Record<string, string>> } = {},
): Promise<void> => {
  const { delaySeconds, attributes = {} } = options;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );
};

/** A message of a FIFO queue: messages of a group arrive in order; the same `id` again within five minutes is dropped by SQS. */
export type FifoMessage = { readonly id: string; readonly group: string; readonly body: string };

/** How often messages are sent that the queue did not take, the first time included, and how long the first wait is at most. */
const TRIES = 4;
const WAIT_MS = 50;

/** Sends at most ten messages of a FIFO queue at once, those that it does not take several times; gives back those that it never took. */
export const sendFifo = async (queue: Queue, messages: readonly FifoMessage[]): Promise<FifoMessage[]> => {
  let left = await sendOnce(queue, messages);
  for (let tried = 1; left.length > 0 && tried < TRIES; tried += 1) {
    await new Promise((again) => setTimeout(again, WAIT_MS * 2 ** tried * Math.random()));
    left = await sendOnce(queue, left);
  }
  return left;
};

const sendOnce = async ({ sqs, url }: Queue, messages: readonly FifoMessage[]): Promise<FifoMessage[]> => {
  if (messages.length === 0) return [];
  const { Successful = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: messages.map(({ id, group, body }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: id,
      })),
    }),
  );
  const taken = new Set(Successful.map(({ Id }) => Id));
  return messages.filter((_, index) => !taken.has(String(index)));
};
