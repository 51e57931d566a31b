import type { BillingMessage, BillingMessageLine } from 'sla-credits/billing-message';

/** A consumer with the types of the package: returns the lines of an invoice. */
export const invoiceLines = ({ type, data }: BillingMessage): readonly string[] => {
  const verb: 'Credit' | 'Change' = type === 'sla-credits.credit.issued.v1' ? 'Credit' : 'Change';
  const lineText = ({ service, amountMinor, reason }: BillingMessageLine): string =>
    `${verb} ${service ?? data.customer} ${amountMinor} ${data.currency}: ${reason}`;
  return data.lines.map(lineText);
};
