import * as z from 'zod/mini';
import { instant } from '../../shared/domain/facts/fields.ts';
import { reviewItem } from '../../shared/persistence/run-results.ts';

/** What the HTTP API answers, as far as the command line prints it. */

const span = { start: instant, end: instant };

const reason = z.object({ kind: z.string(), source: z.string(), facts: z.array(z.string()) });

const statement = z.object({
  amountMinor: z.int(),
  currency: z.string(),
  explanation: z.object({
    timeZone: z.string(),
    stretches: z.array(z.object({ ...span, label: z.string(), because: z.array(reason) })),
    downtimes: z.array(
      z.object({
        ...span,
        deadline: instant,
        notices: z.array(z.object({ receivedAt: instant, timely: z.boolean() })),
        accruesFrom: z.nullable(instant),
        forfeit: z.nullable(z.string()),
      }),
    ),
    credit: z.object({
      gated: z.boolean(),
      rule: z.object({ kind: z.string(), longerThanMs: z.optional(z.number()) }),
    }),
  }),
});
export type LocalStatement = z.output<typeof statement>;
export type LocalDowntime = LocalStatement['explanation']['downtimes'][number];

/** `GET /customers/{id}/months/{month}`: the statement, or why there is none. */
export const localCustomerMonth = z.object({ statement: z.optional(statement), blocked: z.optional(z.string()) });
export type LocalCustomerMonth = z.output<typeof localCustomerMonth>;

/** `GET /months/{month}`: the latest closing. */
export const monthReport = z.object({
  blocked: z.array(z.object({ customer: z.string(), reason: z.string() })),
  attention: z.array(reviewItem),
});
export type MonthReportAnswer = z.output<typeof monthReport>;
