import { AWS_PROVIDER } from '../config/sources.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import { figuresIfNoticed } from '../domain/statement/figures-if-noticed.ts';
import { type Overview, overviewOf } from '../domain/statement/month-overview.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import type { AmountChange, BlockedCustomer, ReviewItem } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import { decideCredit } from './decide-credit.ts';
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
  /** The customers whose credit a run with these inputs would change. */
  readonly changes: readonly AmountChange[];
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
      return { blocked: [{ customer, reason: evaluated.reason }], credits: [], changes: [], attention: [] };
    const { customerMonth, attention } = evaluated;
    const credits = [creditLine(evaluated, revisionsOf(loaded.revisions, month), hrefOf(customer))];
    const { decision } = decideCredit(customerMonth, loaded, inputs.asOf, deployment.config.approval);
    const { amountMinor, currency } = customerMonth;
    const changes =
      decision.kind === 'revise'
        ? [{ customer, previousAmountMinor: decision.previousAmountMinor, amountMinor, currency }]
        : [];
    const blocked = decision.kind === 'blocked' ? [{ customer, reason: decision.reason }] : [];
    return { blocked, credits, changes, attention };
  });
  return {
    overview: overviewOf(prepared, [AWS_PROVIDER]),
    credits: results.flatMap(({ credits }) => credits),
    changes: results.flatMap(({ changes }) => changes),
    blocked: results.flatMap(({ blocked }) => blocked),
    attention: [
      ...alarmWarnings(prepared),
      ...(await sourceWarnings(table, prepared, false)),
      ...results.flatMap(({ attention }) => attention),
    ],
  };
};

/** Returns the credit of a customer's month, with the downtime of all services. `revisions`: those of the month, in order. */
export const creditLine = (
  { customerMonth, record, assessments }: AssessedCustomerMonth,
  revisions: readonly Revision[],
  href: string,
): CustomerCredit => ({
  customer: customerMonth.customer,
  name: record.name,
  href,
  amountMinor: customerMonth.amountMinor,
  noticedMinor: amountIfNoticed(assessments),
  currency: customerMonth.currency,
  revision: revisions.at(-1)?.revision,
  observedMs: sumOf(customerMonth.statements.map(({ observedDowntimeMs }) => observedDowntimeMs)),
  countedMs: sumOf(customerMonth.statements.map(({ creditableDowntimeMs }) => creditableDowntimeMs)),
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Returns the amount with claims in time for every outage. Undefined if no policy asks for claims, or if JSON cannot hold it. */
const amountIfNoticed = (assessments: readonly Assessment[]): number | undefined => {
  if (assessments.every(({ month }) => month.policy.claim === null)) return undefined;
  const amounts = assessments.map((assessment) =>
    assessment.month.policy.claim === null ? assessment.amounts.amountMinor : figuresIfNoticed(assessment)?.amountMinor,
  );
  return amounts.every((amount) => amount !== undefined) ? sumOf(amounts) : undefined;
};
