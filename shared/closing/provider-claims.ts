import { AWS_PROVIDER, type ProviderSla, type Sources } from '../config/sources.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import type { Config } from '../config/config.ts';
import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import { type Fact, type FactOf, PROVIDER_STATUSES } from '../domain/facts/facts.ts';
import { FULL_IMPACT } from '../domain/money/impact.ts';
import { assess } from '../domain/month/assessment.ts';
import { evaluatedRange, type Month, prepareMonth } from '../domain/month/month.ts';
import { pendingClaims, withPendingClaims } from '../domain/month/pending-claims.ts';
import { withFullNotice } from '../domain/month/with-full-notice.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { ClaimState } from '../domain/facts/claim-states.ts';
import type { HealthIssue } from '../persistence/source-health.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { ClaimMark } from '../persistence/claim-marks.ts';
import { type Interval, listIntervals, type Intervals, clip } from '../domain/time/intervals.ts';

/** A month's claim against a provider for one of its services. Amounts are in minor units. */
export type ProviderClaim = {
  readonly provider: string;
  readonly service: string;
  readonly month: string;
  readonly policy: string;
  /** The codes of the provider's components. */
  readonly components: readonly string[];
  readonly currency: string;
  /** The credit if it is claimed now. */
  readonly amountMinor: number;
  /** The credit of a claim in time; more than `amountMinor` if a deadline has passed. */
  readonly fullMinor: number;
  /** The last instant of the claim; undefined without a deadline, or if nothing can be claimed. */
  readonly deadline: Instant | undefined;
  /** The first deadline of an outage that is not claimed yet. */
  readonly nextDeadline: Instant | undefined;
  readonly state: ClaimState;
  /** The marks of the claim, in order of their record. */
  readonly marks: readonly ClaimMark[];
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
  /** The issues of AWS by service and region, if AWS has an SLA with us. */
  readonly issues?: ReadonlyMap<string, readonly HealthIssue[]>;
  /** The downtime of our components in the month. */
  readonly downtime?: ReadonlyMap<string, Intervals>;
  /** The marks of the month's claims, in order of their record. */
  readonly marks?: readonly ClaimMark[];
};

/** The id under which we are the provider's customer. */
const OURSELVES = 'us';

/**
 * Returns the claims of a month against all providers with an SLA, by the rules of our customers' credits.
 * A component of the status page is down while its status is at least the policy's `minimumStatus`. Services without a credit are left out.
 * A service of AWS is down during its public issues. An issue that was closed without an end does not count.
 * A claim that was marked as sent is our notice of every outage that could be claimed at that instant.
 * Throws `InvalidInput` if a policy cannot be resolved.
 */
export const providerClaims = ({
  config,
  month,
  asOf,
  facts,
  issues = new Map(),
  downtime = new Map(),
  marks = [],
}: ProviderClaimInput): ProviderClaim[] =>
  Object.entries(config.providers).flatMap(([provider, { sla }]) =>
    sla === undefined
      ? []
      : Object.keys(sla.services).flatMap(
          (service) => claimOf(provider, sla, service, { config, month, asOf, facts, issues, downtime, marks }) ?? [],
        ),
  );

const claimOf = (
  provider: string,
  sla: ProviderSla,
  service: string,
  { config, month, asOf, facts, issues, downtime, marks: all }: Required<ProviderClaimInput>,
): ProviderClaim | undefined => {
  const { components = [], serviceFees = {} } = sla.services[service] ?? {};
  const fees = serviceFees[month] ?? serviceFees['default'];
  if (fees === undefined) return undefined;
  const rangeIn = (zone: string): Interval => evaluatedRange(monthInterval(month, zone), asOf);
  const policy = resolvePolicy(config, sla.policy, month, rangeIn);
  const evidence =
    provider === AWS_PROVIDER
      ? issueEvidence(components, issues)
      : statusEvidence(provider, components, effectiveFacts(facts, asOf), policy);
  const preparedAt = (at: Instant): Month =>
    prepareMonth({
      month,
      asOf: at,
      policy,
      components: evidence.map(({ component, states }) => ({
        id: component,
        monitors: [...new Set(states.map(({ monitor }) => monitor))].map((monitor) => ({
          monitor,
          impact: FULL_IMPACT,
        })),
        dependsOn: [],
      })),
      facts: evidence.flatMap(({ states }) => states),
    });
  const contract = { customer: OURSELVES, service, components, serviceFees: fees };
  const marks = all.filter((mark) => mark.month === month && mark.provider === provider && mark.service === service);
  const notices: FactOf<'notice'>[] = [];
  for (const { at: sentAt } of sentMarks(marks))
    notices.push(
      ...pendingClaims(assess(preparedAt(sentAt), contract, [...notices])).flatMap((claim) => claim.notices),
    );
  const prepared = preparedAt(asOf);
  const assessment = assess(prepared, contract, notices);
  const full = withFullNotice(assessment).amounts.amountMinor;
  if (full === 0) return undefined;
  const claims = pendingClaims(assessment);
  const deadlines = claims.map(({ deadline }) => deadline).filter((deadline) => Number.isFinite(deadline));
  const { start, end } = prepared.interval;
  const outages = listIntervals(clip(assessment.baseline.downtime, start, end));
  return {
    provider,
    service,
    month,
    policy: policy.id,
    components,
    currency: fees.currency,
    amountMinor: withPendingClaims(assessment).amounts.amountMinor,
    fullMinor: full,
    deadline: claims.length > deadlines.length || claims.length === 0 ? undefined : Math.max(...deadlines),
    nextDeadline: deadlines.length === 0 ? undefined : Math.min(...deadlines),
    state: marks.at(-1)?.state ?? 'open',
    marks,
    outages,
    caused: causedBy(config, provider, components, outages, downtime),
  };
};

/** A component of the provider, with its states as those of alarms. */
type Evidence = { readonly component: string; readonly states: readonly FactOf<'monitor-state'>[] };

const statusEvidence = (
  provider: string,
  codes: readonly string[],
  facts: readonly Fact[],
  policy: Policy,
): Evidence[] => {
  const least = PROVIDER_STATUSES.indexOf(policy.exclusions.thirdParty.minimumStatus);
  const statuses = ofKind(facts, 'provider-status').filter((fact) => fact.provider === provider);
  return codes.map((code) => ({
    component: code,
    states: statuses.flatMap(({ id, component, status, at }) =>
      component === code ? [stateOf(code, id, PROVIDER_STATUSES.indexOf(status) >= least, at)] : [],
    ),
  }));
};

/** Each issue is an alarm of its service, since issues may overlap. */
const issueEvidence = (services: readonly string[], issues: Required<ProviderClaimInput>['issues']): Evidence[] =>
  services.map((service) => ({
    component: service,
    states: (issues.get(service) ?? []).flatMap(({ event, id = event, start, end, isClosed = false, limitedTo }) => {
      if (limitedTo !== undefined || (isClosed && end === undefined)) return [];
      const monitor = `${service} ${id}`;
      const began = stateOf(monitor, `${monitor} began`, true, start);
      return end === undefined ? [began] : [began, stateOf(monitor, `${monitor} ended`, false, end)];
    }),
  }));

/** The provider dates its states. They count from that instant on, also for a claim that was sent before we recorded them. */
const stateOf = (monitor: string, id: string, isDown: boolean, at: Instant): FactOf<'monitor-state'> => ({
  kind: 'monitor-state',
  id,
  monitor,
  state: isDown ? 'ALARM' : 'OK',
  at,
  recordedAt: at,
});

/** Returns the marks as sent in order of their instants. A later mark as open revokes those before it. */
const sentMarks = (marks: readonly ClaimMark[]): ClaimMark[] =>
  marks
    .slice(marks.findLastIndex(({ state }) => state === 'open') + 1)
    .filter(({ state }) => state === 'sent')
    .toSorted((a, b) => a.at - b.at);

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
