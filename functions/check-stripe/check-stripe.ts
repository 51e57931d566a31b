import { allVersions } from '../../shared/config/policy-versions.ts';
import { sweptMonths } from '../../shared/config/schedule.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { bookCredit, type BookingContext, type BookingResult } from '../../shared/invoicing/book-credit.ts';
import { type CreditMessage, parseCreditMessage } from '../../shared/invoicing/credit-message.ts';
import { hashShare } from '../../shared/lib/hash-share.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/lib/time-units.ts';
import { creditedCustomers } from '../../shared/persistence/customer-lists.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import { loadReviewState, recordInvoiceReview, settleBooked } from '../../shared/persistence/invoice-reviews.ts';
import { newestRevision } from '../../shared/persistence/ledger.ts';
import type { CheckStripeContext } from './context.ts';

/** Each hourly run checks one of these shares of the customers, so each credit is checked once a day. */
const RUNS_PER_DAY = 24;
/** The billing queue tries a message ten times in an hour, before the message moves to the dead-letter queue. */
const BOOKED_WITHIN_MS = 2 * HOUR_MS;
/** Stripe limits the requests of an account; a credit needs about five. */
const CREDITS_AT_ONCE = 4;
const CREDITS_OF_A_STEP = 64;
/** Below the function's limit of 15 minutes, with time for the credits of one step. */
const WORK_MAX_MS = 12 * MINUTE_MS;

/**
 * Returns the hourly work: it compares a share of the ledger's credits with Stripe, for the months of a sweep.
 * A credit that differs is put on the review list. Nothing changes in Stripe. A credit that fails does not stop the others.
 */
export const checkStripe = (context: CheckStripeContext) => async (): Promise<void> => {
  const { booking, telemetry, clock } = context;
  const start = clock();
  const stripe = await booking();
  const counts = { same: 0, different: 0, failed: 0 };
  for (const month of monthsOf(context, start)) {
    for await (const customers of inSteps(dueCustomers(context, month, start))) {
      if (clock() - start > WORK_MAX_MS) throw new Error(`Not all credits were compared in time: stopped in ${month}`);
      const results = await mapConcurrently(CREDITS_AT_ONCE, customers, (customer) =>
        compareOrNote(context, stripe, customer, month),
      );
      for (const result of results) counts[result] += 1;
      const different = results.filter((result) => result === 'different').length;
      if (different > 0) telemetry.count('CreditsDiffering', different);
    }
  }
  telemetry.note('credits compared with Stripe', counts);
  if (counts.failed > 0) throw new Error(`${counts.failed} credits could not be compared with Stripe`);
  telemetry.count('InvoiceChecksCompleted');
};

/** Returns the closed months that a sweep can still change, the newest first. */
const monthsOf = ({ config: { closing, policies } }: CheckStripeContext, now: Instant): string[] => {
  const current = localMonth(closing.timeZone, now);
  return Array.from({ length: sweptMonths(allVersions(policies)) }, (_, place) => addMonths(current, -1 - place));
};

/** Yields the customers with a credit for the month that are due in this hour. */
async function* dueCustomers({ table }: CheckStripeContext, month: string, now: Instant): AsyncGenerator<string> {
  const share = Math.floor(now / HOUR_MS) % RUNS_PER_DAY;
  for await (const customer of creditedCustomers(table, month))
    if (Math.floor(hashShare(customer) * RUNS_PER_DAY) === share) yield customer;
}

async function* inSteps(customers: AsyncIterable<string>): AsyncGenerator<string[]> {
  let step: string[] = [];
  for await (const customer of customers) {
    step.push(customer);
    if (step.length < CREDITS_OF_A_STEP) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}

/** `different`: the credit was not on the review list, and is there now. */
type Comparison = 'same' | 'different' | 'failed';

const compareOrNote = async (
  context: CheckStripeContext,
  stripe: BookingContext,
  customer: string,
  month: string,
): Promise<Comparison> => {
  try {
    return (await isNewDifference(context, stripe, customer, month)) ? 'different' : 'same';
  } catch (error) {
    context.telemetry.note('credit not compared', { customer, month, error: String(error) });
    return 'failed';
  }
};

/** Compares a credit with Stripe. Returns whether it differs and was not on the review list. */
const isNewDifference = async (
  { table, clock, telemetry }: CheckStripeContext,
  stripe: BookingContext,
  customer: string,
  month: string,
): Promise<boolean> => {
  const newest = await newestRevision(table, customer, month);
  if (newest === undefined || clock() - newest.recordedAt < BOOKED_WITHIN_MS) return false;
  const { revision, message } = newest;
  const { open, bookedByHand, retriedIds } = await loadReviewState(table, customer, month);
  if (bookedByHand > 0) return false;
  const refs = (await findProfile(table, customer, clock()))?.externalRefs;
  const ids = [refs?.['stripe'] ?? [], ...retriedIds].flat();
  const { id, action, reason } = await compareUnderIds(stripe, parseCreditMessage(parseJson(message)), ids);
  const ref = { customer, month, revision, recordedAt: clock() };
  if (action === 'unchanged') {
    if (open !== undefined) await settleBooked(table, { ...ref, by: 'daily check' });
    return false;
  }
  if (open !== undefined) return false;
  telemetry.note('credit differs in Stripe', { id, action });
  return recordInvoiceReview(table, { ...ref, reason: `the daily check found a difference: ${reason}` });
};

/** Compares a credit with Stripe under the id in its message. `ids`: the customer's current id, and those of retries. */
const compareUnderIds = async (
  stripe: BookingContext,
  message: CreditMessage,
  ids: readonly string[],
): Promise<Pick<BookingResult, 'id' | 'action' | 'reason'>> => {
  const first = await bookCredit(stripe, message);
  const { data } = message;
  const own = data.externalRefs?.['stripe'];
  const booked = new Map(first.objects.length === 0 ? [] : [[own ?? '', first]]);
  for (const id of new Set(ids)) {
    if (id === own) continue;
    const externalRefs = { ...data.externalRefs, stripe: id };
    const other = await bookCredit(stripe, { ...message, data: { ...data, externalRefs } });
    if (other.objects.length > 0) booked.set(id, other);
  }
  const [only = first, ...others] = booked.values();
  if (others.length === 0) return only;
  return { id: first.id, action: 'review', reason: `the credit is booked for ${[...booked.keys()].join(' and ')}` };
};
