import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { keywordField } from '../domain/facts/fields.ts';
import { addMonths } from '../domain/time/calendar.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { freeText } from '../ingest/record-bodies.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import { jsonBody, type Queue, sendFifo } from '../messaging/send-messages.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import {
  type InvoiceReview,
  invoiceReviewId,
  listInvoiceReviews,
  loadReviewState,
  parseInvoiceReviewId,
  recordReviewDecision,
} from '../persistence/invoice-reviews.ts';
import { utcMonth } from '../persistence/keys.ts';
import { findRevision, type Revision } from '../persistence/ledger.ts';
import { type ApiCall, callerOf, parseBody, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { listAnswer } from './limit-lists.ts';
import { READ_QUERIES } from './read-queries.ts';

/** Reviews of this many months are listed, unless the query names one. */
const LISTED_MONTHS = 13;
const READS_MAX = 16;

export const reviewDecisionBody = z.strictObject({ action: keywordField(['retry', 'done']), reason: freeText });

/** A credit on the review list, with its revision of the ledger. */
export type ListedReview = InvoiceReview & {
  readonly id: string;
  readonly amountMinor: number | undefined;
  readonly currency: string | undefined;
};

/** Adds the routes of credits that Stripe did not take: the list, and a person's decision about one. */
export const invoiceReviewsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/invoice-reviews', async (call) => {
    const { month: of } = parse(READ_QUERIES.invoiceReviews, call.req.query());
    return listAnswer('reviews', (await listOpenReviews(context, of)).map(reviewJson));
  });

  app.post('/invoice-reviews/:id', async (call) => {
    const result = await decideReview(context, callerOf(call), call.req.param('id'), await parseBody(call));
    return 'title' in result ? problemResponse(STATUS[result.outcome], result.title) : Response.json(result.receipt);
  });
};

const STATUS = { 'not found': 404, conflict: 409 } as const;

/** Lists the open reviews of a month, or of the last 13 months: the oldest month first. */
export const listOpenReviews = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  of?: string,
): Promise<ListedReview[]> => {
  const current = utcMonth(clock());
  const months =
    of === undefined
      ? Array.from({ length: LISTED_MONTHS }, (_, place) => addMonths(current, place + 1 - LISTED_MONTHS))
      : [of];
  const open = (await mapConcurrently(READS_MAX, months, (each) => listInvoiceReviews(table, each))).flat();
  return mapConcurrently(READS_MAX, open, async (review) => {
    const revision = await findRevision(table, review);
    return {
      ...review,
      id: invoiceReviewId(review),
      amountMinor: revision?.amountMinor,
      currency: revision?.currency,
    };
  });
};

const reviewJson = ({ recordedAt, retried, ...review }: ListedReview): object => ({
  ...review,
  recordedAt: formatInstant(recordedAt),
  ...(retried === undefined
    ? {}
    : { retried: { by: retried.by, reason: retried.reason, recordedAt: formatInstant(retried.recordedAt) } }),
});

/** The result of a decision: a receipt, or the reason why nothing was recorded. */
export type ReviewResult =
  | { readonly outcome: 'recorded'; readonly receipt: object }
  | { readonly outcome: 'not found' | 'conflict'; readonly title: string };

/**
 * Tries a credit on the review list again, or marks it as done by hand. The same decision again changes nothing.
 * Throws `InvalidInput`. Order of another attempt: record, message; the repeated call sends the message again.
 */
export const decideReview = async (
  { table, clock, billing }: Pick<ApiContext, 'table' | 'clock' | 'billing'>,
  by: string,
  id: string,
  body: unknown,
): Promise<ReviewResult> => {
  const { action, reason } = parse(reviewDecisionBody, body);
  const ref = parseInvoiceReviewId(id);
  if (ref === undefined) return { outcome: 'not found', title: `There is no review ${id}` };
  const { open, settled, next: number } = await loadReviewState(table, ref.customer, ref.month);
  const receipt = (recordedAt: number, person: string): ReviewResult => ({
    outcome: 'recorded',
    receipt: { id, action, reason, by: person, recordedAt: formatInstant(recordedAt) },
  });
  if (open === undefined || open.revision !== ref.revision) {
    if (settled === undefined && open === undefined) return { outcome: 'not found', title: `There is no review ${id}` };
    const isRepeat =
      action === 'done' && settled?.revision === ref.revision && settled.how === 'by hand' && settled.reason === reason;
    return isRepeat
      ? receipt(settled.recordedAt, settled.by)
      : { outcome: 'conflict', title: `The review ${id} is not open any more` };
  }
  if (action === 'done') {
    const recordedAt = clock();
    await recordReviewDecision(table, { kind: 'settled', how: 'by hand', ...ref, number, by, reason, recordedAt });
    return receipt(recordedAt, by);
  }
  const revision = await findRevision(table, ref);
  if (billing === undefined || revision === undefined)
    return { outcome: 'conflict', title: 'This stage books no credits in Stripe' };
  const externalRefs = (await findProfile(table, ref.customer, clock()))?.externalRefs;
  const stripe = externalRefs?.['stripe'];
  const repeated = open.retried?.reason === reason && open.retried.stripe === stripe ? open.retried : undefined;
  const ordered = { kind: 'retried' as const, ...ref, number, by, reason, recordedAt: clock() };
  const retry = repeated ?? { ...ordered, ...(stripe === undefined ? {} : { stripe }) };
  if (repeated === undefined) await recordReviewDecision(table, retry);
  await sendAgain(billing, revision, retry.number, externalRefs);
  return receipt(retry.recordedAt, retry.by);
};

/**
 * Sends the message of a revision again, with the customer's current ids in other systems.
 * A wrong id is a cause of reviews.
 * SQS would drop the message's own deduplication id for five minutes.
 */
const sendAgain = async (
  billing: Queue,
  { customer, month: of, revision, message }: Revision,
  number: number,
  externalRefs: Readonly<Record<string, string>> | undefined,
): Promise<void> => {
  const stored = parse(storedMessage, parseJson(message));
  const body = jsonBody({
    ...stored,
    data: { ...stored.data, ...(externalRefs === undefined ? {} : { externalRefs }) },
  });
  const id = `${customer}:${of}:${revision}:retry:${number}`;
  const rejected = await sendFifo(billing, [{ id, group: customer, body }]);
  if (rejected.length > 0) throw new Error('The billing queue rejected the message');
};

const storedMessage = z.looseObject({ data: z.looseObject({}) });
