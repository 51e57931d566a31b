import * as z from 'zod/mini';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import { type Answered, type Product, startProduct } from '../emulators/test-product.ts';
import { type ConfigInput, loadConfig } from '../../../shared/config/config.ts';
import { aConfig, anOperator } from './product-config.ts';

/** Customers and downtimes of October 2026, and the messages that invoicing receives. */

/** 1,000.00 USD a month. A credit of 5 % is 50.00. The monthly cap of 7 days is 225.80 in October. */
export const FEES = { amountMinor: 100_000, currency: 'USD' };

/** Calls the API. Throws if the call is rejected, since the test would then show nothing. */
const taken = async ({ call }: Product, ...request: Parameters<Product['call']>): Promise<Answered> => {
  const answer = await call(...request);
  if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

export const putCustomer = (product: Product, id: string, change: object = {}): Promise<Answered> =>
  taken(product, 'PUT', `/customers/${id}`, { name: id, components: ['web'], serviceFees: FEES, ...change });

/** Declares two hours of downtime on a day of October from 17:00 UTC: one credit. */
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

/** Records a notice in time for the downtime of a day. */
export const notify = (product: Product, customer: string, day: number): Promise<Answered> =>
  taken(product, 'POST', '/notices', {
    id: `T-${day}`,
    customer,
    recognizedAt: `2026-10-${String(day).padStart(2, '0')}T17:00:00Z`,
    receivedAt: `2026-10-${String(day).padStart(2, '0')}T18:00:00Z`,
    text: 'Nothing loads.',
    channel: 'email',
  });

/** Returns the messages that invoicing receives, parsed by their schema. */
export const messages = async ({ billed }: Product): Promise<BillingMessage[]> =>
  (await billed()).map(({ body }) => z.parse(billingMessage, JSON.parse(body)));

/** Returns these messages as lines: `acme:2026-10:2 adjusted 5000 (-5000)`. */
export const billedLines = async (product: Product): Promise<string[]> =>
  (await messages(product)).map(
    ({ id, type, data }) => `${id} ${type.split('.')[2]} ${data.amountMinor} (${data.deltaMinor})`,
  );

/** Parts of the configuration that a deployment replaces. */
export type ConfigChange = Partial<ConfigInput>;

/**
 * Starts a product that closed October 2026 with one credit of 50.00 USD for acme, which invoicing received. `deploy`
 * replaces the configuration of all functions.
 */
export const startClosedOctober = async () => {
  const config = { ...aConfig() };
  const product = await startProduct(config);
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
  await product.close('2026-11-02T12:00:00Z');
  await product.billed();
  const deploy = (change: ConfigChange): void => {
    Object.assign(config, loadConfig({ ...anOperator, ...change }));
  };
  return { product, deploy };
};
