import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { SECOND_MS } from '../../shared/lib/time-units.ts';
import { parse } from '../../shared/lib/validation.ts';
import { DELIVERY_WAITS_S } from '../../shared/messaging/delivery-waits.ts';
import type { InvoiceWebhookContext } from './context.ts';
import { postMessage } from './post-message.ts';
import { signMessage } from './sign-message.ts';

/** Failures of a short time are normal; the alarm fires from this attempt on, after about five minutes. */
const COUNTED_FROM_ATTEMPT = 3;

const identified = z.object({
  id: z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/, 'not 1 to 200 printable ASCII characters')),
});

/**
 * Delivers billing messages to the configured receiver, byte for byte as they are on the queue.
 * A failed message stays on the queue, invisible until its next attempt, and its customer's later ones wait for it.
 */
export const invoiceWebhook =
  (context: InvoiceWebhookContext) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const [i, record] of Records.entries()) {
      if (await isDelivered(context, record)) continue;
      // A FIFO queue requires that nothing after a failure is processed.
      return { batchItemFailures: Records.slice(i).map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }
    return { batchItemFailures: [] };
  };

const isDelivered = async (context: InvoiceWebhookContext, record: SQSRecord): Promise<boolean> => {
  const { receiver, readSecrets, telemetry, clock } = context;
  try {
    const { body } = record;
    const { id } = parse(identified, parseJson(body));
    const headers = signMessage({ id, seconds: Math.floor(clock() / SECOND_MS), body }, await readSecrets());
    const reason = await postMessage(receiver, headers, body);
    if (reason === undefined) {
      telemetry.count('CreditsDelivered');
      return true;
    }
    const attempt = attemptOf(record);
    telemetry.note('delivery failed', { id, attempt, reason });
    if (attempt >= COUNTED_FROM_ATTEMPT) telemetry.count('DeliveriesFailed');
  } catch (error) {
    // A missing or invalid secret: the same waits apply, and the alarm for errors fires.
    await postpone(context, record);
    throw error;
  }
  await postpone(context, record);
  return false;
};

const attemptOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

/** After the last attempt there is no wait, and SQS moves the message to the dead-letter queue. */
const postpone = async ({ postpone: hide }: InvoiceWebhookContext, record: SQSRecord): Promise<void> => {
  const seconds = DELIVERY_WAITS_S[attemptOf(record) - 1];
  await hide(record.receiptHandle, seconds ?? 0);
};
