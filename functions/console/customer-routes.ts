import type { Hono } from 'hono/tiny';
import { type ApiCall, customerParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { customerMail } from '../../shared/api/mail-api.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH, customersPath, recordPath, searchPath } from '../../shared/config/console-paths.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parse } from '../../shared/lib/validation.ts';
import { evaluateCustomerMonth } from '../../shared/closing/evaluate-customer-month.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { revisionsOf } from '../../shared/persistence/ledger.ts';
import { noCreditOfMonth } from '../../shared/web/statement-page.ts';
import { loadCustomer, type LoadedCustomer } from '../../shared/persistence/load-customer.ts';
import { contractsOfRecord } from '../../shared/persistence/customer-record.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import { withRetractions } from '../../shared/persistence/facts-about.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { type Html, html } from '../../shared/web/html.ts';
import { frameOf } from './frame-of.ts';
import { type AssessedMonth, customerRecordPage } from './pages/customer-record-page.ts';
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

  app.get(`${CONSOLE_PATH}/customers/:id`, async (call) => {
    const id = customerParam(call);
    const month = localMonth(timeZone, clock());
    const loaded = await loadCustomer(table, id, addMonths(month, -MONTHS_BACK));
    const { profiles, records, revisions } = loaded;
    const frame = frameOf(context, call, 'customers');
    if (profiles.length + records.length + revisions.length === 0)
      return call.html(errorPage('Customer not found', noCustomer(id), [], frame), 404);
    const facts = withRetractions(
      records.filter(({ fact }) => fact.kind !== 'retraction'),
      records,
    );
    const versions = profiles.map((version) => ({ ...version, contracts: contractsOfRecord(version.profile) }));
    const months = await assessedMonths(context, loaded, month);
    const stored = call.req.query('stored');
    const mail = await customerMail(context, id);
    const page = { loaded, versions, facts, months, mail, stored, timeZone, names: namesOf(config) };
    return call.html(customerRecordPage(page, { ...frame, crumbs: [['Customers', customersPath()]] }));
  });
};

const noCustomer = (id: string): Html =>
  html`There is no customer ${id}. <a href="${recordPath('customer', { id })}">Add the customer</a>, or
    <a href="${searchPath(id)}">search for similar ids and names</a>.`;

const EVALUATIONS_MAX = 4;

/**
 * Evaluates a customer's months since its first record or its contract's start, the latest first.
 * At most MONTHS_BACK months before `month` are evaluated.
 * Each has the inputs of its newest run.
 */
const assessedMonths = async (
  { table, deployment, monthOf, clock }: ApiContext,
  loaded: LoadedCustomer,
  month: string,
): Promise<AssessedMonth[]> => {
  const { timeZone } = deployment.config.closing;
  const starts = loaded.profiles.map(({ profile, recordedAt }) => profile.activeFrom ?? recordedAt);
  const begun = localMonth(timeZone, Math.min(...starts));
  const recorded = new Set([...loaded.revisions, ...loaded.fees].map((item) => item.month));
  const months = Array.from({ length: MONTHS_BACK + 1 }, (_, back) => addMonths(month, -back)).filter(
    (each) => each === month || each >= begun || recorded.has(each),
  );
  return mapConcurrently(EVALUATIONS_MAX, months, async (each) => {
    const { question, closing } = await monthStatus(table, deployment, each, clock());
    const evaluated = await evaluateCustomerMonth(loaded, question, deployment, monthOf);
    const shared = {
      month: each,
      isClosed: closing !== undefined,
      revision: revisionsOf(loaded.revisions, each).at(-1),
    };
    if (evaluated.kind === 'blocked') return { ...shared, blocked: evaluated.reason };
    const { customerMonth, assessments } = evaluated;
    const policies = assessments.map((assessment) => assessment.month.policy);
    return { ...shared, amounts: customerMonth, nothingDue: noCreditOfMonth({ customerMonth, policies }) };
  });
};
