import * as z from 'zod/mini';
import { statementSchema, type Statement } from './statement.ts';

/** A customer's month as it is stored and shown: one statement, or one for each service, with their sum. */
export const customerMonthSchema = z.object({
  customer: z.string(),
  month: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  statements: z.array(statementSchema).check(z.minLength(1)),
});
export type CustomerMonth = z.output<typeof customerMonthSchema>;

/** Returns the month of one customer from its statements, which have one currency; throws without a statement. */
export const customerMonthOf = (statements: readonly Statement[]): CustomerMonth => {
  const [first] = statements;
  if (first === undefined) throw new Error('A month of a customer has a statement');
  return {
    customer: first.customer,
    month: first.month,
    amountMinor: statements.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency: first.currency,
    statements: [...statements],
  };
};
