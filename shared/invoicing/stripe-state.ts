import type { Instant } from '../domain/time/instant.ts';

/** The metadata of every object that books a credit. It is the only record of what was booked. */
export const BOOKING_KEYS = {
  credit: 'sla_credit',
  revision: 'sla_revision',
  month: 'sla_month',
  sha256: 'sla_sha256',
  /** The line of the message that an invoice item books. */
  line: 'sla_line',
  /** The amount of a credit note before tax, in Stripe's units. */
  net: 'sla_net',
} as const;

type StripeMetadata = Readonly<Record<string, string>>;

/** The interval of a line, in milliseconds. */
export type LinePeriod = { readonly start: Instant; readonly end: Instant };

export type InvoiceLine = {
  readonly id: string;
  /** The invoice item that the line comes from. */
  readonly item: string | undefined;
  /** Negative: the customer pays less. */
  readonly amount: number;
  readonly period: LinePeriod;
  readonly metadata: StripeMetadata;
};

export type StripeInvoice = {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  /** With tax. */
  readonly total: number;
  /** Whether tax makes the total differ from the sum of the lines. */
  readonly isTaxed: boolean;
  readonly period: LinePeriod;
  readonly lines: readonly InvoiceLine[];
};

export type StripeNote = {
  readonly id: string;
  readonly invoice: string;
  readonly isVoid: boolean;
  /** Positive, with tax. */
  readonly amount: number;
  readonly metadata: StripeMetadata;
};

export type StripeTransaction = {
  readonly id: string;
  /** Negative: a credit for the customer's next invoice. */
  readonly amount: number;
  readonly metadata: StripeMetadata;
};

export type StripeCustomer = {
  readonly id: string;
  /** Absent until the customer's first invoice or balance. */
  readonly currency: string | undefined;
};

/** Everything in Stripe that concerns one credit. */
export type StripeState = {
  /** Undefined if Stripe has no such customer, or deleted it. */
  readonly customer: StripeCustomer | undefined;
  readonly invoices: readonly StripeInvoice[];
  readonly notes: readonly StripeNote[];
  readonly transactions: readonly StripeTransaction[];
};

/** Returns the revision that an object books of a credit; undefined if it books another credit or none. */
export const bookedRevision = (metadata: StripeMetadata, creditId: string): number | undefined =>
  metadata[BOOKING_KEYS.credit] === creditId ? Number(metadata[BOOKING_KEYS.revision] ?? 0) : undefined;

export const booksAnyCredit = (metadata: StripeMetadata): boolean => BOOKING_KEYS.credit in metadata;

/** An object in Stripe that is a part of a credit, with its amount as Stripe has it. */
export type BookedObject = {
  readonly type: 'invoiceitem' | 'credit_note' | 'customer_balance_transaction';
  readonly id: string;
  readonly amount: number;
};

/** A part of a credit that is in force. `credit` is positive, before tax, in Stripe's units. */
export type Booking = BookedObject & {
  readonly credit: number;
  readonly revision: number;
  /** The invoice of an item or a credit note. */
  readonly invoice: string | undefined;
  readonly line: string | undefined;
};

/** Returns the parts of a credit that are in force. Objects of a void invoice are not, and neither are void credit notes. */
export const bookingsOf = ({ invoices, notes, transactions }: StripeState, creditId: string): Booking[] => {
  const valid = invoices.filter(({ status }) => status !== 'void');
  return [
    ...valid.flatMap(({ id: invoice, lines }) =>
      lines.flatMap(({ id, item = id, amount, metadata }): Booking[] => {
        const revision = bookedRevision(metadata, creditId);
        if (revision === undefined) return [];
        const line = metadata[BOOKING_KEYS.line];
        return [{ type: 'invoiceitem', id: item, amount, credit: 0 - amount, revision, invoice, line }];
      }),
    ),
    ...notes
      .filter(({ isVoid, invoice }) => !isVoid && valid.some(({ id }) => id === invoice))
      .flatMap(({ id, invoice, amount, metadata }): Booking[] => {
        const revision = bookedRevision(metadata, creditId);
        if (revision === undefined) return [];
        const credit = Number(metadata[BOOKING_KEYS.net] ?? amount);
        return [{ type: 'credit_note', id, amount, credit, revision, invoice, line: undefined }];
      }),
    ...transactions.flatMap(({ id, amount, metadata }): Booking[] => {
      const revision = bookedRevision(metadata, creditId);
      if (revision === undefined) return [];
      const credit = 0 - amount;
      return [
        {
          type: 'customer_balance_transaction',
          id,
          amount,
          credit,
          revision,
          invoice: undefined,
          line: undefined,
        },
      ];
    }),
  ];
};
