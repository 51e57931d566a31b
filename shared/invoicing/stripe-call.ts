import type { Stripe } from 'stripe';

/** A line of a credit note. */
export type NoteLine = Stripe.CreditNoteCreateParams.Line;

/** A request to Stripe that changes something. */
export type StripeCall =
  | { readonly kind: 'create-item'; readonly params: Stripe.InvoiceItemCreateParams }
  | { readonly kind: 'update-item'; readonly item: string; readonly params: Stripe.InvoiceItemUpdateParams }
  | { readonly kind: 'delete-item'; readonly item: string }
  | {
      readonly kind: 'create-note';
      readonly params: Stripe.CreditNoteCreateParams;
      /** The amount before tax. */
      readonly net: number;
      /** The part above the open rest of the invoice: `balance` is a credit for the next invoice. */
      readonly excess: 'not-allowed' | 'balance';
    }
  | { readonly kind: 'void-note'; readonly note: string }
  | {
      readonly kind: 'create-transaction';
      readonly customer: string;
      readonly params: Stripe.CustomerCreateBalanceTransactionParams;
    };

/** A call as Stripe's reference writes it. */
export type HttpCall = { readonly method: 'POST' | 'DELETE'; readonly path: string; readonly params: object };

/** Returns the method, the path and the parameters of a call. */
export const httpCall = (call: StripeCall): HttpCall => {
  switch (call.kind) {
    case 'create-item':
      return { method: 'POST', path: '/v1/invoiceitems', params: call.params };
    case 'update-item':
      return { method: 'POST', path: `/v1/invoiceitems/${call.item}`, params: call.params };
    case 'delete-item':
      return { method: 'DELETE', path: `/v1/invoiceitems/${call.item}`, params: {} };
    case 'create-note':
      return { method: 'POST', path: '/v1/credit_notes', params: call.params };
    case 'void-note':
      return { method: 'POST', path: `/v1/credit_notes/${call.note}/void`, params: {} };
    case 'create-transaction':
      return { method: 'POST', path: `/v1/customers/${call.customer}/balance_transactions`, params: call.params };
  }
};
