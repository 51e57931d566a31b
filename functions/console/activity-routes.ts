import type { Hono } from 'hono/tiny';
import type { ApiCall } from '../../shared/api/api-call.ts';
import { type ActivityRow, readActivityPage } from '../../shared/api/activity-api.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';
import { localDateField } from '../../shared/domain/facts/fields.ts';
import { endOfDate, localInstant } from '../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../shared/domain/time/instant.ts';
import { csvCell } from '../../shared/lib/csv-cell.ts';
import { type Fault, InvalidInput, tryParse } from '../../shared/lib/validation.ts';
import { ACTIVITY_KINDS } from '../../shared/persistence/read-activity.ts';
import { frameOf } from './frame-of.ts';
import { activityPage } from './pages/activity-page.ts';

const FILTERS = ['by', 'kind', 'customer', 'from', 'to'] as const;

/** Pages of one CSV file, of 100 entries each. The command `sla activity --csv` has no limit. */
const CSV_PAGES_MAX = 20;

/** Adds the page of all records, retractions and closes, and the same entries as CSV. */
export const consoleActivityRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { timeZone } = context.deployment.config.closing;

  app.get(`${CONSOLE_PATH}/activity`, async (call) => {
    const { query, shown, faults } = filtersOf(call.req.query(), timeZone);
    const { activities, next } = faults.length === 0 ? await readActivityPage(context, query) : NO_ACTIVITY;
    const page = { activities, next, shown, faults, kinds: ACTIVITY_KINDS, timeZone };
    return call.html(activityPage(page, frameOf(context, call, 'activity')), faults.length === 0 ? 200 : 400);
  });

  app.get(`${CONSOLE_PATH}/activity.csv`, async (call) => {
    const { query, faults } = filtersOf(call.req.query(), timeZone);
    if (faults.length > 0) throw new InvalidInput(faults);
    const rows: ActivityRow[] = [];
    let cursor: string | undefined = query['cursor'];
    for (let pages = 0; pages < CSV_PAGES_MAX; pages += 1) {
      const { activities, next } = await readActivityPage(context, {
        ...query,
        ...(cursor === undefined ? {} : { cursor }),
      });
      rows.push(...activities);
      cursor = next;
      if (cursor === undefined) break;
    }
    const lines = [[...COLUMNS], ...rows.map(cellsOf), ...(cursor === undefined ? [] : [[CUT_NOTE]])];
    call.header('content-disposition', 'attachment; filename="activity.csv"');
    call.header('content-type', 'text/csv; charset=UTF-8');
    return call.body(`${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`);
  });
};

const NO_ACTIVITY: Awaited<ReturnType<typeof readActivityPage>> = { activities: [] };

const COLUMNS = ['at', 'by', 'kind', 'customer', 'month', 'id', 'reason', 'byName'] as const;

const cellsOf = (row: ActivityRow): string[] => COLUMNS.map((name) => row[name] ?? '');

const CUT_NOTE = 'not complete: choose a shorter period, or use sla activity --csv';

type Filters = {
  /** The parameters of the API's call. */
  readonly query: Readonly<Record<string, string>>;
  /** The values of the form. */
  readonly shown: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
};

/** Reads the filters of the page: its dates are days in the contract's zone, both included. */
const filtersOf = (given: Readonly<Record<string, string>>, timeZone: string): Filters => {
  const query: Record<string, string> = given['cursor'] === undefined ? {} : { cursor: given['cursor'] };
  const shown: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const name of FILTERS) {
    const value = given[name]?.trim() ?? '';
    if (value === '') continue;
    shown[name] = value;
    if (name !== 'from' && name !== 'to') query[name] = value;
    else if (tryParse(localDateField, value).value === undefined)
      faults.push({ at: name, rule: 'not a date (2026-10-14)', value });
    else query[name] = formatInstant(name === 'from' ? localInstant(timeZone, value) : endOfDate(timeZone, value));
  }
  return { query, shown, faults };
};
