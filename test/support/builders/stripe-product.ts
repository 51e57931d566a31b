import { checkStripe } from '../../../functions/check-stripe/check-stripe.ts';
import { invoiceStripe } from '../../../functions/invoice-stripe/invoice-stripe.ts';
import { sqsEvent } from '../../../local/emulator/sqs-event.ts';
import { stripeClient } from '../../../shared/invoicing/stripe-client.ts';
import type { Config } from '../../../shared/config/config.ts';
import { HOUR_MS } from '../../../shared/lib/time-units.ts';
import { type Product, startProduct } from '../emulators/test-product.ts';
import { declareDown, putCustomer } from './closed-october.ts';
import { aConfig } from './product-config.ts';
import { type StripeOctober, stripeOctober } from './stripe-october.ts';

const STRIPE_SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf';
const HOURS_PER_DAY = 24;

/** The functions that book and compare the credits of a product in a fake Stripe. */
type StripeConsumer = {
  /** Passes all messages of the billing queue to the function for Stripe. */
  readonly invoice: () => Promise<void>;
  /** Runs the hourly check for each hour of the day from `start`. */
  readonly checkDay: (start: string) => Promise<void>;
};

/** A product that books its credits in a fake Stripe. */
export type StripeProduct = StripeConsumer & { readonly product: Product; readonly october: StripeOctober };

/** Returns a configuration for Stripe. */
export const stripeConfig = (change: Parameters<typeof aConfig>[0] = {}): Config =>
  aConfig({ invoicing: { stripe: { secretArn: STRIPE_SECRET_ARN } }, ...change });

/** Returns the functions for Stripe of a product. */
export const stripeConsumer = (product: Product, config: Config, { stripe: fake }: StripeOctober): StripeConsumer => {
  const stripe = stripeClient({ key: 'sk_test_fake', fetch: fake.fetch });
  const booking = { stripe, mailCustomers: false, pause: async () => {} };
  const context = { table: product.pipeline.account.table, telemetry: product.telemetry, clock: product.clock };
  const handler = invoiceStripe({ ...context, booking: async () => ({ ...booking, mode: 'apply' }) });
  const check = checkStripe({ ...context, config, booking: async () => ({ ...booking, mode: 'report' }) });
  return {
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

/** Starts a product that closed October 2026 with one credit of 50.00 USD for acme. Its message is on the billing queue. */
export const startStripeOctober = async (october = stripeOctober()): Promise<StripeProduct> => {
  const config = stripeConfig();
  const product = await startProduct(config);
  await closeStripeOctober(product);
  return { product, october, ...stripeConsumer(product, config, october) };
};

/** Closes October 2026 with one credit of 50.00 USD for acme, `cus_acme` in Stripe. */
export const closeStripeOctober = async (product: Product): Promise<void> => {
  await putCustomer(product, 'acme', { externalRefs: { stripe: 'cus_acme' } });
  await declareDown(product, 14);
  await product.close('2026-11-02T12:00:00Z');
};
