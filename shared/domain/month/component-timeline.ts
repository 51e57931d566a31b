import * as z from 'zod/mini';
import { ofKind } from '../facts/effective-facts.ts';
import type { Fact, FactOf } from '../facts/facts.ts';
import { anyText } from '../facts/fields.ts';
import { type StateInterval, monitorDown, providerOut, stateIntervals } from '../facts/state-intervals.ts';
import type { Instant } from '../time/instant.ts';
import type { Policy } from '../policy/policy.ts';
import { bridge, NEVER, normalise, type Spans, union } from '../time/intervals.ts';
import { clauseOfWindow, isScheduled } from '../policy/maintenance-rules.ts';

/** Something that customers use: the alarms that watch it, and the providers' components that it cannot do without. */
export const component = z.object({
  id: anyText,
  monitors: z.array(anyText),
  dependsOn: z.array(z.object({ provider: anyText, component: anyText })),
});
export type Component = z.output<typeof component>;

/** A stretch of a component's downtime or excuse with the facts behind it, and the clause by which it excuses. */
export type ComponentEvidence = StateInterval & {
  readonly kind: Fact['kind'];
  readonly source: string;
  readonly clause?: number | undefined;
};

/** When a component was down, when that is excused, and the evidence for each. */
export type Timeline = {
  readonly id: string;
  readonly raw: Spans;
  readonly excuse: Spans;
  readonly downBy: readonly ComponentEvidence[];
  readonly excusedBy: readonly ComponentEvidence[];
};

/** The facts of a month, found by what they are about. */
export type FactIndex = {
  readonly monitors: ReadonlyMap<string, readonly FactOf<'monitor-state'>[]>;
  readonly providers: ReadonlyMap<string, readonly FactOf<'provider-status'>[]>;
  readonly facts: readonly Fact[];
};

type ProviderComponent = { readonly provider: string; readonly component: string };

/** The key under which a provider's component is shelved: of no two the same, whatever blanks their names have. */
export const providerKey = ({ provider, component }: ProviderComponent): string =>
  JSON.stringify([provider, component]);

const nameOf = ({ provider, component }: ProviderComponent): string => `${provider} ${component}`;

/**
 * A component's timeline (semantics, sections 2 and 4). Raw: down while any of its monitors is down or a declared downtime runs,
 * never past `asOf`, gaps of at most `mergeGaps` included. Excused: while a provider component that it depends on is out, while an
 * exclusion for all or for it runs, while scheduled maintenance of it runs. A component's excuse excuses that component alone.
 */
export const timeline = (
  { id, monitors, dependsOn }: Component,
  { monitors: states, providers, facts }: FactIndex,
  policy: Policy,
  asOf: Instant,
): Timeline => {
  const downBy = [
    ...monitors.flatMap((monitor) =>
      monitorDown(states.get(monitor) ?? [], policy, asOf).map(by('monitor-state', monitor)),
    ),
    ...ofKind(facts, 'downtime')
      .filter((fact) => fact.component === id)
      .map((fact) => ({
        kind: fact.kind,
        source: id,
        start: fact.start,
        end: Math.min(fact.end, asOf),
        facts: [fact.id],
      }))
      .filter(({ start, end }) => start < end),
  ];
  const excusedBy = [
    ...(policy.thirdParty.exclude ? dependsOn : []).flatMap((provider) =>
      providerOut(providers.get(providerKey(provider)) ?? [], policy.thirdParty.minimumStatus, asOf).map(
        by('provider-status', nameOf(provider), 3),
      ),
    ),
    ...[
      ...ofKind(facts, 'exclusion').filter(({ scope }) => 'all' in scope || isOf(scope, id)),
      ...ofKind(facts, 'maintenance').filter((fact) => isOf(fact.scope, id) && isScheduled(fact, policy)),
    ].map((fact) => byPeriod(fact, id)),
  ];
  return {
    id,
    raw: downBy.length === 0 ? NEVER : bridge(normalise(downBy), policy.mergeGaps.ms),
    excuse: union(stateIntervals(excusedBy)),
    downBy,
    excusedBy,
  };
};

const by =
  (kind: Fact['kind'], source: string, clause?: number) =>
  (episode: StateInterval): ComponentEvidence => ({ ...episode, kind, source, clause });

/** A window as evidence about a component or a customer. */
export const byPeriod = (fact: FactOf<'maintenance'> | FactOf<'exclusion'>, source: string): ComponentEvidence => {
  const { kind, id, start, end } = fact;
  return { kind, source, facts: [id], start, end, clause: clauseOfWindow(fact) };
};

const isOf = (scope: FactOf<'exclusion'>['scope'], component: string): boolean =>
  'component' in scope && scope.component === component;
