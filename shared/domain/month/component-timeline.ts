import * as z from 'zod/mini';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact, FactOf } from '../facts/facts.ts';
import { anyText, decodeWith, impact } from '../facts/fields.ts';
import { monitorDown, providerOut, type StateInterval } from '../facts/state-intervals.ts';
import { FULL_IMPACT, type Impact } from '../money/impact.ts';
import { clauseOfPeriod, isScheduled } from '../policy/maintenance-rules.ts';
import type { Policy } from '../policy/policy.ts';
import type { Instant } from '../time/instant.ts';
import { type Intervals, joinGaps, NO_INTERVALS, normalise } from '../time/intervals.ts';

/** An alarm of a component, and the share of users that are affected while it is down. */
export type Monitor = { readonly monitor: string; readonly impact: Impact };

const weightedMonitor = z.strictObject({ monitor: anyText, impact: z.optional(impact) });

/** An alarm's ARN, or the ARN with an impact. */
const monitor = z.codec(z.custom<string | z.input<typeof weightedMonitor>>(), z.custom<Monitor>(), {
  decode: (input, context) => {
    if (typeof input === 'string') return { monitor: input, impact: FULL_IMPACT };
    const { monitor: name, impact: share = FULL_IMPACT } = decodeWith(weightedMonitor, input, context);
    return { monitor: name, impact: share };
  },
  encode: ({ monitor: name, impact: share }) => ({ monitor: name, impact: share.written }),
});

/** A component that customers use: its alarms, and the providers' components that it depends on. */
export const component = z.strictObject({
  id: anyText,
  monitors: z.array(monitor),
  dependsOn: z.prefault(z.array(z.object({ provider: anyText, component: anyText })), []),
});
export type Component = z.output<typeof component>;

/** An interval of downtime or of an excuse, with the facts behind it. */
export type ComponentEvidence = StateInterval & {
  readonly kind: Fact['kind'];
  readonly source: string;
  /** The clause of the contract that excuses. */
  readonly clause?: number | undefined;
  /** The impact of downtime. */
  readonly impact?: Impact | undefined;
};

/** The downtime of a component before exclusions, and its excuses. */
export type ComponentTimeline = {
  readonly id: string;
  readonly downtime: Intervals;
  /** Excuses, without the company's scheduled maintenance, which a policy may limit. */
  readonly excuse: Intervals;
  readonly downBy: readonly ComponentEvidence[];
  readonly excusedBy: readonly ComponentEvidence[];
  /** The company's scheduled maintenance of this component. */
  readonly maintenance: readonly FactOf<'maintenance'>[];
};

/** The facts of a month, indexed by subject. */
export type FactIndex = {
  readonly monitors: ReadonlyMap<string, readonly FactOf<'monitor-state'>[]>;
  readonly providers: ReadonlyMap<string, readonly FactOf<'provider-status'>[]>;
  readonly facts: readonly Fact[];
};

type ProviderComponent = { readonly provider: string; readonly component: string };

/** Returns the index key of a provider's component. JSON keeps names with spaces apart. */
export const providerKey = ({ provider, component: code }: ProviderComponent): string =>
  JSON.stringify([provider, code]);

const providerText = ({ provider, component: code }: ProviderComponent): string => `${provider} ${code}`;

/** Returns a component's timeline (`docs/rules.md §2` and `§4`). An excuse of a component excuses that component only. */
export const componentTimeline = (
  { id, monitors, dependsOn }: Component,
  { monitors: states, providers, facts }: FactIndex,
  policy: Policy,
  asOf: Instant,
): ComponentTimeline => {
  const { thirdParty } = policy.exclusions;
  const downBy: ComponentEvidence[] = [
    ...monitors.flatMap(({ monitor: arn, impact: share }) =>
      monitorDown(states.get(arn) ?? [], policy.downtime, asOf).map((interval): ComponentEvidence => ({
        ...interval,
        kind: 'monitor-state',
        source: arn,
        impact: share,
      })),
    ),
    ...ofKind(facts, 'downtime')
      .filter((fact) => fact.component === id)
      .map((fact): ComponentEvidence => ({
        kind: fact.kind,
        source: id,
        start: fact.start,
        end: Math.min(fact.end, asOf),
        facts: [fact.id],
        impact: fact.impact ?? FULL_IMPACT,
      }))
      .filter(({ start, end }) => start < end),
  ];
  const scheduled = ofKind(facts, 'maintenance').filter((fact) => isAbout(fact.scope, id) && isScheduled(fact, policy));
  const excusedBy: ComponentEvidence[] = [
    ...(thirdParty.exclude ? dependsOn : []).flatMap((dependency) =>
      providerOut(providers.get(providerKey(dependency)) ?? [], thirdParty.minimumStatus, asOf).map(
        (interval): ComponentEvidence => ({
          ...interval,
          kind: 'provider-status',
          source: providerText(dependency),
          clause: 3,
        }),
      ),
    ),
    ...[
      ...ofKind(facts, 'exclusion').filter((fact) => 'all' in fact.scope || isAbout(fact.scope, id)),
      ...scheduled.filter(({ requestedBy }) => requestedBy === 'customer'),
    ].map((fact) => periodEvidence(fact, id)),
  ];
  return {
    id,
    downtime: downBy.length === 0 ? NO_INTERVALS : joinGaps(normalise(downBy), policy.downtime.mergeGaps.ms),
    excuse: normalise(excusedBy),
    downBy,
    excusedBy,
    maintenance: scheduled.filter(({ requestedBy }) => requestedBy === 'company'),
  };
};

/** Returns an exclusion or maintenance as evidence about a component or a customer. */
export const periodEvidence = (
  fact: FactOf<'maintenance'> | FactOf<'exclusion'>,
  source: string,
): ComponentEvidence => {
  const { kind, id, start, end } = fact;
  return { kind, source, facts: [id], start, end, clause: clauseOfPeriod(fact) };
};

const isAbout = (scope: FactOf<'exclusion'>['scope'], id: string): boolean =>
  'component' in scope && scope.component === id;
