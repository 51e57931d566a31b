import { checkStripe } from '../../../functions/check-stripe/check-stripe.ts';
import { invoiceStripe } from '../../../functions/invoice-stripe/invoice-stripe.ts';
import { sqsEvent } from '../../../local/emulator/sqs-event.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';
import { HOUR_MS } from '../../../shared/lib/time-units.ts';
import { type Product, startProduct } from '../emulators/test-product.ts';
import { declareDown, putCustomer } from './closed-october.ts';
import { aConfig } from './product-config.ts';
import { type StripeOctober, stripeOctober } from './stripe-october.ts';

export const STRIPE_SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf';
const HOURS_PER_DAY = 24;

/** A product that books its credits in a fake Stripe. */
export type StripeProduct = {
  readonly product: Product;
  readonly october: StripeOctober;
  /** Passes all messages of the billing queue to the function for Stripe. */
  readonly invoice: () => Promise<void>;
  /** Runs the hourly check for each hour of the day from `start`. */
  readonly checkDay: (start: string) => Promise<void>;
};

/** Starts a product with a configuration for Stripe. */
export const startStripeProduct = async (
  change: Parameters<typeof aConfig>[0] = {},
  october = stripeOctober(),
): Promise<StripeProduct> => {
  const config = aConfig({ invoicing: { stripe: { secretArn: STRIPE_SECRET_ARN } }, ...change });
  const product = await startProduct(config);
  const stripe = stripeClient({ key: 'sk_test_fake', fetch: october.stripe.fetch });
  const booking = { stripe, mailCustomers: false, pause: async () => {} };
  const context = { table: product.pipeline.account.table, telemetry: product.telemetry, clock: product.clock };
  const handler = invoiceStripe({ ...context, booking: async () => ({ ...booking, mode: 'apply' }) });
  const check = checkStripe({ ...context, config, booking: async () => ({ ...booking, mode: 'report' }) });
  return {
    product,
    october,
    invoice: async () => {
      for (const { body } of await product.billed()) await handler(sqsEvent([{ Body: body }]));
    },
    checkDay: async (start) => {
      for (let hour = 0; hour < HOURS_PER_DAY; hour += 1) {
        product.setClock(new Date(Date.parse(start) + hour * HOUR_MS).toISOString());
        await check();
      }
    },
  };
};

/** Starts such a product that closed October 2026 with one credit of 50.00 USD for acme. */
export const startStripeOctober = async (october = stripeOctober()): Promise<StripeProduct> => {
  const started = await startStripeProduct({}, october);
  await putCustomer(started.product, 'acme', { externalRefs: { stripe: 'cus_acme' } });
  await declareDown(started.product, 14);
  await started.product.close('2026-11-02T12:00:00Z');
  return started;
};
