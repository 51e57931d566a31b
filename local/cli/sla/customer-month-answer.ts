import * as z from 'zod/mini';
import { type CustomerMonth, customerMonthSchema } from '../../../shared/domain/statement/customer-month.ts';

const revision = z.object({
  revision: z.number(),
  amountMinor: z.number(),
  previousAmountMinor: z.number(),
  currency: z.string(),
  reason: z.string(),
  recordedAt: z.string(),
  sent: z.boolean(),
});
export type AnsweredRevision = z.output<typeof revision>;

const { customer, month, amountMinor, currency, statements } = customerMonthSchema.shape;

/**
 * `GET /customers/{id}/months/{month}`: the customer's month, or the reason why the customer is blocked, and the
 * revisions.
 */
export const customerMonthAnswer = z.object({
  customer,
  month,
  run: z.nullable(z.string()),
  asOf: z.string(),
  amountMinor: z.optional(amountMinor),
  currency: z.optional(currency),
  statements: z.optional(statements),
  blocked: z.optional(z.string()),
  revisions: z.array(revision),
});
export type CustomerMonthAnswer = z.output<typeof customerMonthAnswer>;

/** Returns the customer's month of an answer; undefined for a blocked customer. */
export const answeredMonth = (answer: CustomerMonthAnswer): CustomerMonth | undefined =>
  answer.amountMinor === undefined || answer.currency === undefined || answer.statements === undefined
    ? undefined
    : {
        customer: answer.customer,
        month: answer.month,
        amountMinor: answer.amountMinor,
        currency: answer.currency,
        statements: answer.statements,
      };
