import { AWS_PROVIDER } from '../../config/sources.ts';
import { assess } from '../month/assessment.ts';
import { providerKey } from '../month/component-timeline.ts';
import { ofKind } from '../facts/effective-facts.ts';
import { providerOut } from '../facts/state-intervals.ts';
import { withFullNotice } from '../month/with-full-notice.ts';
import type { Instant } from '../time/instant.ts';
import type { Month } from '../month/month.ts';
import type { Percentage } from '../money/percentage.ts';
import type { Span } from '../time/intervals.ts';
import { type Statement, statementOf } from './statement.ts';

/** A component's month: as that of somebody who uses it alone and notices everything. */
export type ComponentMonth = {
  readonly id: string;
  readonly statement: Statement;
  /** The most downtime with which the target is still met, in milliseconds. */
  readonly budgetMs: number;
  /** It has alarms, and none of them was heard of by the month's end: that it was up is nothing but silence. */
  readonly isUnheard: boolean;
};

/** When a provider's component was out, by its own word, and which components depend on it. */
type ProviderMonth = {
  readonly provider: string;
  readonly component: string;
  readonly usedBy: readonly string[];
  readonly outages: readonly Span[];
};

/** A month of the whole service, whoever used what and wrote when. */
export type Overview = {
  readonly month: string;
  readonly timeZone: string;
  readonly target: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly asOf: Instant;
  readonly components: readonly ComponentMonth[];
  readonly providers: readonly ProviderMonth[];
};

/**
 * What a prepared month says of each component and of each provider's component that one depends on. AWS has no line of its own: its
 * Health events are exclusions of components.
 */
export const overviewOf = (month: Month): Overview => {
  const { policy, interval, asOf } = month;
  const heard = new Set(
    ofKind(month.facts, 'monitor-state').flatMap(({ monitor, at }) => (at < interval.end ? [monitor] : [])),
  );
  return {
    month: month.month,
    timeZone: policy.timeZone,
    target: policy.target.written,
    start: interval.start,
    end: interval.end,
    asOf,
    components: month.components.map(({ id, monitors }) => {
      const nobody = { id: 'nobody', components: [id], serviceFees: { amountMinor: 0, currency: 'XXX' } };
      const statement = statementOf(withFullNotice(assess(month, nobody, [])));
      return {
        id,
        statement,
        budgetMs: budget(statement.measuredMs, policy.target),
        isUnheard: monitors.length > 0 && !monitors.some((monitor) => heard.has(monitor)),
      };
    }),
    providers: providersOf(month),
  };
};

/** `measured` less its part that must be up, that one rounded up: exact, as the target is compared. */
const budget = (measuredMs: number, { numerator, denominator }: Percentage): number =>
  Number((BigInt(measuredMs) * (denominator - numerator)) / denominator);

const providersOf = ({ components, facts, policy, interval, asOf }: Month): ProviderMonth[] => {
  const said = Map.groupBy(ofKind(facts, 'provider-status'), providerKey);
  const all = new Map(
    components.flatMap(({ dependsOn }) => dependsOn.map((dependency) => [providerKey(dependency), dependency])),
  );
  return [...all]
    .filter(([, { provider }]) => provider !== AWS_PROVIDER)
    .map(([key, { provider, component }]) => ({
      provider,
      component,
      usedBy: components
        .filter(({ dependsOn }) => dependsOn.some((dependency) => providerKey(dependency) === key))
        .map(({ id }) => id),
      outages: providerOut(said.get(key) ?? [], policy.thirdParty.minimumStatus, asOf)
        .filter(({ start, end }) => start < interval.end && end > interval.start)
        .map(({ start, end }) => ({ start: Math.max(start, interval.start), end: Math.min(end, interval.end) })),
    }));
};
