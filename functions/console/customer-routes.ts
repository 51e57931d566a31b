import type { Hono } from 'hono/tiny';
import { type ApiCall, customerParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH, customerPath } from '../../shared/config/console-paths.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { addMonths, localDate } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parse } from '../../shared/lib/validation.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { contractsOfRecord } from '../../shared/persistence/customer-record.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import { withRetractions } from '../../shared/persistence/facts-about.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { frameOf } from './frame-of.ts';
import { customerRecordPage } from './pages/customer-record-page.ts';
import { customersPage } from './pages/customers-page.ts';
import { errorPage } from './pages/error-page.ts';

const RECORD_READS_MAX = 16;

/** A customer's page lists the facts and revisions of this many months before the current one. */
const MONTHS_BACK = 13;

/** Adds the pages of all customers and of one customer. */
export const consoleCustomerRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;

  app.get(`${CONSOLE_PATH}/customers`, async (call) => {
    const value = call.req.query('after');
    const after = value === undefined ? undefined : parse(customerId, value);
    const { customers, next } = await pageOfAllCustomers(context, clock(), after);
    const rows = await mapConcurrently(RECORD_READS_MAX, customers, async (id) => {
      const record = await findProfile(table, id, clock());
      const contracts = record === undefined ? undefined : contractsOfRecord(record);
      return { id, name: record?.name ?? id, contracts };
    });
    // Pages follow the order of the index, so that `after` works. A single page is sorted by id.
    const isOnlyPage = after === undefined && next === undefined;
    const sorted = isOnlyPage ? rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : rows;
    return call.html(customersPage(sorted, { after, next }, frameOf(context, call, 'customers')));
  });

  app.get(`${CONSOLE_PATH}/customer`, (call) =>
    call.redirect(customerPath(parse(customerId, call.req.query('id') ?? '')), 303),
  );

  app.get(`${CONSOLE_PATH}/customers/:id`, async (call) => {
    const id = customerParam(call);
    const month = localDate(timeZone, clock()).slice(0, 7);
    const loaded = await loadCustomer(table, id, addMonths(month, -MONTHS_BACK));
    const { profiles, records, revisions } = loaded;
    const frame = frameOf(context, call, 'customers');
    if (profiles.length + records.length + revisions.length === 0)
      return call.html(errorPage('Customer not found', `There is no customer ${id}.`, [], frame), 404);
    const facts = withRetractions(
      records.filter(({ fact }) => fact.kind !== 'retraction'),
      records,
    );
    const versions = profiles.map((version) => ({ ...version, contracts: contractsOfRecord(version.profile) }));
    return call.html(customerRecordPage({ loaded, versions, facts, month, timeZone, names: namesOf(config) }, frame));
  });
};
