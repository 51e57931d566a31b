import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** The fields of a message that this consumer uses. New fields may appear and are ignored. */
const message = z.object({
  dataschema: z.literal('urn:sla-credits:schema:billing-message:v1'),
  data: z.object({
    creditId: z.string(),
    revision: z.int(),
    customer: z.string(),
    month: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    reason: z.string(),
  }),
});

/** The stored state of a credit: the newest posted revision, and the sum of its lines. */
export type Posted = { readonly revision: number; readonly amountMinor: number };

/** A line on the invoice of `month` and of no other; negative: the customer pays less. */
export type Line = {
  readonly customer: string;
  readonly month: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly text: string;
};

export type Books = {
  readonly find: (creditId: string) => Promise<Posted | undefined>;
  /**
   * In one transaction: adds the line, if there is one, and keeps what is posted now.
   * Fails if what is posted is not `before` any more: another worker was faster.
   */
  readonly post: (creditId: string, before: Posted | undefined, now: Posted, line: Line | undefined) => Promise<void>;
};

/** Posts up to ten messages and deletes each afterwards. Returns their number. */
export const consume = async (sqs: SQSClient, QueueUrl: string, books: Books, wait = 20): Promise<number> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: wait }),
  );
  for (const { Body = '', ReceiptHandle } of Messages) {
    // A failed message stays on the queue. After ten attempts it moves to the dead-letter queue.
    await apply(books, message.parse(JSON.parse(Body)).data);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return Messages.length;
};

const apply = async (books: Books, credit: z.infer<typeof message>['data']): Promise<void> => {
  const { creditId, revision, customer, month, amountMinor, currency, reason } = credit;
  const before = await books.find(creditId);
  // It was delivered before, or a newer revision was.
  if (before !== undefined && before.revision >= revision) return;
  const change = amountMinor - (before?.amountMinor ?? 0);
  const line = change === 0 ? undefined : { customer, month, amountMinor: -change, currency, text: reason };
  await books.post(creditId, before, { revision, amountMinor }, line);
};
