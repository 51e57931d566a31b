import type { CreditLine } from '../web/credits-section.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';
import type { ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import { type CustomerMonthEvaluation, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import { figuresIfNoticed } from './render-statement.ts';
import { alarmWarnings } from './alarm-warnings.ts';
import { type Overview, overviewOf } from '../domain/statement/month-overview.ts';
import { sourceWarnings } from './source-warnings.ts';
import type { SelectionContext } from './select-customers.ts';

/** How many customers are looked at at once: the wait is for the table. */
const AT_ONCE = 16;

/** A month as its operator sees it: the service, and what it comes to for some customers. */
export type MonthView = {
  readonly overview: Overview;
  readonly credits: readonly CreditLine[];
  readonly blocked: readonly BlockedCustomer[];
  readonly attention: readonly ReviewItem[];
};

/** Works a month out for some customers, and writes nothing. `hrefOf`: where a customer's statement is. */
export const viewMonth = async (
  reading: SelectionContext,
  question: RunInputs,
  customers: readonly string[],
  hrefOf: (customer: string) => string,
): Promise<MonthView> => {
  const { table, deployment, monthOf } = reading;
  const { month, basis } = question;
  const policy = (basis?.basis ?? deployment.config).defaultPolicy;
  const prepared = await monthOf({ ...question, policy });
  const seen = await mapConcurrently(AT_ONCE, customers, async (customer) => {
    const loaded = await loadCustomer(table, customer, month);
    const worked = await evaluateCustomerMonth(loaded, question, deployment, monthOf);
    if (worked.kind === 'blocked')
      return { blocked: [{ customer, reason: worked.reason }], credits: [], attention: [] };
    const credit = creditLine(worked, revisionsOf(loaded.revisions, month), hrefOf(customer));
    return { blocked: [], credits: [credit], attention: worked.attention };
  });
  return {
    overview: overviewOf(prepared),
    credits: seen.flatMap(({ credits }) => credits),
    blocked: seen.flatMap(({ blocked }) => blocked),
    attention: [
      ...alarmWarnings(prepared),
      ...(await sourceWarnings(table, prepared, false)),
      ...seen.flatMap(({ attention }) => attention),
    ],
  };
};

/** What a customer's month came to, as the month's page lists it. `revisions`: those of the month, in order. */
export const creditLine = (
  { statement, profile, assessment }: Extract<CustomerMonthEvaluation, { kind: 'assessed' }>,
  revisions: readonly Revision[],
  href: string,
): CreditLine => ({
  customer: statement.customer,
  name: profile.name,
  href,
  amountMinor: statement.amountMinor,
  noticedMinor: figuresIfNoticed(assessment)?.amountMinor,
  currency: statement.currency,
  revision: revisions.at(-1)?.revision,
  observedMs: statement.observedDowntimeMs,
  countedMs: statement.creditableDowntimeMs,
});
