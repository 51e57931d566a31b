import type { SQSEvent } from 'aws-lambda';
import { bookCredit, type BookingContext, type BookingResult } from '../../shared/invoicing/book-credit.ts';
import { type CreditMessage, type MessageCredit, parseCreditMessage } from '../../shared/invoicing/credit-message.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import {
  loadReviewState,
  recordInvoiceReview,
  type ReviewState,
  settleBooked,
} from '../../shared/persistence/invoice-reviews.ts';
import { findRevision, newestRevisionNumber } from '../../shared/persistence/ledger.ts';
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
  const context = await booking();
  const reviews = await loadReviewState(table, data.customer, data.month);
  if (reviews.bookedByHand >= data.revision) return telemetry.note('credit booked by hand before', { id: message.id });
  const result = await bookOrReview(table, context, message, reviews);
  telemetry.note('credit booked', noteOf(result));
  if (context.mode === 'apply') await recordResult(table, data, result, clock());
  if (result.action === 'review') telemetry.count('CreditsInReview');
  else telemetry.count('CreditsBooked');
};

/** `bookedByHand`: the revision that a person booked. Stripe's metadata do not show it, so the rest of the credit is the person's too. */
const bookOrReview = async (
  table: Table,
  context: BookingContext,
  message: CreditMessage,
  { bookedByHand, retriedIds }: Pick<ReviewState, 'bookedByHand' | 'retriedIds'>,
): Promise<BookingResult> => {
  const { id, data } = message;
  // A removed credit leaves nothing in Stripe. The ledger knows that an older message is out of date.
  const newest = await newestRevisionNumber(table, data.customer, data.month);
  if (data.revision < newest) return bookCredit(context, message, newest);
  const { amountMinor, currency } = data;
  const obstacle =
    bookedByHand > 0
      ? `a person booked revision ${bookedByHand}, so a person must book the difference`
      : await bookedUnderOtherId(table, context, message, retriedIds);
  if (obstacle === undefined) return bookCredit(context, message, newest);
  return { id, action: 'review', reason: obstacle, amountMinor, currency, objects: [] };
};

/** Returns the reason if a revision or a retry is booked under another id of the customer. */
const bookedUnderOtherId = async (
  table: Table,
  context: BookingContext,
  { data, ...message }: CreditMessage,
  retriedIds: readonly string[],
): Promise<string | undefined> => {
  const { customer, month, externalRefs } = data;
  const others = new Set(retriedIds.filter((id) => id !== externalRefs?.['stripe']));
  for (let revision = 1; revision <= data.revision; revision += 1) {
    const stripe = (await findRevision(table, { customer, month, revision }))?.externalRefs?.['stripe'];
    if (stripe !== undefined && stripe !== externalRefs?.['stripe']) others.add(stripe);
  }
  for (const stripe of others) {
    const asBefore = { ...message, data: { ...data, externalRefs: { stripe } } };
    const { objects } = await bookCredit({ ...context, mode: 'report' }, asBefore);
    if (objects.length > 0) return `the credit is booked for ${stripe}, the customer's id in Stripe before`;
  }
  return undefined;
};

/** The parameters of a call contain text for the customer, so only its address is logged. */
const noteOf = ({ id, action, objects, calls = [] }: BookingResult): Readonly<Record<string, unknown>> => ({
  id,
  action,
  objects: objects.map((object) => object.id),
  calls: calls.map(({ method, path }) => `${method} ${path}`),
});

const recordResult = async (
  table: Table,
  { customer, month, revision }: MessageCredit,
  { action, reason }: BookingResult,
  recordedAt: number,
): Promise<void> => {
  if (action === 'review') await recordInvoiceReview(table, { customer, month, revision, reason, recordedAt });
  else if (action !== 'superseded') await settleBooked(table, { customer, month, revision, by: 'stripe', recordedAt });
};
