import * as z from 'zod/mini';
import { customerId, instant, later, text, whole } from './fields.ts';

/** What a month of service costs: minor units of an ISO 4217 currency. */
export const fees = z.strictObject({
  amountMinor: whole(0),
  currency: z.string('not text').check(z.regex(/^[A-Z]{3}$/, 'not a currency code (USD)')),
});
export type Fees = z.output<typeof fees>;

/** When the contract runs, `[activeFrom, activeTo)`; left out: always. */
export const activity = { activeFrom: z.optional(instant), activeTo: z.optional(instant) };

/** A contract that ends, ends after it began. */
export const endsAfterItBegan = later('activeFrom', 'activeTo', 'not after activeFrom', (from, to) => to > from);

/** The components that a customer uses: at least one. */
export const usedComponents = z.array(text, 'not a list').check(z.minLength(1, 'no components'));

/** A customer as the rules see it: what it uses, when, and what it pays for the month. */
export const customer = z
  .strictObject({ id: customerId, components: usedComponents, serviceFees: fees, ...activity })
  .check(endsAfterItBegan);
export type Customer = z.output<typeof customer>;
