import type { Config } from '../config/config.ts';
import { policiesOfMonth } from '../config/policy-versions.ts';
import type { ConfigurationSnapshot } from '../domain/month/configuration-snapshot.ts';
import type { Month } from '../domain/month/month.ts';
import { relevantNoticeRange } from '../domain/month/outage-region.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { localMonth } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import { type CandidateCriteria, creditCandidates, customersOfPolicies } from '../persistence/customer-lists.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { findCompletion, type Run, runsNewestFirst } from '../persistence/run-store.ts';
import { formerPoliciesOf } from './configuration-changes.ts';
import { closedMonthInputs, type RunInputs, runInputs, snapshotOf } from './config-snapshot.ts';
import type { Deployment, MonthRequest } from './load-month.ts';

/** The dependencies of a use case that evaluates months. */
export type MonthReaderContext = {
  readonly table: Table;
  readonly deployment: Deployment;
  readonly monthOf: (request: MonthRequest) => Promise<Month>;
};

/** Loads a month under each of its policies. A policy that cannot be resolved blocks its own customers, and is left out. */
export const monthsOf = async (
  { deployment, monthOf }: Pick<MonthReaderContext, 'deployment' | 'monthOf'>,
  inputs: RunInputs,
): Promise<Month[]> => {
  const policies = Object.keys(inputs.basis?.basis.policies ?? deployment.config.policies);
  const months = await Promise.all(
    policies.map((policy) =>
      monthOf({ ...inputs, policy }).catch((error: unknown) => {
        if (error instanceof InvalidInput) return undefined;
        throw error;
      }),
    ),
  );
  return months.filter((month) => month !== undefined);
};

/**
 * Returns the policies that require no notice in `month`; a run assesses all their customers.
 * `''` is the policy of customers without one of their own.
 * The list includes former policies and configured ones that the snapshot lacks. A run blocks and lists their customers.
 */
export const policiesWithoutNotice = (
  config: Pick<Config, 'policies' | 'defaultPolicy'>,
  month: string,
  snapshot?: ConfigurationSnapshot,
): string[] => {
  const policies: Readonly<Record<string, Pick<Policy, 'claim'>>> = {
    ...policiesOfMonth(config.policies, month),
    ...snapshot?.policies,
  };
  const { defaultPolicy } = snapshot ?? config;
  const withoutNotice = Object.keys(policies)
    .filter((id) => policies[id]?.claim === null)
    .flatMap((id) => (id === defaultPolicy ? [id, ''] : [id]));
  return [...withoutNotice, ...(snapshot?.formerPolicies ?? [])];
};

/** Returns all policies that customers may name: configured ones, those of a snapshot, and former ones. */
export const policiesOfCustomers = (
  { policies }: Pick<Config, 'policies'>,
  snapshot: ConfigurationSnapshot | undefined,
): string[] => [
  '',
  ...new Set([...Object.keys({ ...policies, ...snapshot?.policies }), ...(snapshot?.formerPolicies ?? [])]),
];

export type SelectionCriteria = Pick<CandidateCriteria, 'received' | 'policies' | 'asOf'>;

/**
 * Selects the customers that a run must assess: those that may have a credit under its own inputs.
 * The inputs of runs that were unfinished at its `asOf` select too. They may still issue a credit, which only this run could reverse.
 * If a later sweep is among them, this run's batches use the sweep's evidence.
 */
export const selectCustomers = async (
  context: MonthReaderContext,
  run: Run,
  months: readonly Month[],
): Promise<SelectionCriteria> => {
  const { table, deployment } = context;
  const allMonths = [...months];
  const policies = policiesWithoutNotice(deployment.config, run.month, snapshotOf(run));
  let { asOf } = run;
  for (const other of await unfinishedRuns(table, run)) {
    allMonths.push(...(await monthsOf(context, runInputs(other))));
    policies.push(...policiesWithoutNotice(deployment.config, run.month, snapshotOf(other)));
    if (other.asOf <= run.asOf) continue;
    allMonths.push(...(await monthsOf(context, closedMonthInputs(deployment, run, other.asOf))));
    asOf = Math.max(asOf, other.asOf);
  }
  return { received: relevantNoticeRange(allMonths, asOf), policies, asOf };
};

/**
 * Returns the runs of a month that were unfinished at a run's `asOf`. A finished close has assessed the customers of the runs before it.
 * Every sweep after an unfinished one is included: the open batches of that one use the evidence of the newest.
 */
const unfinishedRuns = async (table: Table, { month, asOf }: Run): Promise<Run[]> => {
  const closings: Run[] = [];
  let finishedAsOf: Instant | undefined;
  for await (const closing of runsNewestFirst(table, { month, preview: false }, asOf)) {
    finishedAsOf = (await wasFinished(table, closing, asOf)) ? closing.asOf : undefined;
    if (finishedAsOf !== undefined) break;
    closings.push(closing);
  }
  // A month without a close has no sweep.
  if (finishedAsOf === undefined && closings.length === 0) return [];
  const sweeps: Run[] = [];
  for await (const sweep of runsNewestFirst(table, { month, preview: false, sweep: true })) {
    if (finishedAsOf !== undefined && sweep.asOf < finishedAsOf) break;
    sweeps.push(sweep);
  }
  for (let oldest = sweeps.at(-1); oldest !== undefined; oldest = sweeps.at(-1)) {
    if (!(await wasFinished(table, oldest, asOf))) break;
    sweeps.pop();
  }
  return [...closings, ...sweeps];
};

const wasFinished = async (table: Table, run: Run, at: Instant): Promise<boolean> => {
  const completion = await findCompletion(table, run);
  return completion !== undefined && completion.closedAt <= at;
};

/** Each customer of a page costs a Query and an evaluation. */
const PAGE_CUSTOMERS_MAX = 200;

/** One page of a month's customers, in order of their ids. `next`: its last customer, if there are more. */
type CustomerPage = { readonly customers: readonly string[]; readonly next: string | undefined };

type PageRequest = {
  /** Only customers that sort after this one. */
  readonly after?: string | undefined;
  /**
   * Also customers without a notice, who cannot have a credit.
   * @default false - the customers that a close would assess
   */
  readonly all?: boolean;
};

/** Returns a page of the customers that a close would assess. `months`: the month under each policy. */
export const pageOfCandidates = async (
  { table, deployment: { config } }: Pick<MonthReaderContext, 'table' | 'deployment'>,
  { month, asOf, basis }: RunInputs,
  months: readonly Month[],
  { after, all = false }: PageRequest = {},
): Promise<CustomerPage> => {
  const snapshot = basis?.basis;
  const former = snapshot === undefined ? await formerPoliciesOf(table, config, month) : [];
  const known = all ? policiesOfCustomers(config, snapshot) : policiesWithoutNotice(config, month, snapshot);
  const policies = [...known, ...former];
  return pageOf(table, { month, asOf, policies, received: relevantNoticeRange(months, asOf), after });
};

/** Returns a page of the customers that have a credit for a month. */
export const pageOfCredited = (
  { table }: Pick<MonthReaderContext, 'table'>,
  month: string,
  asOf: Instant,
  after?: string,
): Promise<CustomerPage> => pageOf(table, { month, asOf, policies: [], received: NO_NOTICES, after });

/** Returns a page of all customers that have a record, also under a policy that was removed. */
export const pageOfAllCustomers = async (
  { table, deployment: { config } }: Pick<MonthReaderContext, 'table' | 'deployment'>,
  asOf: Instant,
  after?: string,
): Promise<CustomerPage> => {
  const month = localMonth(config.closing.timeZone, asOf);
  const policies = [...policiesOfCustomers(config, undefined), ...(await formerPoliciesOf(table, config, month))];
  return firstOf(customersOfPolicies(table, policies, { asOf, after }, PAGE_ORDER));
};

const NO_NOTICES = { from: 0, to: 0 };

const PAGE_ORDER = { pageSize: PAGE_CUSTOMERS_MAX + 1 };

const pageOf = (table: Table, criteria: CandidateCriteria): Promise<CustomerPage> =>
  firstOf(creditCandidates(table, criteria, PAGE_ORDER));

const firstOf = async (found: AsyncIterable<string>): Promise<CustomerPage> => {
  const customers: string[] = [];
  for await (const customer of found) {
    if (customers.length === PAGE_CUSTOMERS_MAX) return { customers, next: customers.at(-1) };
    customers.push(customer);
  }
  return { customers, next: undefined };
};
