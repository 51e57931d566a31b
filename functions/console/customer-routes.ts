import type { Hono } from 'hono/tiny';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { customerRecordPage } from './pages/customer-record-page.ts';
import { customersPage } from './pages/customers-page.ts';
import { errorPage } from './pages/error-page.ts';
import { CONSOLE_PATH, customerPath } from '../../shared/config/console-paths.ts';
import { addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { parse } from '../../shared/lib/validation.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import { type ApiCall, customerParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { consoleFrameOf } from './frame-of.ts';

/** How many customers are read at once, and how many months back a customer's page goes. */
const AT_ONCE = 16;
const MONTHS_BACK = 13;

/** Customers: some at a time, and one with all that is known of it. */
export const consoleCustomerRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;

  app.get(`${CONSOLE_PATH}/customers`, async (call) => {
    const asked = call.req.query('after');
    const after = asked === undefined ? undefined : parse(customerId, asked);
    const { customers, next } = await pageOfAllCustomers(context, clock(), after);
    const rows = await mapConcurrently(AT_ONCE, customers, async (id) => ({
      id,
      profile: await findProfile(table, id, clock()),
    }));
    // They come in the order in which they can be found again; few enough to be one page are in that of their ids.
    const shown = after === undefined && next === undefined ? rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : rows;
    return call.html(customersPage(shown, { after, next }, consoleFrameOf(context, call, { part: 'customers' })));
  });

  app.get(`${CONSOLE_PATH}/customer`, (call) =>
    call.redirect(customerPath(parse(customerId, call.req.query('id') ?? '')), 303),
  );

  app.get(`${CONSOLE_PATH}/customers/:id`, async (call) => {
    const id = customerParam(call);
    const month = localDate(timeZone, clock()).slice(0, 7);
    const loaded = await loadCustomer(table, id, addMonths(month, -MONTHS_BACK));
    const frame = consoleFrameOf(context, call, { part: 'customers' });
    if (loaded.profiles.length + loaded.records.length + loaded.revisions.length === 0)
      return call.html(errorPage('No such customer', `Nothing is known of a customer ${id}.`, [], frame), 404);
    return call.html(customerRecordPage({ loaded, month, timeZone, names: namesOf(config) }, frame));
  });
};
