import { type CostRise, type DowntimeBudget, downtimeBudgets, nextCostRise } from '../domain/month/next-cost-rise.ts';
import { pendingClaims, withPendingClaims } from '../domain/month/pending-claims.ts';
import type { Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { InvalidInput } from '../lib/validation.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import type { RunInputs } from './config-snapshot.ts';
import { assessContracts, type CustomerAssessments } from './evaluate-customer-month.ts';
import type { GoodwillRecord } from '../persistence/record-goodwill.ts';
import { creditOf } from './granted-goodwill.ts';
import { pageOfAllCustomers, type MonthReaderContext } from './select-customers.ts';

/** Amounts of a month in minor units. `atMost` is the sum of the others. */
export type AccruedAmounts = {
  /** The amount of the last revision in the ledger. */
  readonly issued: number;
  /** The current amount, less `issued`. */
  readonly due: number;
  /** The increase if every pending outage were claimed now. */
  readonly claimable: number;
  readonly atMost: number;
};

/** A customer's month so far. A blocked customer has only what was issued. */
export type CustomerAccrual = AccruedAmounts & {
  readonly customer: string;
  /** Null if no fees and no credits are known. */
  readonly currency: string | null;
  /** The latest instant at which an outage can still be claimed; undefined if none can. */
  readonly deadline: Instant | undefined;
  readonly blocked: string | undefined;
};

/** The accrual of a month: the sums by currency, and all customers with a record. */
export type MonthAccrual = {
  readonly month: string;
  readonly asOf: Instant;
  readonly totals: readonly (AccruedAmounts & { readonly currency: string })[];
  readonly customers: readonly CustomerAccrual[];
};

/** Returns the accrual of a customer from its current assessments, its goodwill and the ledger. */
export const accrualOf = (
  customer: string,
  assessed: CustomerAssessments,
  last: { readonly amountMinor: number; readonly currency: string } | undefined,
  goodwill: readonly GoodwillRecord[] = [],
): CustomerAccrual => {
  const issued = last?.amountMinor ?? 0;
  const nothing = { customer, issued, due: 0, claimable: 0, atMost: issued, deadline: undefined };
  if (assessed.kind === 'blocked') return { ...nothing, currency: last?.currency ?? null, blocked: assessed.reason };
  const { assessments } = assessed;
  const currency = assessments[0]?.contract.serviceFees.currency ?? null;
  if (last !== undefined && last.currency !== currency)
    return {
      ...nothing,
      currency: last.currency,
      blocked: `its fees are in ${currency}, its credit is in ${last.currency}`,
    };
  const amount = creditOf(assessments, goodwill);
  const claims = assessments.flatMap(pendingClaims);
  try {
    const claimed = creditOf(assessments.map(withPendingClaims), goodwill);
    return {
      customer,
      currency,
      issued,
      due: amount - issued,
      claimable: claimed - amount,
      atMost: claimed,
      deadline: claims.length === 0 ? undefined : Math.max(...claims.map(({ deadline }) => deadline)),
      blocked: undefined,
    };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { ...nothing, currency, blocked: error.message };
  }
};

/** Returns the sums of accruals by currency, in order of the currencies. */
const accruedTotals = (accruals: readonly CustomerAccrual[]): MonthAccrual['totals'] => {
  const totals = new Map<string, AccruedAmounts>();
  for (const { currency, issued, due, claimable, atMost } of accruals) {
    if (currency === null) continue;
    const sum = totals.get(currency) ?? { issued: 0, due: 0, claimable: 0, atMost: 0 };
    totals.set(currency, {
      issued: sum.issued + issued,
      due: sum.due + due,
      claimable: sum.claimable + claimable,
      atMost: sum.atMost + atMost,
    });
  }
  return [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, ...sum }));
};

const CUSTOMER_READS_MAX = 16;

/** Loads a customer, and returns its assessments and its accrual. */
const accrueCustomer = async (
  { table, deployment, monthOf }: MonthReaderContext,
  inputs: RunInputs,
  customer: string,
): Promise<{ readonly assessed: CustomerAssessments; readonly accrual: CustomerAccrual }> => {
  const loaded = await loadCustomer(table, customer, inputs.month);
  const assessed = await assessContracts(loaded, inputs, deployment.config, { monthOf });
  const last = revisionsOf(loaded.revisions, inputs.month).at(-1);
  return { assessed, accrual: accrualOf(customer, assessed, last, loaded.goodwill) };
};

/** Returns the accrual of a month for all customers with a record. Reads each customer once. */
export const monthAccrual = async (context: MonthReaderContext, inputs: RunInputs): Promise<MonthAccrual> => {
  const { month, asOf } = inputs;
  const customers: CustomerAccrual[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfAllCustomers(context, asOf, after);
    const accruals = await mapConcurrently(CUSTOMER_READS_MAX, page.customers, (customer) =>
      accrueCustomer(context, inputs, customer),
    );
    customers.push(...accruals.map(({ accrual }) => accrual));
    after = page.next;
  } while (after !== undefined);
  return { month, asOf, totals: accruedTotals(customers), customers };
};

/** The accrual of some customers, the budgets of the components, and the next rise of the credits. */
export type AccrualCard = Pick<MonthAccrual, 'asOf' | 'totals'> & {
  readonly deadline: Instant | undefined;
  readonly budgets: readonly DowntimeBudget[];
  readonly rise: CostRise | undefined;
};

/** Returns the accrual card of a month for some customers. Budgets and the rise are those of the default policy. */
export const accrualCard = async (
  context: MonthReaderContext,
  inputs: RunInputs,
  customers: readonly string[],
): Promise<AccrualCard> => {
  const { deployment, monthOf } = context;
  const { asOf, basis } = inputs;
  const policy = (basis?.basis ?? deployment.config).defaultPolicy;
  const results = await mapConcurrently(CUSTOMER_READS_MAX, customers, (customer) =>
    accrueCustomer(context, inputs, customer),
  );
  const deadlines = results.flatMap(({ accrual: { deadline } }) => deadline ?? []);
  const latest = Math.max(-Infinity, ...deadlines);
  const prepared = await monthOf({ ...inputs, policy });
  const contracts = results.flatMap(({ assessed }) =>
    assessed.kind === 'blocked'
      ? []
      : assessed.assessments.filter((each) => each.month.policy.id === prepared.policy.id),
  );
  return {
    asOf,
    totals: accruedTotals(results.map(({ accrual }) => accrual)),
    deadline: Number.isFinite(latest) ? latest : undefined,
    budgets: downtimeBudgets(prepared),
    rise: nextCostRise(prepared, contracts),
  };
};
