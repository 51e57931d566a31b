import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import { bookCredit } from '../../shared/invoicing/book-credit.ts';
import { type CreditMessage, parseCreditMessage, zoneOfCredit } from '../../shared/invoicing/credit-message.ts';
import { stripeAmount } from '../../shared/invoicing/stripe-amounts.ts';
import { stripeClient } from '../../shared/invoicing/stripe-client.ts';
import { SECOND_MS } from '../../shared/lib/time-units.ts';
import type { BillingMessage } from '../../shared/messaging/billing-message.ts';
import { FakeStripe, type PrintedInvoice } from '../emulator/fake-stripe.ts';
import { bold, dim } from './terminal.ts';
import { alignColumns } from './text-layout.ts';

const API_KEY = 'sk_test_sample';

/** A group of messages that one close sent. */
type SentMessages = readonly BillingMessage[];

/**
 * Books the messages of closes in a fake Stripe, and returns each invoice before and after as lines of text.
 * Every second invoice is finalised before the first message, and all others before the second close.
 */
export const invoiceSample = async (closes: readonly SentMessages[]): Promise<string[]> => {
  const stripe = new FakeStripe(API_KEY);
  const context = {
    stripe: stripeClient({ key: API_KEY, fetch: stripe.fetch }),
    mailCustomers: false,
    mode: 'apply',
  } as const;
  const invoices = new Map<string, string>();
  const text: string[] = [];
  for (const [place, sent] of closes.entries()) {
    if (place > 0) for (const invoice of invoices.values()) stripe.finalise(invoice);
    for (const message of sent) {
      const credit = withStripeId(message);
      const { customer, currency, amountMinor } = credit.data;
      const invoice = invoices.get(customer) ?? addInvoice(stripe, message);
      if (!invoices.has(customer) && invoices.size % 2 === 1) stripe.finalise(invoice);
      invoices.set(customer, invoice);
      const before = stripe.printed(invoice);
      const { action, reason } = await bookCredit(context, credit);
      text.push(
        bold(`${credit.id}: ${formatMinor(amountMinor, currency)}`),
        `  ${action}: ${reason}`,
        ...invoiceText('before', before),
        ...invoiceText('after', stripe.printed(invoice)),
      );
    }
  }
  return text;
};

/** A customer of the sample without an id of Stripe has one here. */
const withStripeId = (message: BillingMessage): CreditMessage => {
  const { data } = message;
  return parseCreditMessage({
    ...message,
    data: { ...data, externalRefs: { stripe: `cus_${data.customer}`, ...data.externalRefs } },
  });
};

/** Adds the draft invoice of the message's month, with the month's fees as its charge. */
const addInvoice = (stripe: FakeStripe, message: BillingMessage): string => {
  const credit = withStripeId(message).data;
  const customer = credit.externalRefs?.['stripe'] ?? '';
  const { start, end } = monthInterval(credit.month, zoneOfCredit(credit));
  const amounts = message.data.lines.flatMap(({ feeMinor }) =>
    feeMinor === null ? [] : [stripeAmount(feeMinor, credit.currency, credit.exponent)],
  );
  stripe.addCustomer(customer);
  return stripe.addInvoice({
    customer,
    currency: credit.currency.toLowerCase(),
    amounts,
    start: start / SECOND_MS,
    end: end / SECOND_MS,
  });
};

const invoiceText = (title: string, { id, status, currency, lines, due }: PrintedInvoice): string[] => {
  const code = currency.toUpperCase();
  const rows = [...lines, { text: 'due', amount: due }].map(({ text, amount }) => [text, formatMinor(amount, code)]);
  return [dim(`  ${title}: invoice ${id}, ${status}`), ...alignColumns(rows, [1]).map((line) => `    ${line}`)];
};
