import * as z from 'zod/mini';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import { type Answered, type Product, startProduct } from '../emulators/test-product.ts';
import type { anOperator } from './product-config.ts';
import { aConfig } from './product-config.ts';

/** What the tests of closings have in common: customers, downtimes of October 2026, and what invoicing received of them. */

/** 1 000.00 USD a month: a credit of 5 % is 50.00, and a week of October 225.80. */
export const FEES = { amountMinor: 100_000, currency: 'USD' };

/** A call that must be taken, for a test would mean nothing without it. */
const taken = async ({ call }: Product, ...request: Parameters<Product['call']>): Promise<Answered> => {
  const answer = await call(...request);
  if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

export const putCustomer = (product: Product, id: string, change: object = {}): Promise<Answered> =>
  taken(product, 'PUT', `/customers/${id}`, { name: id, components: ['web'], serviceFees: FEES, ...change });

/** Two hours of downtime on a day of October, at 17:00 UTC: one credit. */
export const declareDown = (product: Product, day: number, component = 'web'): Promise<Answered> =>
  taken(product, 'POST', '/downtimes', {
    id: `${component}-${day}`,
    component,
    start: `2026-10-${String(day).padStart(2, '0')}T17:00:00Z`,
    end: `2026-10-${String(day).padStart(2, '0')}T19:00:00Z`,
    evidence: 'a test',
  });

export const retractDown = (product: Product, day: number, component = 'web'): Promise<Answered> =>
  taken(product, 'POST', '/retractions', {
    of: { kind: 'downtime', id: `${component}-${day}` },
    reason: 'it was none',
  });

/** A notice in time for the downtime of a day. */
export const notify = (product: Product, customer: string, day: number): Promise<Answered> =>
  taken(product, 'POST', '/notices', {
    id: `T-${day}`,
    customer,
    recognizedAt: `2026-10-${String(day).padStart(2, '0')}T17:00:00Z`,
    receivedAt: `2026-10-${String(day).padStart(2, '0')}T18:00:00Z`,
    text: 'Nothing loads.',
    channel: 'email',
  });

/** The messages that invoicing receives, each checked against its schema. */
export const messages = async ({ billed }: Product): Promise<BillingMessage[]> =>
  (await billed()).map(({ body }) => z.parse(billingMessage, JSON.parse(body)));

/** The same in a line each: `acme:2026-10:2 adjusted 5000 (-5000)`. */
export const billedLines = async (product: Product): Promise<string[]> =>
  (await messages(product)).map(
    ({ id, type, data }) => `${id} ${type.split('.')[2]} ${data.amountMinor} (${data.deltaMinor})`,
  );

/**
 * Starts a product that closed October 2026 with one credit, which invoicing took (acme, 50.00 USD). `deploy` replaces the configuration
 * that all functions use.
 */
export const startClosedOctober = async () => {
  const config = { ...aConfig() };
  const product = await startProduct(config);
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
  await product.close('2026-11-02T12:00:00Z');
  await product.billed();
  const deploy = (change: Partial<typeof anOperator>): void => {
    Object.assign(config, aConfig(change));
  };
  return { product, deploy };
};
