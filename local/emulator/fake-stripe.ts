import { formObject, type FormObject, formText, formTexts, parseStripeForm } from './stripe-form.ts';

/**
 * An in-memory Stripe: the part of the API that invoicing uses, with the states of invoices, credit notes and balances.
 * Sources: https://docs.stripe.com/api, /invoicing/overview, /api/idempotent_requests and /api/credit_notes/create.
 */

export type FakeInvoice = {
  readonly id: string;
  readonly customer: string;
  readonly currency: string;
  readonly created: number;
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  readonly charges: { readonly id: string; readonly amount: number; readonly start: number; readonly end: number }[];
  /** Exclusive tax in percent. */
  readonly taxPercent: number;
  amountPaid: number;
};

type FakeItem = {
  readonly id: string;
  readonly invoice: string;
  readonly customer: string;
  readonly currency: string;
  readonly period: { readonly start: number; readonly end: number };
  amount: number;
  description: string;
  metadata: Record<string, string>;
};

type FakeNote = {
  readonly id: string;
  readonly invoice: string;
  readonly amount: number;
  readonly net: number;
  readonly pre: number;
  readonly post: number;
  readonly memo: string;
  status: 'issued' | 'void';
  readonly metadata: Record<string, string>;
};

type FakeTransaction = {
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
  readonly type: 'adjustment' | 'credit_note';
  readonly metadata: Record<string, string>;
};

type FakeCustomer = { readonly id: string; currency: string | null; deleted: boolean };

/** An invoice as its customer sees it. Amounts are in the currency's units of Stripe. */
export type PrintedInvoice = {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  readonly lines: readonly { readonly text: string; readonly amount: number }[];
  readonly due: number;
};

export type FakeRequest = {
  readonly method: string;
  readonly path: string;
  readonly params: FormObject;
  readonly headers: Readonly<Record<string, string>>;
};
export type FakeAnswer = {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether Stripe stores a 400 under the idempotency key: it does once it has executed the request. */
  readonly isStored?: boolean;
};

/**
 * A disturbance of one request. `lost` means that the connection ends without an answer.
 * A stored error is replayed under the same idempotency key.
 */
export type FakeFault = 'lost-before' | 'lost-after' | 'error-before' | 'error-after' | 'busy' | 'conflict';

class StripeFailure extends Error {
  readonly answer: FakeAnswer;

  constructor(status: number, message: string, more: object = {}) {
    super(message);
    this.answer = { status, body: { error: { type: 'invalid_request_error', message, ...more } } };
  }
}

/** The state of an object does not allow the request. */
class StateFailure extends StripeFailure {
  override readonly answer: FakeAnswer;

  constructor(message: string) {
    super(400, message);
    this.answer = { status: 400, body: { error: { type: 'invalid_request_error', message } }, isStored: true };
  }
}

/** The request had or had no effect, and its answer was lost. */
export class LostConnection extends Error {}

const DAY_S = 86_400;
const ITEMS_MAX = 250;
const PAGE_DEFAULT = 10;
const PAGE_MAX = 100;
const EMBEDDED_LINES = 10;
const TRANSACTION_TEXT_LENGTH_MAX = 350;

const CREDIT_NOTE_PARAMETERS = [
  'invoice',
  'amount',
  'lines',
  'reason',
  'memo',
  'email_type',
  'credit_amount',
  'refund_amount',
  'out_of_band_amount',
  'metadata',
  'expand',
];

/** The parameters of each endpoint. Stripe rejects others. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/customers/:id': ['expand'],
  'GET /v1/customers/:id/balance_transactions': ['limit', 'starting_after', 'ending_before', 'expand'],
  'POST /v1/customers/:id/balance_transactions': ['amount', 'currency', 'description', 'metadata', 'expand'],
  'GET /v1/invoices': ['customer', 'created', 'status', 'limit', 'starting_after', 'ending_before', 'expand'],
  'GET /v1/invoices/:id/lines': ['limit', 'starting_after', 'ending_before', 'expand'],
  'POST /v1/invoiceitems': [
    'customer',
    'invoice',
    'amount',
    'currency',
    'period',
    'description',
    'discountable',
    'metadata',
    'expand',
  ],
  'POST /v1/invoiceitems/:id': ['amount', 'description', 'metadata', 'period', 'discountable', 'expand'],
  'DELETE /v1/invoiceitems/:id': [],
  'GET /v1/credit_notes': ['invoice', 'customer', 'created', 'limit', 'starting_after', 'ending_before', 'expand'],
  'GET /v1/credit_notes/preview': CREDIT_NOTE_PARAMETERS,
  'POST /v1/credit_notes': CREDIT_NOTE_PARAMETERS,
  'POST /v1/credit_notes/:id/void': ['expand'],
};

const serverError = (): FakeAnswer => failure(500, 'api_error', 'An unknown error occurred');

type StoredAnswer = { readonly fingerprint: string; readonly at: number; readonly answer: FakeAnswer };

/** A note's amounts: with tax, before tax, and the parts before and after the payment. */
type NoteAmounts = { readonly amount: number; readonly net: number; readonly pre: number; readonly post: number };

/** Creates an empty Stripe. `key` is the only valid API key. */
export class FakeStripe {
  /** Seconds. */
  now = 1_793_491_200;
  readonly requests: FakeRequest[] = [];
  /** The credit notes that were mailed to a customer. */
  readonly mailed: string[] = [];
  /** Disturbs the n-th request, from 0. */
  fault: ((request: FakeRequest, place: number) => FakeFault | undefined) | undefined;
  readonly customers = new Map<string, FakeCustomer>();
  readonly invoices = new Map<string, FakeInvoice>();
  readonly items = new Map<string, FakeItem>();
  readonly notes = new Map<string, FakeNote>();
  readonly transactions = new Map<string, FakeTransaction>();
  private readonly answers = new Map<string, StoredAnswer>();
  private readonly key: string;
  private ids = 0;

  constructor(key = 'sk_test_fake') {
    this.key = key;
  }

  addCustomer(id: string, currency: string | null = null): void {
    this.customers.set(id, { id, currency, deleted: false });
  }

  /** Adds a draft invoice with one charge for each amount. Instants are in seconds. */
  addInvoice(invoice: {
    readonly customer: string;
    readonly currency: string;
    readonly amounts: readonly number[];
    readonly start: number;
    readonly end: number;
    readonly created?: number;
    readonly taxPercent?: number;
  }): string {
    const id = this.newId('in');
    const { customer, currency, amounts, start, end, created = start, taxPercent = 0 } = invoice;
    const charges = amounts.map((amount) => ({ id: this.newId('il'), amount, start, end }));
    this.invoices.set(id, { id, customer, currency, created, status: 'draft', charges, taxPercent, amountPaid: 0 });
    return id;
  }

  finalise(id: string): void {
    const invoice = this.invoiceOf(id);
    if (invoice.status !== 'draft') return;
    invoice.status = this.totalOf(invoice) > 0 ? 'open' : 'paid';
  }

  pay(id: string): void {
    const invoice = this.invoiceOf(id);
    if (invoice.status !== 'open') return;
    invoice.amountPaid = this.remainingOf(invoice);
    invoice.status = 'paid';
  }

  voidInvoice(id: string): void {
    const invoice = this.invoiceOf(id);
    if (invoice.status === 'open' || invoice.status === 'uncollectible') invoice.status = 'void';
  }

  markUncollectible(id: string): void {
    const invoice = this.invoiceOf(id);
    if (invoice.status === 'open') invoice.status = 'uncollectible';
  }

  /** The sum of a credit's objects that are in force: positive, in Stripe's units, before tax. */
  creditInForce(creditId: string): number {
    const isOurs = ({ metadata }: { readonly metadata: Record<string, string> }): boolean =>
      metadata['sla_credit'] === creditId;
    const isValid = (invoice: string): boolean => this.invoiceOf(invoice).status !== 'void';
    const items = [...this.items.values()].filter((item) => isOurs(item) && isValid(item.invoice));
    const notes = [...this.notes.values()].filter(
      (note) => isOurs(note) && note.status === 'issued' && isValid(note.invoice),
    );
    const transactions = [...this.transactions.values()].filter(isOurs);
    const debits = [...items, ...transactions].reduce((sum, { amount }) => sum + amount, 0);
    return notes.reduce((sum, { net }) => sum + net, 0) - debits;
  }

  /** The total of an invoice with tax, less the credit notes that reduced it. */
  dueOn(id: string): number {
    const invoice = this.invoiceOf(id);
    return this.totalOf(invoice) - this.noted(id, 'pre');
  }

  /** Returns an invoice as its customer sees it. */
  printed(id: string): PrintedInvoice {
    const invoice = this.invoiceOf(id);
    const notes = [...this.notes.values()].filter((note) => note.invoice === id && note.status === 'issued');
    return {
      id,
      status: invoice.status,
      currency: invoice.currency,
      lines: [
        ...invoice.charges.map(({ amount }) => ({ text: 'service', amount })),
        ...[...this.items.values()]
          .filter((item) => item.invoice === id)
          .map(({ description, amount }) => ({ text: description, amount })),
        ...notes.map(({ memo, amount }) => ({ text: `credit note: ${memo}`, amount: -amount })),
      ],
      due: this.dueOn(id),
    };
  }

  /** Answers a request, as the HTTP server does. Throws `LostConnection` in place of a lost answer. */
  handle(request: FakeRequest): FakeAnswer {
    const place = this.requests.length;
    this.requests.push(request);
    const fault = this.fault?.(request, place);
    if (fault === 'lost-before') throw new LostConnection();
    if (fault === 'busy') return failure(429, 'rate_limit_error', 'Too many requests');
    if (fault === 'conflict') return failure(409, 'idempotency_error', 'A request with this key is in progress');
    const answer = this.answerOnce(request, fault);
    if (fault === 'lost-after') throw new LostConnection();
    return answer;
  }

  /** Sends requests of Stripe's package here without a socket. */
  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    const encoded = typeof init.body === 'string' && init.body !== '' ? init.body : url.search.slice(1);
    try {
      const {
        status,
        body,
        headers: more,
      } = this.handle({
        method: init.method ?? 'GET',
        path: url.pathname,
        params: parseStripeForm(encoded),
        headers: Object.fromEntries(headers),
      });
      return new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', 'request-id': `req_${this.requests.length}`, ...more },
      });
    } catch (error) {
      if (error instanceof LostConnection) throw new TypeError('fetch failed', { cause: error });
      throw error;
    }
  };

  /** Stripe stores the answer of a POST under its key for a day, errors of its own included. */
  private answerOnce(request: FakeRequest, fault: FakeFault | undefined): FakeAnswer {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) {
      if (fault === 'error-before') return serverError();
      const answer = this.answer(request);
      return fault === 'error-after' ? serverError() : answer;
    }
    const fingerprint = JSON.stringify([request.path, request.params]);
    const stored = this.answers.get(key);
    if (stored !== undefined && this.now - stored.at < DAY_S) {
      if (stored.fingerprint !== fingerprint)
        return failure(400, 'idempotency_error', 'Keys for idempotent requests need the same parameters');
      return { ...stored.answer, headers: { 'idempotent-replayed': 'true' } };
    }
    const executed = fault === 'error-before' ? serverError() : this.answer(request);
    const answer = fault === 'error-after' ? serverError() : executed;
    // A request that fails validation is not stored.
    if (answer.status !== 400 || answer.isStored === true) this.answers.set(key, { fingerprint, at: this.now, answer });
    return answer;
  }

  private answer(request: FakeRequest): FakeAnswer {
    try {
      if (request.headers['authorization'] !== `Bearer ${this.key}`)
        throw new StripeFailure(401, 'Invalid API Key provided');
      return { status: 200, body: this.route(request) };
    } catch (error) {
      if (error instanceof StripeFailure) return error.answer;
      throw error;
    }
  }

  private route({ method, path, params }: FakeRequest): object {
    const [, version, collection = '', id = '', sub = ''] = path.split('/');
    const named = id === '' || id === 'preview' ? id : ':id';
    const route = `${method} /${[version, collection, named, sub].filter((part) => part !== '').join('/')}`;
    const allowed = PARAMETERS[route];
    if (allowed === undefined) throw new StripeFailure(404, `Unrecognized request URL (${method}: ${path})`);
    const unknown = Object.keys(params).find((name) => !allowed.includes(name));
    if (unknown !== undefined)
      throw new StripeFailure(400, `Received unknown parameter: ${unknown}`, { code: 'parameter_unknown' });
    switch (route) {
      case 'GET /v1/customers/:id':
        return this.customerAnswer(id);
      case 'GET /v1/customers/:id/balance_transactions':
        return pageOf(
          [...this.transactions.values()].filter(({ customer }) => customer === id).toReversed(),
          params,
          path,
          (transaction) => ({ object: 'customer_balance_transaction', ...transaction }),
        );
      case 'POST /v1/customers/:id/balance_transactions':
        return this.createTransaction(id, params);
      case 'GET /v1/invoices':
        return this.listInvoices(params, path);
      case 'GET /v1/invoices/:id/lines':
        return pageOf(this.linesOf(this.invoiceOf(id)), params, path, (line) => line);
      case 'POST /v1/invoiceitems':
        return this.createItem(params);
      case 'POST /v1/invoiceitems/:id':
        return this.updateItem(id, params);
      case 'DELETE /v1/invoiceitems/:id':
        return this.deleteItem(id);
      case 'GET /v1/credit_notes':
        return pageOf(
          [...this.notes.values()].filter(({ invoice }) => invoice === formText(params, 'invoice')).toReversed(),
          params,
          path,
          (note) => this.noteAnswer(note),
        );
      case 'GET /v1/credit_notes/preview':
        return this.noteAnswer({ ...this.noteAmounts(params), id: 'cn_preview', ...newNote(params) });
      case 'POST /v1/credit_notes':
        return this.createNote(params);
      default:
        return this.voidNote(id);
    }
  }

  private customerAnswer(id: string): object {
    const customer = this.customers.get(id);
    if (customer === undefined)
      throw new StripeFailure(404, `No such customer: '${id}'`, { code: 'resource_missing', param: 'id' });
    return customer.deleted
      ? { id, object: 'customer', deleted: true }
      : { id, object: 'customer', currency: customer.currency };
  }

  private createTransaction(id: string, params: FormObject): object {
    const customer = this.customers.get(id);
    if (customer === undefined || customer.deleted) throw new StripeFailure(404, `No such customer: '${id}'`);
    const currency = required(params, 'currency');
    const amount = wholeNumber(params, 'amount');
    if (amount === 0) throw new StripeFailure(400, 'The amount must not be 0');
    if ((formText(params, 'description') ?? '').length > TRANSACTION_TEXT_LENGTH_MAX)
      throw new StripeFailure(400, 'The description is too long');
    if (customer.currency !== null && customer.currency !== currency)
      throw new StateFailure(`The customer's currency is ${customer.currency}`);
    customer.currency = currency;
    const transaction: FakeTransaction = {
      id: this.newId('cbtxn'),
      customer: id,
      amount,
      currency,
      type: 'adjustment',
      metadata: metadataOf(params),
    };
    this.transactions.set(transaction.id, transaction);
    return { object: 'customer_balance_transaction', ...transaction };
  }

  private listInvoices(params: FormObject, path: string): object {
    const created = formTexts(params, 'created');
    const [from, to] = [Number(created['gte'] ?? 0), Number(created['lte'] ?? Number.MAX_SAFE_INTEGER)];
    const customer = formText(params, 'customer');
    const invoices = [...this.invoices.values()]
      .filter((invoice) => customer === undefined || invoice.customer === customer)
      .filter((invoice) => invoice.created >= from && invoice.created <= to)
      .toReversed();
    return pageOf(invoices, params, path, (invoice) => this.invoiceAnswer(invoice));
  }

  private invoiceAnswer(invoice: FakeInvoice): object {
    const { id, customer, currency, created, status } = invoice;
    const lines = this.linesOf(invoice);
    const total = this.totalOf(invoice);
    return {
      id,
      object: 'invoice',
      customer,
      currency,
      created,
      status,
      total,
      total_excluding_tax: this.subtotalOf(invoice),
      amount_remaining: status === 'paid' ? 0 : this.remainingOf(invoice),
      // A subscription's invoice has the period of its usage: the one before its charges.
      period_start: created - 30 * DAY_S,
      period_end: created,
      lines: {
        object: 'list',
        data: lines.slice(0, EMBEDDED_LINES),
        has_more: lines.length > EMBEDDED_LINES,
        url: `/v1/invoices/${id}/lines`,
      },
    };
  }

  private linesOf({ id, charges, currency }: FakeInvoice) {
    const items = [...this.items.values()].filter(({ invoice }) => invoice === id);
    return [
      ...charges.map(({ id: line, amount, start, end }) => ({
        id: line,
        object: 'line_item',
        amount,
        currency,
        period: { start, end },
        metadata: {},
        parent: { type: 'subscription_item_details', invoice_item_details: null },
      })),
      ...items.map(({ id: item, amount, period, metadata, description }) => ({
        id: `il_${item}`,
        object: 'line_item',
        amount,
        currency,
        description,
        period,
        metadata,
        parent: { type: 'invoice_item_details', invoice_item_details: { invoice_item: item } },
      })),
    ];
  }

  private createItem(params: FormObject): object {
    const invoice = this.invoiceOf(required(params, 'invoice'));
    this.demandDraft(invoice);
    if (this.linesOf(invoice).length >= ITEMS_MAX) throw new StateFailure('An invoice has at most 250 items');
    if (required(params, 'customer') !== invoice.customer) throw new StripeFailure(400, 'Not the customer');
    if (required(params, 'currency') !== invoice.currency) throw new StripeFailure(400, 'Not the currency');
    const period = formTexts(params, 'period');
    const item: FakeItem = {
      id: this.newId('ii'),
      invoice: invoice.id,
      customer: invoice.customer,
      currency: invoice.currency,
      period: { start: Number(period['start'] ?? this.now), end: Number(period['end'] ?? this.now) },
      amount: wholeNumber(params, 'amount'),
      description: formText(params, 'description') ?? '',
      metadata: metadataOf(params),
    };
    this.items.set(item.id, item);
    return { object: 'invoiceitem', ...item };
  }

  private updateItem(id: string, params: FormObject): object {
    const item = this.itemOf(id);
    if ('amount' in params) item.amount = wholeNumber(params, 'amount');
    item.description = formText(params, 'description') ?? item.description;
    item.metadata = { ...item.metadata, ...metadataOf(params) };
    return { object: 'invoiceitem', ...item };
  }

  private deleteItem(id: string): object {
    this.itemOf(id);
    this.items.delete(id);
    return { id, object: 'invoiceitem', deleted: true };
  }

  private itemOf(id: string): FakeItem {
    const item = this.items.get(id);
    if (item === undefined) throw new StripeFailure(404, `No such invoiceitem: '${id}'`, { code: 'resource_missing' });
    this.demandDraft(this.invoiceOf(item.invoice));
    return item;
  }

  private createNote(params: FormObject): object {
    const amounts = this.noteAmounts(params);
    const { invoice: id, metadata, memo } = newNote(params);
    const invoice = this.invoiceOf(id);
    const parts = ['refund_amount', 'credit_amount', 'out_of_band_amount'].map((name) => Number(params[name] ?? 0));
    if (parts.reduce((sum, part) => sum + part, 0) !== amounts.post)
      throw new StateFailure(`The post-payment amount ${amounts.post} must be refunded, credited or out of band`);
    const note: FakeNote = { id: this.newId('cn'), invoice: id, ...amounts, memo, status: 'issued', metadata };
    this.notes.set(note.id, note);
    const credited = Number(params['credit_amount'] ?? 0);
    if (credited > 0) {
      const transaction = this.newId('cbtxn');
      const { customer, currency } = invoice;
      const type = 'credit_note' as const;
      this.transactions.set(transaction, {
        id: transaction,
        customer,
        amount: -credited,
        currency,
        type,
        metadata: {},
      });
    }
    if (invoice.status === 'open' && this.remainingOf(invoice) === 0) invoice.status = 'paid';
    if ((formText(params, 'email_type') ?? 'credit_note') === 'credit_note') this.mailed.push(note.id);
    return this.noteAnswer(note);
  }

  private noteAmounts(params: FormObject): NoteAmounts {
    const invoice = this.invoiceOf(required(params, 'invoice'));
    if (invoice.status !== 'open' && invoice.status !== 'paid')
      throw new StateFailure(`A credit note needs an open or paid invoice, not a ${invoice.status} one`);
    const lines = Object.values(formObject(params, 'lines')).map((line) => (typeof line === 'string' ? {} : line));
    if ('amount' in params === lines.length > 0) throw new StripeFailure(400, 'The note needs either amount or lines');
    const net = lines.reduce((sum, line) => sum + wholeNumber(line, 'amount'), 0);
    const tax = Math.round((net * invoice.taxPercent) / 100);
    const amount = lines.length > 0 ? net + tax : wholeNumber(params, 'amount');
    if (amount <= 0) throw new StripeFailure(400, 'The amount must be above 0');
    const pre = Math.min(amount, invoice.status === 'paid' ? 0 : this.remainingOf(invoice));
    const post = amount - pre;
    if (amount > this.totalOf(invoice) - this.noted(invoice.id, 'pre') - this.noted(invoice.id, 'post'))
      throw new StateFailure('The amount exceeds the rest of the invoice');
    return { amount, net: lines.length > 0 ? net : amount, pre, post };
  }

  private voidNote(id: string): object {
    const note = this.notes.get(id);
    if (note === undefined) throw new StripeFailure(404, `No such credit note: '${id}'`, { code: 'resource_missing' });
    if (note.status === 'void') throw new StateFailure('The credit note is void');
    if (this.invoiceOf(note.invoice).status !== 'open')
      throw new StateFailure('A credit note can only be voided while its invoice is open');
    note.status = 'void';
    return this.noteAnswer(note);
  }

  private noteAnswer({ pre, post, net, ...note }: FakeNote): object {
    return {
      object: 'credit_note',
      ...note,
      subtotal: net,
      total: note.amount,
      total_excluding_tax: net,
      pre_payment_amount: pre,
      post_payment_amount: post,
    };
  }

  private demandDraft({ id, status }: FakeInvoice): void {
    if (status !== 'draft') throw new StateFailure(`Invoice ${id} is ${status} and cannot be edited`);
  }

  private invoiceOf(id: string): FakeInvoice {
    const invoice = this.invoices.get(id);
    if (invoice === undefined) throw new StripeFailure(404, `No such invoice: '${id}'`, { code: 'resource_missing' });
    return invoice;
  }

  private subtotalOf(invoice: FakeInvoice): number {
    return this.linesOf(invoice).reduce((sum, { amount }) => sum + amount, 0);
  }

  private totalOf(invoice: FakeInvoice): number {
    const subtotal = this.subtotalOf(invoice);
    return subtotal + Math.round((subtotal * invoice.taxPercent) / 100);
  }

  private remainingOf(invoice: FakeInvoice): number {
    return Math.max(0, this.totalOf(invoice) - invoice.amountPaid - this.noted(invoice.id, 'pre'));
  }

  private noted(invoice: string, part: 'pre' | 'post'): number {
    return [...this.notes.values()]
      .filter((note) => note.invoice === invoice && note.status === 'issued')
      .reduce((sum, note) => sum + note[part], 0);
  }

  private newId(prefix: string): string {
    this.ids += 1;
    return `${prefix}_${String(this.ids).padStart(6, '0')}`;
  }
}

const failure = (status: number, type: string, message: string): FakeAnswer => ({
  status,
  body: { error: { type, message } },
});

const newNote = (params: FormObject) => ({
  invoice: required(params, 'invoice'),
  memo: formText(params, 'memo') ?? '',
  status: 'issued' as const,
  metadata: metadataOf(params),
});

const required = (params: FormObject, name: string): string => {
  const value = formText(params, name);
  if (value === undefined) throw new StripeFailure(400, `Missing required param: ${name}`, { param: name });
  return value;
};

const wholeNumber = (params: FormObject, name: string): number => {
  const value = required(params, name);
  if (!/^-?\d+$/.test(value)) throw new StripeFailure(400, `Invalid integer: ${value}`, { param: name });
  return Number(value);
};

const metadataOf = (params: FormObject): Record<string, string> => {
  const metadata = formTexts(params, 'metadata');
  for (const [key, value] of Object.entries(metadata))
    if (key.length > 40 || value.length > 500) throw new StripeFailure(400, 'Metadata is too long');
  return metadata;
};

const pageOf = <T extends { readonly id: string }>(
  all: readonly T[],
  params: FormObject,
  url: string,
  answerOf: (item: T) => object,
): object => {
  const limit = Number(formText(params, 'limit') ?? PAGE_DEFAULT);
  if (!(limit >= 1 && limit <= PAGE_MAX)) throw new StripeFailure(400, `Invalid limit: ${limit}`);
  const after = formText(params, 'starting_after');
  const place = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && place === 0) throw new StripeFailure(404, `No such object: '${after}'`);
  const page = all.slice(place, place + limit);
  return { object: 'list', url, has_more: place + limit < all.length, data: page.map(answerOf) };
};
