import { InvalidInput } from '../../lib/validation.ts';
import type { ServiceContract } from '../facts/customer.ts';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact } from '../facts/facts.ts';
import type { Intervals } from '../time/intervals.ts';
import { type Amounts, amountsOf } from './amounts.ts';
import { assessClaimed, assessOutage, claimLabels } from './assessed-outage.ts';
import { type Baseline, baselineOf } from './baseline.ts';
import { type ClaimNotice, claimNotices } from './claim-decision.ts';
import { type Evaluation, evaluate } from './evaluation.ts';
import type { Label } from './label.ts';
import type { Month } from './month.ts';

/** A customer's evaluated month: the source of a statement and of its explanation. Instants and amounts are numbers. */
export type Assessment = {
  readonly month: Month;
  readonly contract: ServiceContract;
  readonly own: readonly Fact[];
  readonly notices: readonly ClaimNotice[];
  readonly baseline: Baseline;
  readonly evaluation: Evaluation;
  readonly amounts: Amounts;
};

/** A baseline, and the evaluation of a customer without notices. */
type Shared = { readonly baseline: Baseline; readonly unclaimed: Evaluation };

/** The baselines of a month by the set of components: customers of the same components share one. */
const baselines = new WeakMap<Month, Map<string, Shared>>();

/**
 * Evaluates a customer's month (`docs/rules.md §3 to §8`). `own`: the effective facts about this customer.
 * Throws `InvalidInput` if the amount before capping is not a safe integer.
 */
export const assess = (
  month: Month,
  contract: ServiceContract,
  own: readonly Fact[] = month.own.get(contract.customer) ?? NONE,
): Assessment => {
  const { baseline, unclaimed } = sharedBaseline(month, contract, own);
  const { claim } = month.policy;
  const about = claim === null || baseline.outages.length === 0 ? NONE : noticesFor(own, contract);
  const notices = claim === null || about.length === 0 ? NONE : claimNotices(about, claim, baseline.downtime, month);
  const evaluation =
    notices.length === 0
      ? unclaimed
      : evaluate(assessClaimed(unclaimed.outages, notices, baseline, month), baseline, month);
  const { serviceFees } = contract;
  const amounts = amountsOf(serviceFees, evaluation.earned.share, month.policy, month.days.length);
  if (amounts === undefined) {
    const rule = 'the amount before capping is more than JSON carries exactly';
    throw new InvalidInput([{ at: 'serviceFees.amountMinor', rule, value: serviceFees.amountMinor }]);
  }
  return { month, contract, own, notices, baseline, evaluation, amounts };
};

const NONE: readonly never[] = [];

/** A notice that names a service counts for that service only. */
const noticesFor = (own: readonly Fact[], { service }: ServiceContract) =>
  ofKind(own, 'notice').filter((notice) => notice.service === undefined || notice.service === service);

const sharedBaseline = (month: Month, contract: ServiceContract, own: readonly Fact[]): Shared => {
  const { activeFrom, activeTo } = contract;
  if (activeFrom !== undefined || activeTo !== undefined || own.some(({ kind }) => kind !== 'notice'))
    return evaluated(month, contract, own);
  const key = componentsKey(contract.components);
  const known = baselines.get(month)?.get(key);
  if (known !== undefined) return known;
  const made = evaluated(month, contract, NONE);
  baselines.set(month, (baselines.get(month) ?? new Map<string, Shared>()).set(key, made));
  return made;
};

/** JSON keeps sets of ids apart. One id alone is marked, since it may look like JSON. */
const componentsKey = (components: readonly string[]): string =>
  components.length === 1 ? `=${components[0]}` : JSON.stringify(components);

const evaluated = (month: Month, contract: ServiceContract, own: readonly Fact[]): Shared => {
  const baseline = baselineOf(month, contract, own);
  const outages = baseline.outages.map((outage) => assessOutage(outage, NONE, baseline, month));
  return { baseline, unclaimed: evaluate(outages, baseline, month) };
};

/** Returns the month divided into labels, without empty ones. */
export const labelledTime = ({ month, baseline, evaluation }: Assessment): (readonly [Label, Intervals])[] => [
  ...baseline.labels,
  ...evaluation.outages.flatMap((outage) => claimLabels(outage, month.interval)),
];
