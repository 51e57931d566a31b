/** The actions of `sla invoice`: list the open reviews, compare with Stripe, and decide about a credit. */
export const INVOICE_ACTIONS = ['reviews', 'status', 'check', 'retry', 'done'] as const;
export type InvoiceAction = (typeof INVOICE_ACTIONS)[number];
