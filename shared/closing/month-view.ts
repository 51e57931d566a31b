import { figuresIfNoticed } from '../domain/statement/figures-if-noticed.ts';
import { type Overview, overviewOf } from '../domain/statement/month-overview.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import type { BlockedCustomer, ReviewItem } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import { type AssessedCustomerMonth, evaluateCustomerMonth } from './evaluate-customer-month.ts';
import type { MonthReaderContext } from './select-customers.ts';
import { alarmWarnings, sourceWarnings } from './source-warnings.ts';

const CUSTOMER_READS_MAX = 16;

/** The credit of a customer, as the month's page lists it. */
export type CustomerCredit = {
  readonly customer: string;
  readonly name: string;
  /** The link to the statement. */
  readonly href: string;
  readonly amountMinor: number;
  /** The amount with notice of every outage; undefined if the policy requires no notice. */
  readonly noticedMinor: number | undefined;
  readonly currency: string;
  /** The number of the last revision; undefined if there is none. */
  readonly revision: number | undefined;
  readonly observedMs: number;
  readonly countedMs: number;
};

/** A month of the service, and its credits for some customers. */
type MonthView = {
  readonly overview: Overview;
  readonly credits: readonly CustomerCredit[];
  readonly blocked: readonly BlockedCustomer[];
  readonly attention: readonly ReviewItem[];
};

/** Evaluates a month for some customers, and stores nothing. `hrefOf`: the link to a customer's statement. */
export const viewMonth = async (
  context: MonthReaderContext,
  inputs: RunInputs,
  customers: readonly string[],
  hrefOf: (customer: string) => string,
): Promise<MonthView> => {
  const { table, deployment, monthOf } = context;
  const { month, basis } = inputs;
  const policy = (basis?.basis ?? deployment.config).defaultPolicy;
  const prepared = await monthOf({ ...inputs, policy });
  const results = await mapConcurrently(CUSTOMER_READS_MAX, customers, async (customer) => {
    const loaded = await loadCustomer(table, customer, month);
    const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
    if (evaluated.kind === 'blocked')
      return { blocked: [{ customer, reason: evaluated.reason }], credits: [], attention: [] };
    const credit = creditLine(evaluated, revisionsOf(loaded.revisions, month), hrefOf(customer));
    return { blocked: [], credits: [credit], attention: evaluated.attention };
  });
  return {
    overview: overviewOf(prepared),
    credits: results.flatMap(({ credits }) => credits),
    blocked: results.flatMap(({ blocked }) => blocked),
    attention: [
      ...alarmWarnings(prepared),
      ...(await sourceWarnings(table, prepared, false)),
      ...results.flatMap(({ attention }) => attention),
    ],
  };
};

/** Returns the credit of a customer's month. `revisions`: those of the month, in order. */
export const creditLine = (
  { statement, profile, assessment }: AssessedCustomerMonth,
  revisions: readonly Revision[],
  href: string,
): CustomerCredit => ({
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
