import { assessContracts, type CustomerAssessments } from '../../../shared/closing/evaluate-customer-month.ts';
import { creditOf } from '../../../shared/closing/granted-goodwill.ts';
import { monthsOf } from '../../../shared/closing/select-customers.ts';
import { componentsOf, type Deployment, type MonthRequest } from '../../../shared/closing/load-month.ts';
import { resolvePolicy } from '../../../shared/config/resolve-policy.ts';
import { ofKind } from '../../../shared/domain/facts/effective-facts.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { relevantNoticeRange } from '../../../shared/domain/month/outage-region.ts';
import { evaluatedRange, type Month, prepareMonth } from '../../../shared/domain/month/month.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import type { GoodwillRecord } from '../../../shared/persistence/record-goodwill.ts';
import { utcMonth, utcMonthsBetween } from '../../../shared/persistence/keys.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { contractsOfRecord, type CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import type { History } from './ingest-history.ts';

/** A customer's amount of a month; null if the customer is blocked. `currency` is null if no fees are known. */
export type TestedAmount = {
  readonly customer: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
};

/** A customer's amount, the fees of its month, and how it was reached. */
export type EvaluatedCustomer = TestedAmount & { readonly feesMinor: number; readonly result: CustomerAssessments };

/** A policy for all contracts: its id, and its versions as the configuration has them. */
export type TestedPolicy = { readonly id: string; readonly versions: Deployment['config']['policies'][string] };

type EvaluatedMonth = {
  readonly deployment: Deployment;
  readonly history: History;
  readonly month: string;
  readonly asOf: Instant;
  /**
   * The policies for all contracts, beside the contracts' own.
   * @default none
   */
  readonly tested?: readonly TestedPolicy[] | undefined;
};

/** A customer's month under its own terms, and under each tested policy in order. */
export type EvaluatedTerms = { readonly own: EvaluatedCustomer; readonly tested: readonly EvaluatedCustomer[] };

/**
 * Evaluates all customers of a month in memory, in order of their ids. A close of the month decides the same amounts.
 * A customer without a record that gave notice of the month is blocked, as in a close.
 * Each policy's month is prepared once for all its customers.
 */
export async function* evaluateMonth({
  deployment,
  history,
  month,
  asOf,
  tested = [],
}: EvaluatedMonth): AsyncGenerator<EvaluatedTerms> {
  const ofTerms = (under: TestedPolicy | undefined): Terms => {
    const config = under === undefined ? deployment.config : withPolicy(deployment.config, under);
    const monthOf = preparedMonths({ ...deployment, config }, history.facts.shared);
    return { config, monthOf, under: under?.id };
  };
  const own = ofTerms(undefined);
  const others = tested.map(ofTerms);
  const months = await monthsOf({ deployment, monthOf: own.monthOf }, { month, asOf });
  const received = relevantNoticeRange(months, asOf);
  const strangers = withoutRecord(history, { month, asOf }, received);
  const ids =
    strangers.length === 0 ? history.customers : [...new Set([...history.customers, ...strangers])].toSorted();
  const ranges: Received[] = [received];
  for (const { monthOf, under } of others) {
    const prepared = await monthOf({ policy: under ?? '', month, asOf }).catch(withoutInvalid);
    ranges.push(prepared === undefined ? received : relevantNoticeRange([prepared], asOf));
  }
  const relevant = {
    from: Math.min(...ranges.map(({ from }) => from)),
    to: Math.max(...ranges.map(({ to }) => to)),
  };
  const isRecorded = ({ recordedAt }: { readonly recordedAt: Instant }): boolean => recordedAt <= asOf;
  for (const id of ids) {
    const profiles = history.profiles.get(id);
    if (profiles !== undefined && !profiles.some(isRecorded) && !strangers.includes(id)) continue;
    const loaded = withNotices(loadedCustomer(history, id), relevant);
    const evaluate = async ({ config, monthOf, under }: Terms): Promise<EvaluatedCustomer> => {
      const result = await assessContracts(loaded, { month, asOf }, config, { monthOf, under });
      return { customer: id, ...amountOf(result, profiles?.at(-1)?.profile, loaded.goodwill), result };
    };
    const amounts: EvaluatedCustomer[] = [];
    for (const terms of others) amounts.push(await evaluate(terms));
    yield { own: await evaluate(own), tested: amounts };
  }
}

/** A configuration with its prepared months. `under`: the policy of all contracts; undefined: each contract's own. */
type Terms = {
  readonly config: Deployment['config'];
  readonly monthOf: (request: MonthRequest) => Promise<Month>;
  readonly under: string | undefined;
};

const withPolicy = (config: Deployment['config'], { id, versions }: TestedPolicy): Deployment['config'] => ({
  ...config,
  policies: { ...config.policies, [id]: versions },
});

/** A policy that cannot be resolved in the month blocks the customers. */
const withoutInvalid = (error: unknown): undefined => {
  if (error instanceof InvalidInput) return undefined;
  throw error;
};

/** Returns the customers without a record whose notices a close of the month reads. */
const withoutRecord = (
  { profiles, facts }: History,
  { month, asOf }: { readonly month: string; readonly asOf: Instant },
  received: Received,
): string[] => {
  const strangers = [...facts.own].filter(
    ([id, own]) => ofKind(own, 'notice').length > 0 && !profiles.get(id)?.some(({ recordedAt }) => recordedAt <= asOf),
  );
  const months = new Set([month, ...utcMonthsBetween(received.from, received.to)]);
  return strangers.flatMap(([id, own]) =>
    ofKind(own, 'notice').some(
      ({ receivedAt, recordedAt = receivedAt }) => recordedAt <= asOf && months.has(utcMonth(receivedAt)),
    )
      ? [id]
      : [],
  );
};

type Received = { readonly from: Instant; readonly to: Instant };

/** Leaves out the notices that cannot decide the month: a year of them takes most of the time. */
const withNotices = (loaded: LoadedCustomer, { from, to }: Received): LoadedCustomer => {
  const isRelevant = (fact: Fact): boolean =>
    fact.kind !== 'notice' || (fact.receivedAt >= from && fact.receivedAt <= to);
  return loaded.facts.every(isRelevant) ? loaded : { ...loaded, facts: loaded.facts.filter(isRelevant) };
};

const amountOf = (
  result: CustomerAssessments,
  record: CustomerRecord | undefined,
  goodwill: readonly GoodwillRecord[],
): { readonly amountMinor: number | null; readonly currency: string | null; readonly feesMinor: number } => {
  if (result.kind === 'blocked') {
    const [first] = record === undefined ? [] : contractsOfRecord(record);
    return { amountMinor: null, currency: first?.serviceFees?.currency ?? null, feesMinor: 0 };
  }
  const feesMinor = result.assessments.reduce((sum, { contract }) => sum + contract.serviceFees.amountMinor, 0);
  return {
    amountMinor: creditOf(result.assessments, goodwill),
    feesMinor,
    currency: result.assessments[0]?.contract.serviceFees.currency ?? null,
  };
};

const NONE: readonly never[] = [];

/** Returns a customer of a history as the table would load it. */
const loadedCustomer = ({ profiles, fees, facts, goodwill }: History, id: string): LoadedCustomer => ({
  id,
  profiles: profiles.get(id) ?? NONE,
  fees: fees.get(id) ?? NONE,
  facts: facts.own.get(id) ?? NONE,
  records: NONE,
  revisions: NONE,
  sent: NONE,
  goodwill: goodwill.get(id) ?? NONE,
  approvals: NONE,
  unreadable: NONE,
});

/** Returns a reader that prepares each policy's month once from all shared facts. */
const preparedMonths = (
  deployment: Deployment,
  facts: readonly Fact[],
): ((request: MonthRequest) => Promise<Month>) => {
  const prepared = new Map<string, Promise<Month>>();
  return (request) => {
    const key = JSON.stringify([request.policy, request.month, request.asOf]);
    const known = prepared.get(key) ?? prepare(deployment, facts, request);
    prepared.set(key, known);
    return known;
  };
};

const prepare = async (
  deployment: Deployment,
  facts: readonly Fact[],
  { policy: id, month, asOf }: MonthRequest,
): Promise<Month> => {
  const rangeIn = (zone: string) => evaluatedRange(monthInterval(month, zone), asOf);
  const policy = resolvePolicy(deployment.config, id, month, rangeIn);
  return prepareMonth({ month, asOf, policy, components: componentsOf(deployment), facts });
};
