import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { evaluateCustomerMonth } from '../closing/evaluate-customer-month.ts';
import { monthStatus } from '../closing/month-status.ts';
import { monthsOf, pageOfCandidates } from '../closing/select-customers.ts';
import { customerId } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parse } from '../lib/validation.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { type ApiCall, monthParam } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { READ_QUERIES } from './read-queries.ts';

const CUSTOMER_READS_MAX = 16;

const cursorPlace = z.strictObject({ after: customerId });

/** Adds the route of the amounts that a close of a month would record now. It stores nothing. */
export const monthCustomersApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, monthOf, clock } = context;

  app.get('/months/:month/customers', async (call) => {
    const month = monthParam(call);
    const { cursor } = parse(READ_QUERIES.cursor, call.req.query());
    const after = readCursor(cursorPlace, cursor)?.after;
    const { questionNow } = await monthStatus(table, deployment, month, clock());
    const months = await monthsOf(context, questionNow);
    const { customers, next } = await pageOfCandidates(context, questionNow, months, { after });
    const results = await mapConcurrently(CUSTOMER_READS_MAX, customers, async (customer) => {
      const loaded = await loadCustomer(table, customer, month);
      const evaluated = await evaluateCustomerMonth(loaded, questionNow, deployment, monthOf);
      const recorded = revisionsOf(loaded.revisions, month).at(-1)?.amountMinor ?? 0;
      if (evaluated.kind === 'blocked') return { customer, blocked: evaluated.reason, previousAmountMinor: recorded };
      const { amountMinor, currency } = evaluated.customerMonth;
      return {
        customer,
        name: evaluated.record.name,
        amountMinor,
        previousAmountMinor: recorded,
        deltaMinor: amountMinor - recorded,
        currency,
      };
    });
    return Response.json({
      month,
      asOf: formatInstant(questionNow.asOf),
      customers: results,
      ...(next === undefined ? {} : { next: writeCursor({ after: next }) }),
    });
  });
};
