import * as z from 'zod/mini';
import { flag, keywordField, text } from '../domain/facts/fields.ts';
import { parse } from '../lib/validation.ts';
import { secretArn } from './secret-arn.ts';

/** Books credits in Stripe. `secretArn`: the secret that contains the API key. `report`: only list the calls. */
const stripeInvoicing = z.strictObject({
  secretArn,
  mode: z.optional(keywordField(['apply', 'report'])),
  mailCustomers: z.optional(flag),
});

const isReceiver = (written: string): boolean => {
  const url = URL.parse(written);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
};

/** Posts each message to `url`. `secretArn`: the secret that signs, `whsec_` and base64. */
const webhookInvoicing = z.strictObject({
  url: text.check(z.refine(isReceiver, 'not an https URL without user, password and fragment')),
  secretArn,
});

/** The consumer of the billing queue. Without one, the operator's own system consumes the queue. */
export const invoicing = z
  .strictObject({
    stripe: z.optional(stripeInvoicing),
    webhook: z.optional(webhookInvoicing),
  })
  .check(
    z.refine(
      ({ stripe, webhook }) => stripe !== undefined || webhook !== undefined,
      'names no consumer of the billing queue (stripe, webhook)',
    ),
    z.refine(
      ({ stripe, webhook }) => stripe === undefined || webhook === undefined,
      'names two consumers of the billing queue (stripe, webhook)',
    ),
  );

export type Invoicing = z.output<typeof invoicing>;
/** How credits are booked in Stripe. */
export type StripeBookingSettings = { readonly mode: 'apply' | 'report'; readonly mailCustomers: boolean };

/** Returns how credits are booked in Stripe. Throws `InvalidInput`, also if Stripe is not configured. */
export const loadStripeInvoicing = (config: unknown): StripeBookingSettings => {
  const { stripe } = parse(z.object({ stripe: stripeInvoicing }), config);
  return { mode: stripe.mode ?? 'apply', mailCustomers: stripe.mailCustomers ?? false };
};

/** Returns the receiver of the outgoing webhook. Throws `InvalidInput`, also if there is none. */
export const loadWebhookInvoicing = (config: unknown): { readonly url: string } => {
  const { webhook } = parse(z.object({ webhook: webhookInvoicing }), config);
  return { url: webhook.url };
};
