import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { monthInterval } from '../domain/time/calendar.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { type CreditMessage, type MessageCredit, zoneOfCredit } from './credit-message.ts';
import { type BookingOptions, coveringInvoices, decideBooking } from './decide-booking.ts';
import { type HttpCall, httpCall, type StripeCall } from './stripe-call.ts';
import type { StripeClient } from './stripe-client.ts';
import { type BookedObject, bookedRevision, type Booking, bookingsOf, type StripeState } from './stripe-state.ts';

export type BookingContext = BookingOptions & {
  readonly stripe: StripeClient;
  /** With `report` nothing changes in Stripe, and the result lists the calls. */
  readonly mode: 'apply' | 'report';
  /** Waits between attempts. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined;
};

/** The result of a billing message. */
export type BookingResult = {
  readonly id: string;
  readonly action: 'created' | 'updated' | 'removed' | 'unchanged' | 'superseded' | 'review';
  readonly reason: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The objects that book the credit now. */
  readonly objects: readonly BookedObject[];
  /** The calls that were not made, with mode `report`. */
  readonly calls?: readonly HttpCall[];
};

/** A call needs a few rounds at most: a lost answer, a stored error, an invoice that was finalised meanwhile. */
const ROUNDS_MAX = 12;
const FIRST_WAIT_MS = 200;
const WAIT_MAX_MS = 5000;

/**
 * Books a billing message in Stripe. Reads the state, makes the calls that the rules require, and reads again until none is left.
 * Throws on errors that a later attempt can overcome; a repeat continues where this attempt ended.
 * `seenRevision` is the newest revision known from elsewhere; an older message changes nothing.
 */
export const bookCredit = async (
  context: BookingContext,
  { id, data: credit }: CreditMessage,
  seenRevision = 0,
): Promise<BookingResult> => {
  const { stripe, mode, pause = sleep } = context;
  const { amountMinor, currency, creditId } = credit;
  const result = (action: BookingResult['action'], reason: string, bookings: readonly Booking[]): BookingResult => ({
    id,
    action,
    reason,
    amountMinor,
    currency,
    objects: bookings.map(({ type, id: object, amount }) => ({ type, id: object, amount })),
  });
  const customer = credit.externalRefs?.['stripe'];
  if (customer === undefined || customer === '')
    return result('review', 'the customer has no id of Stripe (externalRefs.stripe)', []);

  const journal = new CallJournal(credit);
  let first: readonly Booking[] | undefined;
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const state = await readState(stripe, customer, credit);
    const bookings = bookingsOf(state, creditId);
    first ??= bookings;
    if (credit.revision < seenRevision) return result('superseded', `revision ${seenRevision} was processed`, bookings);
    const decision = decideBooking(credit, state, context);
    if (decision.kind !== 'calls') {
      const action = decision.kind === 'settled' ? actionOf(credit, first, bookings) : decision.kind;
      return result(action, decision.reason, bookings);
    }
    if (mode === 'report') {
      const [call, ...others] = decision.calls;
      const prepared = call === undefined ? undefined : await prepareCall(stripe, call);
      if (typeof prepared === 'string') return result('review', prepared, bookings);
      // A preview of the other calls would not include the effect of the first.
      const calls = [...(prepared === undefined ? [] : [prepared]), ...others].map(httpCall);
      return { ...result(plannedAction(credit, bookings), decision.reason, bookings), calls };
    }
    let sent = 0;
    for (const call of decision.calls) {
      const prepared = await prepareCall(stripe, call);
      const obstacle =
        typeof prepared === 'string' ? { action: 'review' as const, reason: prepared } : journal.obstacle(prepared);
      if (typeof prepared === 'string' || obstacle !== undefined) {
        if (sent === 0 && obstacle !== undefined) return result(obstacle.action, obstacle.reason, bookings);
        break;
      }
      const answer = await stripe.send(prepared, journal.key(prepared));
      journal.note(prepared, answer);
      sent += 1;
      if (answer.kind === 'done') continue;
      // The state may have changed: it is read again before anything is repeated.
      if (answer.kind !== 'rejected') await pause(Math.min(FIRST_WAIT_MS * 2 ** (round - 1), WAIT_MAX_MS));
      break;
    }
  }
  throw new Error(`Stripe did not complete the calls for ${id}: ${journal.lastMessage}`);
};

/** Invoices of a year in advance or in arrears, issued late. */
const CREATED_REACH_MS = 400 * DAY_MS;

const readState = async (stripe: StripeClient, id: string, credit: MessageCredit): Promise<StripeState> => {
  const customer = await stripe.findCustomer(id);
  if (customer === undefined) return { customer, invoices: [], notes: [], transactions: [] };
  const { start, end } = monthInterval(credit.month, zoneOfCredit(credit));
  const invoices = await stripe.listInvoices(id, start - CREATED_REACH_MS, end + CREATED_REACH_MS);
  const covering = new Set(coveringInvoices(credit, invoices).map((invoice) => invoice.id));
  const withNotes = invoices.filter(
    (invoice) =>
      invoice.status !== 'draft' &&
      (covering.has(invoice.id) ||
        invoice.lines.some(({ metadata }) => bookedRevision(metadata, credit.creditId) !== undefined)),
  );
  const notes = [];
  for (const invoice of withNotes) notes.push(...(await stripe.listNotes(invoice.id)));
  return { customer, invoices, notes, transactions: await stripe.listTransactions(id) };
};

/** Splits a credit note as Stripe requires it. Returns the reason if a person must decide about the note. */
const prepareCall = async (stripe: StripeClient, call: StripeCall): Promise<StripeCall | string> => {
  if (call.kind !== 'create-note') return call;
  const { invoice, amount, lines, credit_amount } = call.params;
  const preview = await stripe.previewNote({
    invoice,
    ...(credit_amount === undefined ? {} : { credit_amount }),
    ...(lines === undefined ? {} : { lines }),
    ...(amount === undefined ? {} : { amount }),
  });
  if (typeof preview === 'string') return `Stripe rejects the credit note: ${preview}`;
  if (lines !== undefined && preview.net !== call.net)
    return `with tax, the credit note would be ${preview.net} before tax in place of ${call.net}`;
  if (preview.postPayment === 0) return call;
  if (call.excess === 'not-allowed')
    return `the credit exceeds the unpaid rest of invoice ${invoice} by ${preview.postPayment}`;
  return { ...call, params: { ...call.params, credit_amount: preview.postPayment } };
};

const totalOf = (bookings: readonly Booking[]): number => bookings.reduce((sum, { credit }) => sum + credit, 0);

const actionOf = (
  credit: MessageCredit,
  before: readonly Booking[],
  after: readonly Booking[],
): BookingResult['action'] =>
  JSON.stringify(before) === JSON.stringify(after) ? 'unchanged' : plannedAction(credit, before);

const plannedAction = ({ amountMinor }: MessageCredit, before: readonly Booking[]): BookingResult['action'] => {
  if (amountMinor === 0) return 'removed';
  return totalOf(before) === 0 ? 'created' : 'updated';
};

const KEY_LENGTH_MAX = 255;
const REPEATS_MAX = 3;

/** The calls of one message and their answers. It derives the idempotency keys. */
class CallJournal {
  lastMessage = 'no answer';
  private readonly credit: MessageCredit;
  private readonly spentKeys = new Map<string, number>();
  private readonly done = new Map<string, number>();
  private readonly rejected = new Map<string, string>();

  constructor(credit: MessageCredit) {
    this.credit = credit;
  }

  /**
   * Returns the key, `sla:{creditId}:{revision}:{step}`. The step contains a digest of the parameters, so that a key never meets
   * other parameters. A number follows once Stripe has stored an error under the key.
   */
  key(call: StripeCall): string {
    const step = stepOf(call);
    const spent = this.spentKeys.get(step) ?? 0;
    const { creditId, revision } = this.credit;
    const key = `sla:${creditId}:${revision}:${step}${spent === 0 ? '' : `:${spent + 1}`}`;
    return key.length <= KEY_LENGTH_MAX ? key : `sla:${digest(creditId)}${key.slice(4 + creditId.length)}`;
  }

  note(call: StripeCall, answer: Awaited<ReturnType<StripeClient['send']>>): void {
    const step = stepOf(call);
    if (answer.kind === 'done') {
      this.done.set(step, (this.done.get(step) ?? 0) + 1);
      // If the same call is due again, Stripe replayed an old answer, and only another key changes something.
      this.spentKeys.set(step, (this.spentKeys.get(step) ?? 0) + 1);
      return;
    }
    this.lastMessage = answer.message;
    if (answer.kind === 'rejected') this.rejected.set(step, answer.message);
    if (answer.kind === 'key-spent') this.spentKeys.set(step, (this.spentKeys.get(step) ?? 0) + 1);
  }

  /** Returns why a call cannot succeed, from the answers to the same call before. */
  obstacle(call: StripeCall): { readonly action: 'review' | 'superseded'; readonly reason: string } | undefined {
    const step = stepOf(call);
    const message = this.rejected.get(step);
    if (message !== undefined) return { action: 'review', reason: `Stripe rejects the call: ${message}` };
    const done = this.done.get(step) ?? 0;
    // Stripe returned an object that is no longer there: the answer was that of the first delivery.
    if (done > 0 && call.kind.startsWith('create'))
      return { action: 'superseded', reason: 'the objects of this revision were removed' };
    return done < REPEATS_MAX ? undefined : { action: 'review', reason: 'Stripe accepts the call without an effect' };
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const stepOf = (call: StripeCall): string => {
  const { path, params } = httpCall(call);
  return `${call.kind}-${digest(JSON.stringify([path, params]))}`;
};
