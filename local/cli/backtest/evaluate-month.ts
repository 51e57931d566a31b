import { assessContracts, type CustomerAssessments } from '../../../shared/closing/evaluate-customer-month.ts';
import { monthsOf } from '../../../shared/closing/select-customers.ts';
import { componentsOf, type Deployment, type MonthRequest } from '../../../shared/closing/load-month.ts';
import { resolvePolicy } from '../../../shared/config/resolve-policy.ts';
import { ofKind } from '../../../shared/domain/facts/effective-facts.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { relevantNoticeRange } from '../../../shared/domain/month/outage-region.ts';
import { evaluatedRange, type Month, prepareMonth } from '../../../shared/domain/month/month.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { utcMonthsBetween } from '../../../shared/persistence/keys.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
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

type EvaluatedMonth = {
  readonly deployment: Deployment;
  readonly history: History;
  readonly month: string;
  readonly asOf: Instant;
  /**
   * The configured policy for all contracts.
   * @default each contract's own policy
   */
  readonly under?: string | undefined;
};

/**
 * Evaluates all customers of a month in memory, in order of their ids. A close of the month decides the same amounts.
 * A customer without a record that gave notice of the month is blocked, as in a close.
 */
export async function* evaluateMonth({
  deployment,
  history,
  month,
  asOf,
  under,
}: EvaluatedMonth): AsyncGenerator<EvaluatedCustomer> {
  const { config } = deployment;
  const monthOf = preparedMonths(deployment, history.facts.shared);
  const months = await monthsOf({ deployment, monthOf }, { month, asOf });
  const received = relevantNoticeRange(months, asOf);
  const strangers = withoutRecord(history, { month, asOf }, received);
  const recorded = [...history.profiles].flatMap(([id, profiles]) =>
    profiles.some(({ recordedAt }) => recordedAt <= asOf) ? [id] : [],
  );
  for (const id of [...recorded, ...strangers].toSorted()) {
    const profiles = history.profiles.get(id) ?? NONE;
    const loaded = withNotices(loadedCustomer(history, id), received);
    const result = await assessContracts(loaded, { month, asOf }, config, { monthOf, under });
    yield { customer: id, ...amountOf(result, profiles.at(-1)?.profile), result };
  }
}

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

const utcMonth = (at: Instant): string => formatInstant(at).slice(0, '2026-10'.length);

const amountOf = (
  result: CustomerAssessments,
  record: CustomerRecord | undefined,
): { readonly amountMinor: number | null; readonly currency: string | null; readonly feesMinor: number } => {
  if (result.kind === 'blocked') {
    const [first] = record === undefined ? [] : contractsOfRecord(record);
    return { amountMinor: null, currency: first?.serviceFees?.currency ?? null, feesMinor: 0 };
  }
  let [amountMinor, feesMinor] = [0, 0];
  for (const { amounts, contract } of result.assessments) {
    amountMinor += amounts.amountMinor;
    feesMinor += contract.serviceFees.amountMinor;
  }
  return { amountMinor, feesMinor, currency: result.assessments[0]?.contract.serviceFees.currency ?? null };
};

const NONE: readonly never[] = [];

/** Returns a customer of a history as the table would load it. */
const loadedCustomer = ({ profiles, fees, facts }: History, id: string): LoadedCustomer => ({
  id,
  profiles: profiles.get(id) ?? NONE,
  fees: fees.get(id) ?? NONE,
  facts: facts.own.get(id) ?? NONE,
  records: NONE,
  revisions: NONE,
  sent: NONE,
  goodwill: NONE,
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
