import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { backoff, retry } from '../lib/retry.ts';

export type Queue = { readonly sqs: SQSClient; readonly url: string };

/** Messages of one SendMessageBatch request: a limit of SQS. */
export const BATCH_MESSAGES_MAX = 10;

/** Characters that SQS rejects, and surrogate halves, which some SQS clients count as two characters. */
const UNSENDABLE = /[\uFFFE\uFFFF\uD800-\uDFFF]/g;

/** Returns a value as JSON that SQS accepts. It parses to the same value. */
export const jsonBody = (value: unknown): string =>
  JSON.stringify(value).replaceAll(UNSENDABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

/** Sends one message. `delaySeconds` overrides the queue's delay. */
export const sendMessage = async (
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

/** A message of a FIFO queue. SQS delivers a group in order, and drops a repeated `id` within five minutes. */
export type FifoMessage = { readonly id: string; readonly group: string; readonly body: string };

const SEND_ATTEMPTS_MAX = 4;
const FIRST_WAIT_MS = 100;

/** Sends at most ten messages to a FIFO queue. Returns those that SQS rejected in every attempt. */
export const sendFifo = async (queue: Queue, messages: readonly FifoMessage[]): Promise<FifoMessage[]> => {
  let left = [...messages];
  const sendLeft = async (): Promise<FifoMessage[]> => {
    left = await sendOnce(queue, left);
    return left;
  };
  // The SDK itself retries failed requests, so an error is final.
  return retry(sendLeft, (result, attempts) =>
    'error' in result || result.value.length === 0 ? undefined : backoff(attempts, SEND_ATTEMPTS_MAX, FIRST_WAIT_MS),
  );
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
  const accepted = new Set(Successful.map(({ Id }) => Id));
  return messages.filter((_, index) => !accepted.has(String(index)));
};
