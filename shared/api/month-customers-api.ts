import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { customerAmounts } from '../closing/customer-amounts.ts';
import { monthStatus } from '../closing/month-status.ts';
import { monthsOf, pageOfCandidates } from '../closing/select-customers.ts';
import { customerId } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { parse } from '../lib/validation.ts';
import { type ApiCall, monthParam } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { READ_QUERIES } from './read-queries.ts';

const cursorPlace = z.strictObject({ after: customerId });

/** Adds the route of the amounts that a close of a month would record now. It stores nothing. */
export const monthCustomersApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, clock } = context;

  app.get('/months/:month/customers', async (call) => {
    const month = monthParam(call);
    const { cursor } = parse(READ_QUERIES.cursor, call.req.query());
    const after = readCursor(cursorPlace, cursor)?.after;
    const { questionNow } = await monthStatus(table, deployment, month, clock());
    const months = await monthsOf(context, questionNow);
    const { customers, next } = await pageOfCandidates(context, questionNow, months, { after });
    const results = (await customerAmounts(context, questionNow, customers)).map(
      ({ attention: _attention, ...amounts }) => amounts,
    );
    return Response.json({
      month,
      asOf: formatInstant(questionNow.asOf),
      customers: results,
      ...(next === undefined ? {} : { next: writeCursor({ after: next }) }),
    });
  });
};
