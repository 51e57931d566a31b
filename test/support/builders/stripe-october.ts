import { FakeStripe } from '../../../local/emulator/fake-stripe.ts';
import { bookCredit, type BookingResult } from '../../../shared/invoicing/book-credit.ts';
import type { CreditMessage } from '../../../shared/invoicing/credit-message.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';

const seconds = (text: string): number => Date.parse(text) / 1000;

/** October 2026 in UTC, in seconds. */
export const OCTOBER_SECONDS = { start: seconds('2026-10-01T00:00:00Z'), end: seconds('2026-11-01T00:00:00Z') };

const pause = async (): Promise<void> => {};

export type StripeOctober = {
  readonly stripe: FakeStripe;
  /** The id of the invoice of October. */
  readonly invoice: string;
  readonly book: (message: CreditMessage, seenRevision?: number) => Promise<BookingResult>;
};

/** Returns a fake Stripe with the customer `cus_acme` and a draft invoice of October over 1,000.00. */
export const stripeOctober = ({
  currency = 'usd',
  amounts = [100_000],
  taxPercent = 0,
  mailCustomers = false,
  mode = 'apply',
}: {
  readonly currency?: string;
  /** The charges of the invoice; none for no invoice. */
  readonly amounts?: readonly number[];
  readonly taxPercent?: number;
  readonly mailCustomers?: boolean;
  readonly mode?: 'apply' | 'report';
} = {}): StripeOctober => {
  const stripe = new FakeStripe();
  stripe.addCustomer('cus_acme');
  const invoice =
    amounts.length === 0
      ? ''
      : stripe.addInvoice({ customer: 'cus_acme', currency, amounts, taxPercent, ...OCTOBER_SECONDS });
  const client = stripeClient({ key: 'sk_test_fake', fetch: stripe.fetch, pause });
  return {
    stripe,
    invoice,
    book: (message, seenRevision) => bookCredit({ stripe: client, mailCustomers, mode, pause }, message, seenRevision),
  };
};
