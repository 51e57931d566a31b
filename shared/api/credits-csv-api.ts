import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { pageOfCredited } from '../closing/select-customers.ts';
import { customerId } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { csvCell } from '../lib/csv-cell.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parse } from '../lib/validation.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { type ApiCall, monthParam } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { READ_QUERIES } from './read-queries.ts';

export const CSV_TYPE = 'text/csv; charset=UTF-8';

const CUSTOMER_READS_MAX = 16;

const COLUMNS = [
  'customer',
  'name',
  'month',
  'revision',
  'amountMinor',
  'currency',
  'recordedAt',
  'sentAt',
  'run',
  'reason',
] as const;

/** The credit of a customer for a month: its newest revision. */
type CreditRow = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Returns a page of a month's credits, in order of the customers' ids. `next`: its last customer, if there are more. */
export const readCreditsPage = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  month: string,
  after: string | undefined,
): Promise<{ readonly credits: readonly CreditRow[]; readonly next: string | undefined }> => {
  const { customers, next } = await pageOfCredited({ table }, month, clock(), after);
  const rows = await mapConcurrently(CUSTOMER_READS_MAX, customers, async (customer) => {
    const { profiles, revisions, sent } = await loadCustomer(table, customer, month);
    const newest = revisionsOf(revisions, month).at(-1);
    if (newest === undefined) return [];
    const { revision, amountMinor, currency, recordedAt, run, reason } = newest;
    const mark = sent.find((each) => each.month === month && each.revision === revision);
    const row: CreditRow = {
      customer,
      name: profiles.at(-1)?.profile.name ?? '',
      month,
      revision: String(revision),
      amountMinor: String(amountMinor),
      currency,
      recordedAt: formatInstant(recordedAt),
      sentAt: mark === undefined ? '' : formatInstant(mark.sentAt),
      run,
      reason,
    };
    return [row];
  });
  return { credits: rows.flat(), next };
};

/** Returns credits as CSV (RFC 4180) with a line of column names. */
export const creditsCsv = (credits: readonly CreditRow[]): string =>
  [COLUMNS, ...credits.map((row) => COLUMNS.map((name) => row[name]))]
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');

const cursorPlace = z.strictObject({ after: customerId });

/** Adds the route of a month's credits as CSV. A page has its next page in the header `Link` (RFC 8288). */
export const creditsCsvApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/months/:month/credits.csv', async (call) => {
    const month = monthParam(call);
    const { cursor } = parse(READ_QUERIES.cursor, call.req.query());
    const { credits, next } = await readCreditsPage(context, month, readCursor(cursorPlace, cursor)?.after);
    call.header('content-type', CSV_TYPE);
    if (next !== undefined)
      call.header('link', `</months/${month}/credits.csv?cursor=${writeCursor({ after: next })}>; rel="next"`);
    return call.body(creditsCsv(credits));
  });
};
