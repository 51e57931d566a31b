import * as z from 'zod/mini';
import { flag, keywordField, text } from '../domain/facts/fields.ts';
import { parse } from '../lib/validation.ts';

const secretArn = text.check(z.regex(/^arn:[^:]+:secretsmanager:[^:]*:\d{12}:secret:.+$/, "not a secret's ARN"));

/** Books credits in Stripe. `secretArn`: the secret that contains the API key. `report`: only list the calls. */
const stripeInvoicing = z.strictObject({
  secretArn,
  mode: z.optional(keywordField(['apply', 'report'])),
  mailCustomers: z.optional(flag),
});

/** The consumer of the billing queue. Without one, the operator's own system consumes the queue. */
export const invoicing = z
  .strictObject({
    stripe: z.optional(stripeInvoicing),
    webhook: z.optional(z.never('planned for a later version, and not available yet')),
  })
  .check(
    z.refine(
      ({ stripe, webhook }) => stripe !== undefined || webhook !== undefined,
      'names no consumer of the billing queue (stripe)',
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
