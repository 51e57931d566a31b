import type { Hono } from 'hono/tiny';
import { type ApiCall, monthParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { CSV_TYPE, creditsCsv, readCreditsPage } from '../../shared/api/credits-csv-api.ts';
import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';

/** Pages of one file, of 200 customers each. The call of the API has no limit. */
const CSV_PAGES_MAX = 20;

const CUT_NOTE = 'not complete: the call GET /months/{month}/credits.csv returns all credits\r\n';

/** Adds the file of a month's credits. */
export const consoleCreditsRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get(`${CONSOLE_PATH}/months/:month/credits.csv`, async (call) => {
    const month = monthParam(call);
    const pages = [await readCreditsPage(context, month, undefined)];
    for (let next = pages[0]?.next; next !== undefined && pages.length < CSV_PAGES_MAX; next = pages.at(-1)?.next)
      pages.push(await readCreditsPage(context, month, next));
    call.header('content-disposition', `attachment; filename="credits-${month}.csv"`);
    call.header('content-type', CSV_TYPE);
    const file = creditsCsv(pages.flatMap(({ credits }) => credits));
    return call.body(pages.at(-1)?.next === undefined ? file : `${file}${CUT_NOTE}`);
  });
};
