import type { Hono } from 'hono/tiny';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { CONSOLE_PATH, customerPath, factPath } from '../../shared/config/console-paths.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { findSubjects, type FoundSubjects, similarCustomers } from './find-subjects.ts';
import { frameOf } from './frame-of.ts';
import { searchPage } from './pages/search-page.ts';

/** Adds the search for customers, facts, alarms and months. A single result is shown at once. */
export const consoleSearchRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { config } = context.deployment;

  app.get(`${CONSOLE_PATH}/search`, async (call) => {
    const searched = call.req.query('q') ?? '';
    const found = await findSubjects(context, searched);
    const only = onlyResult(found);
    if (only !== undefined) return call.redirect(only, 303);
    const isEmpty =
      found.month === undefined && found.customers.length + found.facts.length + found.alarms.length === 0;
    const page = {
      ...found,
      similar: isEmpty ? await similarCustomers(context, searched) : [],
      searched,
      timeZone: config.closing.timeZone,
      names: namesOf(config),
    };
    return call.html(searchPage(page, { ...frameOf(context, call), searched }));
  });
};

const onlyResult = ({ month, customers, facts, alarms }: FoundSubjects): string | undefined => {
  const [customer] = customers;
  const [fact] = facts;
  if (month !== undefined || alarms.length > 0 || customers.length + facts.length !== 1) return undefined;
  return customer === undefined ? fact && factPath(fact) : customerPath(customer.id);
};
