import type { Fact } from '../facts/facts.ts';
import type { ServiceContract } from '../facts/customer.ts';
import type { Instant } from '../time/instant.ts';
import { assess } from './assessment.ts';
import { type Month, prepareMonth } from './month.ts';

/** A component's downtime in a month, and how much more the target allows, in milliseconds. A negative budget is used up. */
export type DowntimeBudget = { readonly component: string; readonly observedMs: number; readonly remainingMs: number };

/**
 * Returns each component's remaining downtime budget: the downtime of the whole month that the target allows, less that so far.
 * Scheduled maintenance counts as far as it is recorded.
 */
export const downtimeBudgets = (month: Month): DowntimeBudget[] => {
  const { policy, interval, components, facts } = month;
  const planned = facts.filter(({ kind }) => kind === 'maintenance');
  const whole = prepareMonth({ month: month.month, asOf: interval.end, policy, components, facts: planned });
  const down = policy.target.denominator - policy.target.numerator;
  return components.map(({ id }) => {
    const contract = { customer: '', components: [id], serviceFees: { amountMinor: 0, currency: '' } };
    const { measuredMs } = assess(whole, contract, []).baseline;
    const observedMs = assess(month, contract, []).baseline.observedParts.reduce(
      (sum, edge, i) => sum + (i % 2 === 0 ? -edge : edge),
      0,
    );
    const allowedMs = Number((BigInt(measuredMs) * down) / policy.target.denominator);
    return { component: id, observedMs, remainingMs: allowedMs - observedMs };
  });
};

/** A contract with the facts about its customer. */
export type ForecastContract = { readonly contract: ServiceContract; readonly own: readonly Fact[] };

/** The next instant at which the credits of a running outage rise, and the rise by currency, in minor units. */
export type CostRise = { readonly at: Instant; readonly byMinor: Readonly<Record<string, number>> };

/**
 * Returns when the credits rise next if the current outages go on and every outage is claimed in time.
 * Returns undefined if nothing is down now, or if the rest of the month raises no credit.
 */
export const nextCostRise = (month: Month, contracts: readonly ForecastContract[]): CostRise | undefined => {
  const { interval, asOf } = month;
  const isDown = [...month.timelines.values()].some(({ downtime }) => downtime.at(-1) === asOf);
  if (!isDown || asOf >= interval.end) return undefined;
  const costAt = (at: Instant): Readonly<Record<string, number>> => {
    const later = prepareMonth({ ...month, asOf: at, policy: { ...month.policy, claim: null } });
    const cost: Record<string, number> = {};
    for (const { contract, own } of contracts) {
      const { amounts } = assess(later, contract, own);
      const { currency } = contract.serviceFees;
      cost[currency] = (cost[currency] ?? 0) + amounts.amountMinor;
    }
    return cost;
  };
  const now = costAt(asOf);
  const hasRisen = (at: Instant): boolean => Object.keys(riseBetween(now, costAt(at))).length > 0;
  let [before, risen] = [asOf, interval.end];
  if (!hasRisen(risen)) return undefined;
  while (risen - before > 1) {
    const middle = Math.floor((before + risen) / 2);
    if (hasRisen(middle)) risen = middle;
    else before = middle;
  }
  return { at: risen, byMinor: riseBetween(now, costAt(risen)) };
};

const riseBetween = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([currency, amount]) => {
      const rise = amount - (before[currency] ?? 0);
      return rise > 0 ? [[currency, rise]] : [];
    }),
  );
