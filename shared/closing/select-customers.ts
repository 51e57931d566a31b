import type { Month } from '../domain/month/month.ts';
import { InvalidInput } from '../lib/validation.ts';
import { creditCandidates, type CandidateCriteria } from '../persistence/customer-index.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { RunInputs } from './config-snapshot.ts';
import type { Deployment, MonthRequest } from './load-month.ts';
import { relevantNoticeRange, policiesWithoutNotice } from './plan-run.ts';

/** How many customers are looked at for one page: a Query and an evaluation each. */
const PAGE = 200;

/** Some of a month's customers, in the order of their ids. `next`: the last of them, if there are more after it. */
export type Listing = { readonly customers: readonly string[]; readonly next: string | undefined };

/** What a reader of months needs. */
export type SelectionContext = {
  readonly table: Table;
  readonly deployment: Deployment;
  readonly monthOf: (wanted: MonthRequest) => Promise<Month>;
};

/** A month under each policy that it is judged by. One that cannot be resolved blocks its own customers, and is left out. */
export const monthsOf = async (
  { deployment, monthOf }: Pick<SelectionContext, 'deployment' | 'monthOf'>,
  question: RunInputs,
): Promise<Month[]> => {
  const policies = Object.keys(question.basis?.basis.policies ?? deployment.config.policies);
  const months = await Promise.all(
    policies.map((policy) =>
      monthOf({ ...question, policy }).catch((error: unknown) => {
        if (error instanceof InvalidInput) return undefined;
        throw error;
      }),
    ),
  );
  return months.filter((month) => month !== undefined);
};

/** Some customers of a month. */
export type CustomerSelection = {
  /** Those who sort after this one. */
  readonly after?: string | undefined;
  /**
   * Also those who can have no credit, for want of a notice.
   * @default false - whom a closing would look at
   */
  readonly all?: boolean;
};

/** The customers that a closing would look at, whatever they come to: those who can have a credit. `months`: under each policy. */
export const candidatesOf = (
  { table, deployment: { config } }: Pick<SelectionContext, 'table' | 'deployment'>,
  { month, asOf, basis }: RunInputs,
  months: readonly Month[],
  { after, all = false }: CustomerSelection = {},
): Promise<Listing> => {
  const asked = all
    ? ['', ...Object.keys({ ...config.policies, ...basis?.basis.policies })]
    : policiesWithoutNotice(config, basis?.basis);
  return listed(table, { month, asOf, policies: asked, received: relevantNoticeRange(months, asOf) }, after);
};

/** The customers that have a credit for a month. */
export const creditedOf = (
  { table }: Pick<SelectionContext, 'table'>,
  month: string,
  asOf: number,
  after?: string,
): Promise<Listing> => listed(table, { month, asOf, policies: [], received: NEVER }, after);

/** All customers that have a record. */
export const allCustomers = (
  { table, deployment: { config } }: Pick<SelectionContext, 'table' | 'deployment'>,
  asOf: number,
  after?: string,
): Promise<Listing> => {
  const policies = ['', ...Object.keys(config.policies)];
  return listed(table, { month: '', asOf, policies, received: NEVER }, after);
};

/** No notice is looked for. */
const NEVER = { from: 0, to: 0 };

const listed = async (
  table: Table,
  wanted: Omit<CandidateCriteria, 'after'>,
  after: string | undefined,
): Promise<Listing> => {
  const customers: string[] = [];
  for await (const customer of creditCandidates(table, { ...wanted, after }, { pageSize: PAGE + 1 })) {
    if (customers.length === PAGE) return { customers, next: customers.at(-1) };
    customers.push(customer);
  }
  return { customers, next: undefined };
};
