import { Stripe } from 'stripe';
import * as z from 'zod/mini';
import type { Instant } from '../domain/time/instant.ts';
import { backoff, retry } from '../lib/retry.ts';
import { parse } from '../lib/validation.ts';
import type { StripeCall } from './stripe-call.ts';
import type { InvoiceLine, StripeCustomer, StripeInvoice, StripeNote, StripeTransaction } from './stripe-state.ts';

/** The version of Stripe's API on which the rules for credit notes depend. The package's types are of the same version. */
const STRIPE_API_VERSION = '2026-10-28.endive';

/** The result of a call that changes something. */
type CallResult =
  /** `id` is that of the object that Stripe returned. */
  | { readonly kind: 'done'; readonly id: string }
  /** Stripe rejected the call for good: the object's state or the parameters do not allow it. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** Without an answer, or at a conflict, the same idempotency key must be used again. */
  | { readonly kind: 'unanswered'; readonly message: string }
  /** Stripe stored an error under the idempotency key, or other parameters: only another key can succeed. */
  | { readonly kind: 'key-spent'; readonly message: string };

/** The amounts of a credit note that does not exist yet. */
type NotePreview = {
  /** The part above the open rest of the invoice. */
  readonly postPayment: number;
  readonly net: number;
};

/** The requests to Stripe that invoicing needs, and no others. */
export type StripeClient = {
  readonly findCustomer: (id: string) => Promise<StripeCustomer | undefined>;
  readonly listInvoices: (customer: string, from: Instant, to: Instant) => Promise<StripeInvoice[]>;
  readonly listNotes: (invoice: string) => Promise<StripeNote[]>;
  readonly listTransactions: (customer: string) => Promise<StripeTransaction[]>;
  /** Returns a reason in place of a preview if Stripe rejects the note. */
  readonly previewNote: (params: Stripe.CreditNotePreviewParams) => Promise<NotePreview | string>;
  readonly send: (call: StripeCall, idempotencyKey: string) => Promise<CallResult>;
};

export type StripeSettings = {
  readonly key: string;
  /**
   * The origin of the API.
   * @default https://api.stripe.com
   */
  readonly apiBase?: string | undefined;
  /**
   * Sends the requests.
   * @default - the HTTP client of Node
   */
  readonly fetch?: typeof fetch | undefined;
  /** Waits between attempts. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined;
};

const TIMEOUT_MS = 20_000;
const PAGE_ITEMS = 100;
const READ_ATTEMPTS_MAX = 6;
const FIRST_WAIT_MS = 250;
const SECOND_MS = 1000;

/** Creates the client. It never repeats a write by itself, since a write must be looked up before it is repeated. */
export const stripeClient = ({ key, apiBase, fetch: fetchFn, pause }: StripeSettings): StripeClient => {
  const stripe = new Stripe(key, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(apiBase === undefined ? {} : originOf(apiBase)),
    ...(fetchFn === undefined ? {} : { httpClient: Stripe.createFetchHttpClient(fetchFn) }),
  });
  const read = <T>(request: () => Promise<T>): Promise<T> =>
    retry(
      request,
      (result, attempts) =>
        'error' in result && isTransient(result.error)
          ? (retryAfterMs(result.error) ?? backoff(attempts, READ_ATTEMPTS_MAX, FIRST_WAIT_MS))
          : undefined,
      pause,
    );
  const linesAfter = (invoice: string, last: string): Promise<InvoiceLine[]> =>
    readPages(
      (page) => read(() => stripe.invoices.listLineItems(invoice, page)),
      (item) => parse(lineAnswer, item),
      last,
    );
  return {
    findCustomer: async (id) => {
      try {
        const customer = parse(customerAnswer, await read(() => stripe.customers.retrieve(id)));
        return customer.deleted === true ? undefined : { id, currency: customer.currency ?? undefined };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    listInvoices: async (customer, from, to) => {
      const created = { gte: Math.floor(from / SECOND_MS), lte: Math.ceil(to / SECOND_MS) };
      const answers = await readPages(
        (page) => read(() => stripe.invoices.list({ customer, created, ...page })),
        (item) => parse(invoiceAnswer, item),
      );
      const invoices: StripeInvoice[] = [];
      for (const { lines = { data: [] }, customer: owner, ...invoice } of answers) {
        if (owner !== undefined && owner !== null && idOf(owner) !== customer) continue;
        const last = lines.data.at(-1)?.id;
        const more = lines.has_more === true && last !== undefined ? await linesAfter(invoice.id, last) : [];
        invoices.push(toInvoice(invoice, [...lines.data, ...more]));
      }
      return invoices;
    },
    listNotes: async (invoice) => {
      const answers = await readPages(
        (page) => read(() => stripe.creditNotes.list({ invoice, ...page })),
        (item) => parse(noteAnswer, item),
      );
      return answers
        .filter((note) => note.invoice === undefined || idOf(note.invoice) === invoice)
        .map(({ id, status, amount, metadata }) => ({
          id,
          invoice,
          isVoid: status === 'void',
          amount,
          metadata: metadata ?? {},
        }));
    },
    listTransactions: async (customer) => {
      try {
        const answers = await readPages(
          (page) => read(() => stripe.customers.listBalanceTransactions(customer, page)),
          (item) => parse(transactionAnswer, item),
        );
        return answers.map(({ id, amount, metadata }) => ({ id, amount, metadata: metadata ?? {} }));
      } catch (error) {
        // The customer was deleted since it was read: the next call to Stripe finds that.
        if (statusOf(error) === 404) return [];
        throw error;
      }
    },
    previewNote: async (params) => {
      try {
        const preview = parse(previewAnswer, await read(() => stripe.creditNotes.preview(params)));
        return {
          postPayment: preview.post_payment_amount ?? 0,
          net: preview.total_excluding_tax ?? preview.subtotal ?? preview.amount,
        };
      } catch (error) {
        const status = statusOf(error);
        if (error instanceof Stripe.errors.StripeError && (status === 400 || status === 402)) return error.message;
        throw error;
      }
    },
    send: async (call, idempotencyKey) => {
      try {
        return { kind: 'done', id: parse(answerWithId, await request(stripe, call, idempotencyKey)).id };
      } catch (error) {
        return failedCall(error);
      }
    },
  };
};

const originOf = (apiBase: string) => {
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return {
    protocol: isPlain ? ('http' as const) : ('https' as const),
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
  };
};

const request = (stripe: Stripe, call: StripeCall, idempotencyKey: string): Promise<unknown> => {
  const options = { idempotencyKey };
  switch (call.kind) {
    case 'create-item':
      return stripe.invoiceItems.create(call.params, options);
    case 'update-item':
      return stripe.invoiceItems.update(call.item, call.params, options);
    case 'delete-item':
      // Stripe ignores the key of a DELETE: it cannot happen twice.
      return stripe.invoiceItems.del(call.item);
    case 'create-note':
      return stripe.creditNotes.create(call.params, options);
    case 'void-note':
      return stripe.creditNotes.voidCreditNote(call.note, {}, options);
    case 'create-transaction':
      return stripe.customers.createBalanceTransaction(call.customer, call.params, options);
  }
};

/** Maps an error of a write to its result. Throws errors that concern every call, such as an invalid API key. */
const failedCall = (error: unknown): CallResult => {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const status = error.statusCode ?? 0;
  const { message } = error;
  if (error instanceof Stripe.errors.StripeIdempotencyError && status !== 409) return { kind: 'key-spent', message };
  if (status >= 500) return { kind: 'key-spent', message };
  if (isTransient(error)) return { kind: 'unanswered', message };
  if (status !== 400 && status !== 402 && status !== 404) throw error;
  // The cause of a stored rejection may be gone, so the call is made again under another key.
  return { kind: error.headers?.['idempotent-replayed'] === 'true' ? 'key-spent' : 'rejected', message };
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof Stripe.errors.StripeError ? error.statusCode : undefined;

const isTransient = (error: unknown): boolean => {
  if (error instanceof Stripe.errors.StripeConnectionError) return true;
  const status = statusOf(error) ?? 0;
  return status === 409 || status === 429 || status >= 500;
};

/** No API waits longer for a person who looks at a terminal, or for a function with a time limit. */
const RETRY_AFTER_MAX_S = 10;

const retryAfterMs = (error: unknown): number | undefined => {
  const written = error instanceof Stripe.errors.StripeError ? error.headers?.['retry-after'] : undefined;
  const seconds = Number(written ?? Number.NaN);
  return seconds > 0 ? Math.min(seconds, RETRY_AFTER_MAX_S) * SECOND_MS : undefined;
};

type Page = { readonly limit: number; readonly starting_after?: string };
type ListAnswer = { readonly data: readonly unknown[]; readonly has_more?: boolean };

/** Reads a list page by page, from the object after `last`. */
const readPages = async <T extends { readonly id: string }>(
  readPage: (page: Page) => Promise<ListAnswer>,
  parseItem: (item: unknown) => T,
  last?: string,
): Promise<T[]> => {
  const items: T[] = [];
  let after = last;
  for (;;) {
    const { data, has_more: hasMore } = await readPage({
      limit: PAGE_ITEMS,
      ...(after === undefined ? {} : { starting_after: after }),
    });
    items.push(...data.map(parseItem));
    after = items.at(-1)?.id;
    if (hasMore !== true || data.length === 0) return items;
  }
};

const metadata = z.optional(z.nullable(z.record(z.string(), z.string())));
const expandable = z.union([z.string(), z.object({ id: z.string() })]);
const idOf = (reference: string | { readonly id: string }): string =>
  typeof reference === 'string' ? reference : reference.id;

const answerWithId = z.object({ id: z.string() });

const customerAnswer = z.object({
  id: z.string(),
  deleted: z.optional(z.boolean()),
  currency: z.optional(z.nullable(z.string())),
});

const secondsPeriod = z.object({ start: z.number(), end: z.number() });

const lineAnswer = z.pipe(
  z.object({
    id: z.string(),
    amount: z.int(),
    period: z.optional(z.nullable(secondsPeriod)),
    metadata,
    /** Versions before 2025-03-31.basil have the item here. */
    invoice_item: z.optional(z.nullable(expandable)),
    parent: z.optional(
      z.nullable(
        z.object({
          invoice_item_details: z.optional(z.nullable(z.object({ invoice_item: expandable }))),
        }),
      ),
    ),
  }),
  z.transform((line): InvoiceLine => {
    const item = line.parent?.invoice_item_details?.invoice_item ?? line.invoice_item ?? undefined;
    const period = line.period ?? { start: 0, end: 0 };
    return {
      id: line.id,
      item: item === undefined ? undefined : idOf(item),
      amount: line.amount,
      period: { start: period.start * SECOND_MS, end: period.end * SECOND_MS },
      metadata: line.metadata ?? {},
    };
  }),
);

const invoiceAnswer = z.object({
  id: z.string(),
  customer: z.optional(z.nullable(expandable)),
  status: z.optional(z.nullable(z.string())),
  currency: z.string(),
  total: z.optional(z.nullable(z.int())),
  total_excluding_tax: z.optional(z.nullable(z.int())),
  period_start: z.optional(z.nullable(z.number())),
  period_end: z.optional(z.nullable(z.number())),
  lines: z.optional(z.object({ data: z.array(lineAnswer), has_more: z.optional(z.boolean()) })),
});

const toInvoice = (
  invoice: Omit<z.output<typeof invoiceAnswer>, 'lines' | 'customer'>,
  lines: readonly InvoiceLine[],
): StripeInvoice => {
  const total = invoice.total ?? lines.reduce((sum, { amount }) => sum + amount, 0);
  return {
    id: invoice.id,
    status: invoice.status ?? 'draft',
    currency: invoice.currency.toLowerCase(),
    total,
    isTaxed: (invoice.total_excluding_tax ?? total) !== total,
    period: { start: (invoice.period_start ?? 0) * SECOND_MS, end: (invoice.period_end ?? 0) * SECOND_MS },
    lines,
  };
};

const noteAnswer = z.object({
  id: z.string(),
  invoice: z.optional(expandable),
  status: z.optional(z.nullable(z.string())),
  amount: z.int(),
  metadata,
});

const previewAnswer = z.object({
  amount: z.int(),
  subtotal: z.optional(z.nullable(z.int())),
  total_excluding_tax: z.optional(z.nullable(z.int())),
  post_payment_amount: z.optional(z.nullable(z.int())),
});

const transactionAnswer = z.object({ id: z.string(), amount: z.int(), metadata });
