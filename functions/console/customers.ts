import type { Hono } from 'hono/tiny';
import { everybody } from '../../shared/closing/whom.ts';
import { customerRecordPage } from '../../shared/console/customer-page.ts';
import { customersPage } from '../../shared/console/customers-page.ts';
import { noticePage } from '../../shared/console/notices.ts';
import { CONSOLE, customerPath } from '../../shared/console/paths.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import { customerId } from '../../shared/domain/fields.ts';
import { namesOf } from '../../shared/pages/names.ts';
import { parse } from '../../shared/rejected.ts';
import { concurrently } from '../../shared/store/concurrently.ts';
import { loadCustomer } from '../../shared/store/customer-partition.ts';
import { findProfile } from '../../shared/store/customers.ts';
import { type Call, customerOf } from '../records/call.ts';
import type { Records } from '../records/handler.ts';
import { frameOf } from './frame-of.ts';

/** How many customers are read at once, and how many months back a customer's page goes. */
const AT_ONCE = 16;
const MONTHS_BACK = 13;

/** Customers: some at a time, and one with all that is known of it. */
export const customerRoutes = (app: Hono<Call>, context: Records): void => {
  const { table, deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;

  app.get(`${CONSOLE}/customers`, async (call) => {
    const asked = call.req.query('after');
    const after = asked === undefined ? undefined : parse(customerId, asked);
    const { customers, next } = await everybody(context, clock(), after);
    const rows = await concurrently(AT_ONCE, customers, async (id) => ({
      id,
      profile: await findProfile(table, id, clock()),
    }));
    // They come in the order in which they can be found again; few enough to be one page are in that of their ids.
    const shown = after === undefined && next === undefined ? rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : rows;
    return call.html(customersPage(shown, { after, next }, frameOf(context, call, { part: 'customers' })));
  });

  app.get(`${CONSOLE}/customer`, (call) =>
    call.redirect(customerPath(parse(customerId, call.req.query('id') ?? '')), 303),
  );

  app.get(`${CONSOLE}/customers/:id`, async (call) => {
    const id = customerOf(call);
    const month = localDate(timeZone, clock()).slice(0, 7);
    const loaded = await loadCustomer(table, id, addMonths(month, -MONTHS_BACK));
    const frame = frameOf(context, call, { part: 'customers' });
    if (loaded.profiles.length + loaded.records.length + loaded.revisions.length === 0)
      return call.html(noticePage('No such customer', `Nothing is known of a customer ${id}.`, [], frame), 404);
    return call.html(customerRecordPage({ loaded, month, timeZone, names: namesOf(config) }, frame));
  });
};
