import * as z from 'zod/mini';
import { anyText, customerId, instant, later, whole } from './fields.ts';

/** What a month of service costs: minor units of a currency. */
export const fees = z.strictObject({ amountMinor: whole(0), currency: anyText });
export type Fees = z.output<typeof fees>;

/** The same as the doors take it: the currency is an ISO 4217 code. */
export const billedFees = z.strictObject({
  amountMinor: whole(0),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'not a currency code (USD)')),
});

/** When the contract runs, `[activeFrom, activeTo)`; left out: always. */
export const activity = { activeFrom: z.optional(instant), activeTo: z.optional(instant) };

/** A contract that ends, ends after it began. */
export const endsAfterItBegan = later('activeFrom', 'activeTo', 'not after activeFrom', (from, to) => to > from);

/** The components that a customer uses: at least one. */
export const usedComponents = z.array(anyText).check(z.minLength(1, 'no components'));

/** A customer as the rules see it: what it uses, when, and what it pays for the month. */
export const customer = z
  .strictObject({ id: customerId, components: usedComponents, serviceFees: fees, ...activity })
  .check(endsAfterItBegan);
export type Customer = z.output<typeof customer>;
