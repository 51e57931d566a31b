import type { SQSEvent } from 'aws-lambda';
import { bookCredit, type BookingResult } from '../../shared/invoicing/book-credit.ts';
import { type MessageCredit, parseCreditMessage } from '../../shared/invoicing/credit-message.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { recordInvoiceReview, settleInvoiceReviews } from '../../shared/persistence/invoice-reviews.ts';
import { newestRevisionNumber } from '../../shared/persistence/ledger.ts';
import type { InvoiceStripeContext } from './context.ts';

/** Books billing messages in Stripe. A message that fails stays on the queue, and the customer's later ones wait for it. */
export const invoiceStripe =
  (context: InvoiceStripeContext) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body } of event.Records) await bookMessage(context, body);
  };

const bookMessage = async ({ table, booking, telemetry, clock }: InvoiceStripeContext, body: string): Promise<void> => {
  const message = parseCreditMessage(parseJson(body));
  const { data } = message;
  // A removed credit leaves nothing in Stripe. The ledger knows that an older message is out of date.
  const newest = await newestRevisionNumber(table, data.customer, data.month);
  const context = await booking();
  const result = await bookCredit(context, message, newest);
  telemetry.note('credit booked', noteOf(result));
  if (context.mode === 'apply') await recordResult(table, data, result, clock());
  if (result.action === 'review') telemetry.count('CreditsInReview');
  else telemetry.count('CreditsBooked');
};

/** The parameters of a call contain text for the customer, so only its address is logged. */
const noteOf = ({ id, action, objects, calls = [] }: BookingResult): Readonly<Record<string, unknown>> => ({
  id,
  action,
  objects: objects.map((object) => object.id),
  calls: calls.map(({ method, path }) => `${method} ${path}`),
});

const recordResult = async (
  table: InvoiceStripeContext['table'],
  { customer, month, revision }: MessageCredit,
  { action, reason }: BookingResult,
  recordedAt: number,
): Promise<void> => {
  if (action === 'review') await recordInvoiceReview(table, { customer, month, revision, reason, recordedAt });
  else if (action !== 'superseded')
    await settleInvoiceReviews(table, { customer, month, revision, how: 'booked', by: 'stripe', recordedAt });
};
