import { monthInterval } from '../domain/time/calendar.ts';
import { type MessageCredit, zoneOfCredit } from './credit-message.ts';
import { divideFurther, stripeAmount, stripeLineAmounts } from './stripe-amounts.ts';
import type { NoteLine, StripeCall } from './stripe-call.ts';
import {
  bookedRevision,
  type Booking,
  BOOKING_KEYS,
  bookingsOf,
  booksAnyCredit,
  type InvoiceLine,
  type LinePeriod,
  type StripeInvoice,
  type StripeState,
} from './stripe-state.ts';

/**
 * The rules by which a credit reaches an invoice in Stripe: from Stripe's state and a message to calls.
 * A message has the whole credit, not a difference. So a repeat needs no call, and a lost message is made up for by the next one.
 */

export type BookingDecision =
  | { readonly kind: 'settled' | 'superseded' | 'review'; readonly reason: string }
  | { readonly kind: 'calls'; readonly reason: string; readonly calls: readonly StripeCall[] };

export type BookingOptions = {
  /** Whether Stripe sends the customer a mail with each credit note. */
  readonly mailCustomers: boolean;
};

/** Stripe's limit on the items of an invoice. */
const ITEMS_MAX = 250;
/** A length below Stripe's limit of 5000 on the texts of items and credit notes. */
const TEXT_LENGTH_MAX = 500;
/** Stripe's limit on the description of a balance transaction. */
const TRANSACTION_TEXT_LENGTH_MAX = 350;

const review = (reason: string): BookingDecision => ({ kind: 'review', reason });
const settled = (reason: string): BookingDecision => ({ kind: 'settled', reason });
const withCalls = (reason: string, calls: readonly StripeCall[]): BookingDecision => ({ kind: 'calls', reason, calls });

/** Returns the calls that make Stripe agree with a message, or the reason for making none. */
export const decideBooking = (credit: MessageCredit, state: StripeState, options: BookingOptions): BookingDecision => {
  if (state.customer === undefined) return review('Stripe has no such customer, or the customer was deleted');
  const newest = newestRevision(credit.creditId, state);
  if (credit.revision < newest) return { kind: 'superseded', reason: `revision ${newest} is booked` };
  const bookings = bookingsOf(state, credit.creditId);
  const due = stripeAmount(credit.amountMinor, credit.currency, credit.exponent) - sumOf(bookings);
  if (due !== 0 && wasUndone(credit, state))
    return { kind: 'superseded', reason: `the credit note of revision ${credit.revision} was voided` };
  const context: Context = { credit, state, options, bookings, due, customer: state.customer.id };
  const homes = [...new Set(bookings.flatMap(({ invoice }) => invoice ?? []))];
  if (homes.length > 1) return due === 0 ? settled('booked') : review(`parts are on ${homes.join(' and ')}`);
  const home = state.invoices.find(({ id }) => id === homes[0]);
  if (home !== undefined) return bookOnInvoice(context, home);
  if (due === 0) return settled(bookings.length === 0 ? 'nothing is booked and nothing is due' : 'booked');
  if (bookings.length > 0) return adjustBalance(context, 'the credit is on the customer balance');
  return bookOnMonthsInvoice(context);
};

type Context = {
  readonly credit: MessageCredit;
  readonly state: StripeState;
  readonly options: BookingOptions;
  readonly bookings: readonly Booking[];
  /** The credit less its bookings, in Stripe's units: negative to reduce them. */
  readonly due: number;
  readonly customer: string;
};

const sumOf = (bookings: readonly Booking[]): number => bookings.reduce((sum, { credit }) => sum + credit, 0);

/** The newest revision on any object, void ones included: they show that a later message was processed. */
const newestRevision = (creditId: string, { invoices, notes, transactions }: StripeState): number =>
  Math.max(
    0,
    ...[...invoices.flatMap(({ lines }) => lines), ...notes, ...transactions].map(
      ({ metadata }) => bookedRevision(metadata, creditId) ?? 0,
    ),
  );

/** A void note of this very revision: a later revision, or a person, undid it. A revision voids only older notes. */
const wasUndone = ({ creditId, revision }: MessageCredit, { invoices, notes }: StripeState): boolean =>
  notes.some(
    ({ isVoid, invoice, metadata }) =>
      isVoid &&
      bookedRevision(metadata, creditId) === revision &&
      invoices.some(({ id, status }) => id === invoice && status !== 'void'),
  );

const bookOnMonthsInvoice = (context: Context): BookingDecision => {
  const { credit, state } = context;
  const covering = coveringInvoices(credit, state.invoices);
  const valid = covering.filter(({ status }) => status !== 'void');
  const [invoice = covering[0], ...others] = valid;
  if (others.length > 0)
    return review(`several invoices cover ${credit.month}: ${valid.map(({ id }) => id).join(', ')}`);
  if (invoice !== undefined) return bookOnInvoice(context, invoice);
  return credit.apply === 'next-invoice'
    ? adjustBalance(context, `no invoice covers ${credit.month}`)
    : review(`no invoice covers ${credit.month}`);
};

/** Returns the invoices of which the lines cover more than half of the month. Credits of this product do not count. */
export const coveringInvoices = (credit: MessageCredit, invoices: readonly StripeInvoice[]): StripeInvoice[] => {
  const month = monthInterval(credit.month, zoneOfCredit(credit));
  return invoices.filter((invoice) => 2 * coveredMs(invoice, month) > month.end - month.start);
};

const coveredMs = ({ period, lines }: StripeInvoice, month: LinePeriod): number => {
  const charged = lines.filter(({ metadata, period: { start, end } }) => !booksAnyCredit(metadata) && end > start);
  // The period of a subscription's invoice is that of its usage, so it counts only where no line has one.
  const periods = charged.length === 0 ? [period] : charged.map((line) => line.period);
  const within = periods
    .map(({ start, end }) => ({ start: Math.max(start, month.start), end: Math.min(end, month.end) }))
    .toSorted((a, b) => a.start - b.start);
  let [covered, reached] = [0, month.start];
  for (const { start, end } of within) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered;
};

const bookOnInvoice = (context: Context, invoice: StripeInvoice): BookingDecision => {
  const { credit, due } = context;
  if (invoice.currency !== credit.currency.toLowerCase())
    return review(`invoice ${invoice.id} is in ${invoice.currency.toUpperCase()}, the credit in ${credit.currency}`);
  if (invoice.status === 'draft') return bookItems(context, invoice);
  if (due === 0) return settled(`booked on invoice ${invoice.id}`);
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    return review(`invoice ${invoice.id} is ${invoice.status}`);
  if (invoice.status === 'paid' && credit.apply === 'incident-month') return review(`invoice ${invoice.id} is paid`);
  if (due > 0) {
    const isTooLarge = credit.apply === 'next-invoice' && due > creditable(context, invoice);
    return isTooLarge
      ? adjustBalance(context, `the credit exceeds the rest of invoice ${invoice.id}`)
      : addNote(context, invoice, due);
  }
  return invoice.status === 'open'
    ? reduceOpen(context, invoice)
    : adjustBalance(context, `invoice ${invoice.id} is paid`);
};

/** The amount, with tax, for which Stripe accepts credit notes. */
const creditable = ({ state }: Context, { id, total }: StripeInvoice): number =>
  state.notes
    .filter(({ invoice, isVoid }) => invoice === id && !isVoid)
    .reduce((rest, { amount }) => rest - amount, total);

/** Makes the items of a draft those of the message: one for each line above 0. */
const bookItems = (context: Context, invoice: StripeInvoice): BookingDecision => {
  const { credit, bookings, customer } = context;
  const elsewhere = bookings.filter(({ type }) => type !== 'invoiceitem');
  if (elsewhere.length > 0) return adjustBalance(context, 'a part of the credit is on the customer balance');
  const wanted = wantedItems(credit);
  const items = matchItems(wanted, bookings);
  const calls = [
    ...wanted.flatMap(({ line, amount, description }): StripeCall[] => {
      const existing = items.get(line);
      const metadata = { ...bookingMetadata(credit), [BOOKING_KEYS.line]: line };
      if (existing === undefined) {
        const params = {
          customer,
          invoice: invoice.id,
          amount: -amount,
          currency: credit.currency.toLowerCase(),
          period: periodOf(credit),
          description,
          discountable: false,
          metadata,
        };
        return [{ kind: 'create-item', params }];
      }
      if (existing.credit === amount && existing.revision === credit.revision && existing.line === line) return [];
      return [{ kind: 'update-item', item: existing.id, params: { amount: -amount, description, metadata } }];
    }),
    ...bookings
      .filter(({ id }) => ![...items.values()].some((item) => item.id === id))
      .map(({ id }): StripeCall => ({ kind: 'delete-item', item: id })),
  ];
  const created = calls.filter(({ kind }) => kind === 'create-item').length;
  if (created > 0 && invoice.lines.length + created > ITEMS_MAX)
    return review(`invoice ${invoice.id} would have more than ${ITEMS_MAX} items`);
  const reason = `items on draft invoice ${invoice.id}`;
  return calls.length === 0 ? settled(reason) : withCalls(reason, calls);
};

type WantedItem = { readonly line: string; readonly amount: number; readonly description: string };

const wantedItems = ({ lines, currency, exponent }: MessageCredit): WantedItem[] => {
  const byLine = Map.groupBy(lines, ({ kind, service }) => (kind === 'goodwill' ? kind : `${kind}:${service ?? ''}`));
  const parts = [...byLine].map(([line, same]) => ({
    line,
    minor: same.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    description: shortened(same.map(({ reason }) => reason).join(' ')),
  }));
  const amounts = stripeLineAmounts(
    parts.map(({ minor }) => minor),
    currency,
    exponent,
  );
  return parts
    .map(({ line, description }, place) => ({ line, description, amount: amounts[place] ?? 0 }))
    .filter(({ amount }) => amount > 0);
};

/** Assigns existing items to lines. An item whose line is no longer there takes the place of a missing one. */
const matchItems = (wanted: readonly WantedItem[], bookings: readonly Booking[]): Map<string, Booking> => {
  const items = new Map<string, Booking>();
  const unmatched: Booking[] = [];
  const lines = new Set(wanted.map(({ line }) => line));
  for (const booking of bookings) {
    const { line } = booking;
    if (line !== undefined && lines.has(line) && !items.has(line)) items.set(line, booking);
    else if (line === undefined) unmatched.push(booking);
  }
  for (const { line } of wanted) {
    if (items.has(line)) continue;
    const booking = unmatched.shift();
    if (booking !== undefined) items.set(line, booking);
  }
  return items;
};

/** Voids the notes, then makes one of the rest. Items of a finalised invoice cannot be reduced. */
const reduceOpen = (context: Context, invoice: StripeInvoice): BookingDecision => {
  const { credit, bookings, due } = context;
  const notes = bookings.filter(({ type }) => type === 'credit_note');
  const rest = sumOf(notes) + due;
  if (rest < 0 && credit.apply === 'incident-month')
    return review(`invoice ${invoice.id} was finalised with a larger credit`);
  const voids = notes.map(({ id }): StripeCall => ({ kind: 'void-note', note: id }));
  const reason = `credit notes on open invoice ${invoice.id}`;
  if (rest >= 0) return withCalls(reason, [...voids, ...(rest === 0 ? [] : [noteCall(context, invoice, rest, 0)])]);
  const adjusted = adjustBalance({ ...context, due: rest }, `invoice ${invoice.id} was finalised with the credit`);
  return adjusted.kind === 'calls' ? withCalls(adjusted.reason, [...voids, ...adjusted.calls]) : adjusted;
};

const addNote = (context: Context, invoice: StripeInvoice, amount: number): BookingDecision =>
  withCalls(`credit note on ${invoice.status} invoice ${invoice.id}`, [
    noteCall(context, invoice, amount, sumOf(context.bookings.filter(({ type }) => type === 'credit_note'))),
  ]);

/** `before`: the sum of the credit's other notes. */
const noteCall = ({ credit, options }: Context, invoice: StripeInvoice, amount: number, before: number): StripeCall => {
  const charges = invoice.lines.filter((line) => line.amount > 0);
  const byLines = charges.length > 0 && invoice.isTaxed;
  return {
    kind: 'create-note',
    net: amount,
    excess: credit.apply === 'next-invoice' ? 'balance' : 'not-allowed',
    params: {
      invoice: invoice.id,
      ...(byLines ? { lines: noteLines(charges, amount, before) } : { amount }),
      ...(invoice.status === 'paid' && !byLines ? { credit_amount: amount } : {}),
      reason: 'product_unsatisfactory',
      memo: shortened(credit.reason),
      email_type: options.mailCustomers ? 'credit_note' : 'none',
      metadata: { ...bookingMetadata(credit), [BOOKING_KEYS.net]: String(amount) },
    },
  };
};

/** Divides the amount between the charges, so that Stripe reduces their tax too. */
const noteLines = (charges: readonly InvoiceLine[], amount: number, before: number): NoteLine[] => {
  const parts = divideFurther(
    amount,
    before,
    charges.map((line) => line.amount),
  );
  return charges
    .map(({ id }, place) => ({
      type: 'invoice_line_item' as const,
      invoice_line_item: id,
      amount: parts[place] ?? 0,
    }))
    .filter((line) => line.amount > 0);
};

const adjustBalance = ({ credit, state, due, customer }: Context, reason: string): BookingDecision => {
  if (due === 0) return settled('booked');
  if (credit.apply === 'incident-month') return review(`${reason}, which ${credit.apply} does not allow`);
  const currency = state.customer?.currency;
  if (currency !== undefined && currency !== credit.currency.toLowerCase())
    return review(`the customer's balance is in ${currency.toUpperCase()}, the credit in ${credit.currency}`);
  const params = {
    amount: -due,
    currency: credit.currency.toLowerCase(),
    description: shortened(credit.reason, TRANSACTION_TEXT_LENGTH_MAX),
    metadata: bookingMetadata(credit),
  };
  return withCalls(`customer balance: ${reason}`, [{ kind: 'create-transaction', customer, params }]);
};

const bookingMetadata = ({ creditId, revision, month, statement }: MessageCredit): Record<string, string> => ({
  [BOOKING_KEYS.credit]: creditId,
  [BOOKING_KEYS.revision]: String(revision),
  [BOOKING_KEYS.month]: month,
  [BOOKING_KEYS.sha256]: statement.sha256,
});

const SECOND_MS = 1000;

/** Both ends of an item's period are inclusive, in seconds. */
const periodOf = (credit: MessageCredit): { readonly start: number; readonly end: number } => {
  const { start, end } = monthInterval(credit.month, zoneOfCredit(credit));
  return { start: Math.floor(start / SECOND_MS), end: Math.floor(end / SECOND_MS) - 1 };
};

const shortened = (text: string, lengthMax = TEXT_LENGTH_MAX): string =>
  text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;
