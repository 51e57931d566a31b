import * as z from 'zod/mini';

/** A credit that a person granted beyond the computed one, as the customer's month lists it. */
const goodwillGrant = z.object({ id: z.string(), amountMinor: z.number(), reason: z.string() });
export type GoodwillGrant = z.output<typeof goodwillGrant>;

/** The goodwill credit of a customer's month: its amount in minor units, and the grants, in order of recording. */
export const goodwillSchema = z.object({ amountMinor: z.number(), grants: z.array(goodwillGrant) });
export type Goodwill = z.output<typeof goodwillSchema>;

/**
 * Returns the goodwill credit: the sum of the grants, at most the fees that the computed credit leaves.
 * All amounts are whole minor units of one currency.
 */
export const goodwillAmount = (
  grants: readonly Pick<GoodwillGrant, 'amountMinor'>[],
  feesMinor: number,
  computedMinor: number,
): number => {
  const most = Math.max(0, feesMinor - computedMinor);
  // Limited at each step: the sum of many grants can exceed the exact integers.
  return grants.reduce((sum, { amountMinor }) => Math.min(most, sum + amountMinor), 0);
};
