import type { ProviderSla, Sources } from '../config/sources.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import type { Config } from '../config/config.ts';
import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import { type Fact, type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { FULL_IMPACT } from '../domain/money/impact.ts';
import { assess } from '../domain/month/assessment.ts';
import { evaluatedRange, prepareMonth } from '../domain/month/month.ts';
import { pendingClaims, withPendingClaims } from '../domain/month/pending-claims.ts';
import { withFullNotice } from '../domain/month/with-full-notice.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Interval, listIntervals, type Intervals, clip } from '../domain/time/intervals.ts';

/** A month's claim against a provider for one of its services. Amounts are in minor units. */
export type ProviderClaim = {
  readonly provider: string;
  readonly service: string;
  readonly month: string;
  readonly policy: string;
  readonly currency: string;
  /** The credit if it is claimed now. */
  readonly amountMinor: number;
  /** The credit of a claim in time; more than `amountMinor` if a deadline has passed. */
  readonly fullMinor: number;
  /** The last instant of the claim; undefined without a deadline, or if nothing can be claimed. */
  readonly deadline: Instant | undefined;
  /** The provider's outages of the service in the month, by its status page. */
  readonly outages: readonly Interval[];
  /** The downtime of our components that the outages excused, by component. */
  readonly caused: readonly { readonly component: string; readonly intervals: readonly Interval[] }[];
};

export type ProviderClaimInput = {
  readonly config: Pick<Config, 'policies' | 'providers' | 'components'>;
  readonly month: string;
  readonly asOf: Instant;
  /** The facts of the provider's components, with their retractions. */
  readonly facts: readonly Fact[];
  /** The downtime of our components in the month. */
  readonly downtime?: ReadonlyMap<string, Intervals>;
};

/** The id under which we are the provider's customer. */
const OURSELVES = 'us';

/**
 * Returns the claims of a month against all providers with an SLA, by the rules of our customers' credits.
 * A component of the status page is down while its status is at least the policy's `minimumStatus`. Services without a credit are left out.
 * Throws `InvalidInput` if a policy cannot be resolved.
 */
export const providerClaims = ({
  config,
  month,
  asOf,
  facts,
  downtime = new Map(),
}: ProviderClaimInput): ProviderClaim[] =>
  Object.entries(config.providers).flatMap(([provider, { sla }]) =>
    sla === undefined
      ? []
      : Object.keys(sla.services).flatMap(
          (service) => claimOf(provider, sla, service, { config, month, asOf, facts, downtime }) ?? [],
        ),
  );

const claimOf = (
  provider: string,
  sla: ProviderSla,
  service: string,
  { config, month, asOf, facts, downtime = new Map() }: ProviderClaimInput,
): ProviderClaim | undefined => {
  const { components = [], serviceFees = {} } = sla.services[service] ?? {};
  const fees = serviceFees[month] ?? serviceFees['default'];
  if (fees === undefined) return undefined;
  const rangeIn = (zone: string): Interval => evaluatedRange(monthInterval(month, zone), asOf);
  const policy = resolvePolicy(config, sla.policy, month, rangeIn);
  const least = PROVIDER_STATUSES.indexOf(policy.exclusions.thirdParty.minimumStatus);
  const statuses = ofKind(effectiveFacts(facts, asOf), 'provider-status').filter(
    (fact) => fact.provider === provider && components.includes(fact.component),
  );
  const prepared = prepareMonth({
    month,
    asOf,
    policy,
    components: components.map((code) => ({
      id: code,
      monitors: [{ monitor: code, impact: FULL_IMPACT }],
      dependsOn: [],
    })),
    facts: statuses.map((status): FactOf<'monitor-state'> => {
      const { component: monitor, id, at, recordedAt } = status;
      const isDown = PROVIDER_STATUSES.indexOf(status.status) >= least;
      return { kind: 'monitor-state', id, monitor, state: isDown ? 'ALARM' : 'OK', at, recordedAt };
    }),
  });
  const contract = { customer: OURSELVES, service, components, serviceFees: fees };
  const assessment = assess(prepared, contract, []);
  const full = withFullNotice(assessment).amounts.amountMinor;
  if (full === 0) return undefined;
  const claims = pendingClaims(assessment);
  const latest = Math.max(-Infinity, ...claims.map(({ deadline }) => deadline));
  const { start, end } = prepared.interval;
  const outages = listIntervals(clip(assessment.baseline.downtime, start, end));
  return {
    provider,
    service,
    month,
    policy: policy.id,
    currency: fees.currency,
    amountMinor: withPendingClaims(assessment).amounts.amountMinor,
    fullMinor: full,
    deadline: Number.isFinite(latest) ? latest : undefined,
    outages,
    caused: causedBy(config, provider, components, outages, downtime),
  };
};

/** Returns the parts of our components' downtime during the outages, of the components that depend on the service. */
const causedBy = (
  { components }: Pick<Sources, 'components'>,
  provider: string,
  codes: readonly string[],
  outages: readonly Interval[],
  downtime: ReadonlyMap<string, Intervals>,
): ProviderClaim['caused'] =>
  Object.entries(components).flatMap(([component, { dependsOn }]) => {
    if (!dependsOn.some((on) => on.provider === provider && codes.includes(on.component))) return [];
    const down = downtime.get(component) ?? [];
    const intervals = outages.flatMap(({ start, end }) => listIntervals(clip(down, start, end)));
    return intervals.length === 0 ? [] : [{ component, intervals }];
  });
