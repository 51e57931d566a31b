import * as z from 'zod/mini';
import { month as monthField } from '../../../shared/domain/facts/fields.ts';
import { bookCredit, type BookingContext, type BookingResult } from '../../../shared/invoicing/book-credit.ts';
import { parseCreditMessage } from '../../../shared/invoicing/credit-message.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { creditedCustomers } from '../../../shared/persistence/customer-lists.ts';
import { newestRevision, type Revision } from '../../../shared/persistence/ledger.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim, type ReportProgress, warning } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import type { InvoiceAction } from './invoice-actions.ts';
import { parseAnswer } from './parse-answer.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';

type InvoiceOptions = { readonly reason: string | undefined; readonly apiBase: string | undefined };

/** `invoice reviews|check MONTH`, `invoice status|retry|done CUSTOMER MONTH`. */
export const invoiceCommand = async (
  stage: Stage,
  action: InvoiceAction,
  names: readonly (string | undefined)[],
  options: InvoiceOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const isOfMonth = action === 'reviews' || action === 'check';
  const [customer, written] = isOfMonth ? [undefined, names[0]] : names;
  const month = tryParse(monthField, written).value;
  if (month === undefined || (!isOfMonth && customer === undefined))
    throw new Failure(EXIT.wrongCall, `invoice ${action} needs ${isOfMonth ? 'a month' : 'a customer and a month'}`, {
      next: slaCommand(`invoice ${action} ${isOfMonth ? '' : 'CUSTOMER '}2026-10`),
    });
  if (action === 'reviews') return listReviews(stage, month);
  if (action === 'check') return checkMonth(stage, month, options, onProgress);
  if (action === 'status') return showStatus(await findCredit(stage, customer ?? '', month), options);
  return decideReview(stage, { action, customer: customer ?? '', month }, options);
};

const listReviews = async (stage: Stage, month: string): Promise<CommandResult> => {
  const answer = await stage.call('GET', `/invoice-reviews?month=${month}`);
  const { reviews } = parseAnswer(reviewsAnswer, answer, 'credits in review');
  const text = reviews.map(({ customer, revision, reason }) => `  ${customer}, revision ${revision}: ${reason}`);
  const hints = ['retry', 'done'].map(
    (action) => `→ ${slaCommand(`invoice ${action} CUSTOMER ${month} --reason REASON${stage.option}`)}`,
  );
  return {
    json: answer.body,
    text: [
      `${pluralText(reviews.length, 'credit')} of ${monthName(month)} in review`,
      ...text,
      ...(reviews.length > 0 ? hints : []),
    ],
  };
};

const reviewsAnswer = z.object({
  reviews: z.array(z.looseObject({ id: z.string(), customer: z.string(), revision: z.int(), reason: z.string() })),
});

/** Decides about the open review of a customer's month. */
const decideReview = async (
  stage: Stage,
  { action, customer, month }: { readonly action: 'retry' | 'done'; readonly customer: string; readonly month: string },
  { reason }: InvoiceOptions,
): Promise<CommandResult> => {
  if (reason === undefined) throw new Failure(EXIT.wrongCall, 'give the --reason');
  const answer = await stage.call('GET', `/invoice-reviews?month=${month}`);
  const { reviews } = parseAnswer(reviewsAnswer, answer, 'credits in review');
  const open = reviews.find((review) => review.customer === customer);
  if (open === undefined) throw new Failure(EXIT.refused, `${customer} has no open review for ${monthName(month)}`);
  const decided = await stage.call('POST', `/invoice-reviews/${encodeURIComponent(open.id)}`, { action, reason });
  const receipt = parseAnswer(z.looseObject({ id: z.string() }), decided, `decision about ${open.id}`);
  await stage.settle();
  const done =
    action === 'retry'
      ? `Sent revision ${open.revision} of ${customer} to the billing queue again`
      : `Recorded that revision ${open.revision} of ${customer} was booked by hand`;
  return { json: receipt, text: [done] };
};

const findCredit = async (stage: Stage, customer: string, month: string): Promise<Revision> => {
  const revision = await newestRevision(stage.table, customer, month);
  if (revision !== undefined) return revision;
  throw new Failure(EXIT.refused, `The ledger has no credit of ${customer} for ${monthName(month)}`);
};

/** Reads Stripe with the operator's key; it changes nothing. */
const readContext = ({ apiBase }: InvoiceOptions): BookingContext => {
  const key = process.env['STRIPE_API_KEY'] ?? '';
  if (key === '') throw new Failure(EXIT.wrongCall, 'STRIPE_API_KEY is not set');
  return { stripe: stripeClient({ key, apiBase }), mode: 'report', mailCustomers: false };
};

const compare = (context: BookingContext, { message }: Revision): Promise<BookingResult> =>
  bookCredit(context, parseCreditMessage(parseJson(message)));

const showStatus = async (revision: Revision, options: InvoiceOptions): Promise<CommandResult> => {
  const result = await compare(readContext(options), revision);
  const { customer, month, amountMinor, currency } = revision;
  const objects = result.objects.map(({ type, id, amount }) => `  ${type} ${id}: ${amount}`);
  const isBooked = result.action === 'unchanged';
  return {
    json: result,
    text: [
      bold(`${customer}, ${monthName(month)}: ${formatMinor(amountMinor, currency)}, revision ${revision.revision}`),
      ...(objects.length === 0 ? [dim('  no objects in Stripe')] : objects),
      isBooked ? `  booked: ${result.reason}` : warning(`  not booked: ${result.reason}`),
    ],
  };
};

const checkMonth = async (
  stage: Stage,
  month: string,
  options: InvoiceOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const context = readContext(options);
  const different: BookingResult[] = [];
  let checked = 0;
  for await (const customer of creditedCustomers(stage.table, month)) {
    const revision = await newestRevision(stage.table, customer, month);
    if (revision === undefined) continue;
    const result = await compare(context, revision);
    if (result.action !== 'unchanged') different.push(result);
    checked += 1;
    onProgress(`${month}: ${pluralText(checked, 'credit')} …`);
  }
  return {
    json: { month, checked, different },
    text: [
      `${pluralText(checked, 'credit')} of ${monthName(month)} checked, ${different.length} different in Stripe`,
      ...different.map(({ id, reason }) => warning(`  ${id}: ${reason}`)),
    ],
    exit: different.length === 0 ? EXIT.done : EXIT.failed,
  };
};
