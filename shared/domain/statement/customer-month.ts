import * as z from 'zod/mini';
import { type GoodwillGrant, goodwillAmount, goodwillSchema } from './goodwill.ts';
import { statementSchema, type Statement } from './statement.ts';

/** A customer's month as it is stored and shown: one statement, or one for each service, goodwill, and their sum. */
export const customerMonthSchema = z.object({
  customer: z.string(),
  month: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  statements: z.array(statementSchema).check(z.minLength(1)),
  /** Absent without a grant. */
  goodwill: z.optional(goodwillSchema),
});
export type CustomerMonth = z.output<typeof customerMonthSchema>;

/**
 * Returns the month of one customer from its statements, which have one currency, and the grants in that currency.
 * Throws without a statement.
 */
export const customerMonthOf = (
  statements: readonly Statement[],
  grants: readonly GoodwillGrant[] = [],
): CustomerMonth => {
  const [first] = statements;
  if (first === undefined) throw new Error('A month of a customer has a statement');
  const computedMinor = statements.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const feesMinor = statements.reduce((sum, { explanation }) => sum + explanation.credit.feeMinor, 0);
  const goodwillMinor = goodwillAmount(grants, feesMinor, computedMinor);
  return {
    customer: first.customer,
    month: first.month,
    amountMinor: computedMinor + goodwillMinor,
    currency: first.currency,
    statements: [...statements],
    ...(grants.length === 0 ? {} : { goodwill: { amountMinor: goodwillMinor, grants: [...grants] } }),
  };
};
