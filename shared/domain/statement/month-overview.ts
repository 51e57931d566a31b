import { ofKind } from '../facts/effective-facts.ts';
import { providerOut } from '../facts/state-intervals.ts';
import type { Percentage } from '../money/percentage.ts';
import { assess } from '../month/assessment.ts';
import { providerKey } from '../month/component-timeline.ts';
import type { Month } from '../month/month.ts';
import { withFullNotice } from '../month/with-full-notice.ts';
import type { Instant } from '../time/instant.ts';
import { type Interval, overlaps } from '../time/intervals.ts';
import { type Statement, statementOf } from './statement.ts';

/** A component's month: that of a customer who uses this component only and claims everything in time. */
export type ComponentMonth = {
  readonly id: string;
  readonly statement: Statement;
  /** The most downtime with which the target is still met, in milliseconds. */
  readonly budgetMs: number;
  /** The component has alarms, and no event of them was received by the month's end. */
  readonly hasNoEvents: boolean;
};

/** When a provider's component was out, by its status page, and the components that depend on it. */
type ProviderMonth = {
  readonly provider: string;
  readonly component: string;
  readonly usedBy: readonly string[];
  readonly outages: readonly Interval[];
};

/** A month of all components and providers under one policy. */
export type Overview = {
  readonly month: string;
  readonly policy: { readonly id: string; readonly version: number };
  readonly timeZone: string;
  readonly target: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly asOf: Instant;
  readonly components: readonly ComponentMonth[];
  readonly providers: readonly ProviderMonth[];
};

/**
 * Returns the overview of a prepared month. `withoutStatus`: providers without a status page, which are left out; their outages are
 * exclusions of components.
 */
export const overviewOf = (month: Month, withoutStatus: readonly string[]): Overview => {
  const { policy, interval, asOf } = month;
  const received = new Set(
    ofKind(month.facts, 'monitor-state').flatMap(({ monitor, at }) => (at < interval.end ? [monitor] : [])),
  );
  return {
    month: month.month,
    policy: { id: policy.id, version: policy.version },
    timeZone: policy.timeZone,
    target: policy.target.written,
    start: interval.start,
    end: interval.end,
    asOf,
    components: month.components.map(({ id, monitors }) => {
      const contract = { customer: id, components: [id], serviceFees: { amountMinor: 0, currency: 'XXX' } };
      const statement = statementOf(withFullNotice(assess(month, contract, [])));
      return {
        id,
        statement,
        budgetMs: budget(statement.measuredMs, policy.target),
        hasNoEvents: monitors.length > 0 && !monitors.some(({ monitor }) => received.has(monitor)),
      };
    }),
    providers: providersOf(month, withoutStatus),
  };
};

/** Returns the measured time less the part that must be up. That part is rounded up. */
const budget = (measuredMs: number, { numerator, denominator }: Percentage): number =>
  Number((BigInt(measuredMs) * (denominator - numerator)) / denominator);

const providersOf = (
  { components, facts, policy, interval, asOf }: Month,
  withoutStatus: readonly string[],
): ProviderMonth[] => {
  const statuses = Map.groupBy(ofKind(facts, 'provider-status'), providerKey);
  const all = new Map(
    components.flatMap(({ dependsOn }) => dependsOn.map((dependency) => [providerKey(dependency), dependency])),
  );
  return [...all]
    .filter(([, { provider }]) => !withoutStatus.includes(provider))
    .map(([key, { provider, component }]) => ({
      provider,
      component,
      usedBy: components
        .filter(({ dependsOn }) => dependsOn.some((dependency) => providerKey(dependency) === key))
        .map(({ id }) => id),
      outages: providerOut(statuses.get(key) ?? [], policy.exclusions.thirdParty.minimumStatus, asOf)
        .filter((outage) => overlaps(outage, interval))
        .map(({ start, end }) => ({ start: Math.max(start, interval.start), end: Math.min(end, interval.end) })),
    }));
};
