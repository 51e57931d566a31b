import { alarmArn, AWS_PROVIDER } from '../config/sources.ts';
import type { Config } from '../config/config.ts';
import type { Basis } from '../domain/policy/basis.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Component } from '../domain/month/component-timeline.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Month, prepareMonth, windowOf } from '../domain/month/month.ts';
import { touching } from '../domain/time/intervals.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';
import { DAY_MS } from '../lib/time-units.ts';

/** Where the product runs: the operator's configuration, the stage, and the account and region of alarms named without an ARN. */
export type Deployment = {
  readonly config: Config;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
};

/** The configured components as the rules see them: their alarms by ARN. */
export const componentsOf = ({ config, ...own }: Deployment): Component[] =>
  Object.entries(config.components).map(([id, { alarms, dependsOn }]) => ({
    id,
    monitors: alarms.map((alarm) => alarmArn(alarm, own)),
    dependsOn: dependsOn.map(({ provider, component }) => ({ provider, component })),
  }));

export type MonthRequest = {
  readonly policy: string;
  readonly month: string;
  readonly asOf: Instant;
  /**
   * What the month is judged by, and the run that keeps it.
   * @default the configuration of now
   */
  readonly basis?: { readonly of: string; readonly basis: Basis } | undefined;
};

/** How much further is read at a time, where a downtime runs over the edge of what was read: 31 days. */
const FURTHER = 31 * DAY_MS;

/**
 * Reads what a month is judged on, and prepares it once for all its customers: the policy with its holidays, every component's
 * timeline. Downtimes are judged whole, so it reads on, back and forth, until nothing is down at the edges of what was read.
 * Throws `Rejected` if the policy cannot be resolved. `supposed`: facts that are taken as recorded, although they are not.
 */
export const loadMonth = async (
  table: Table,
  deployment: Deployment,
  wanted: MonthRequest,
  supposed: readonly Fact[] = [],
): Promise<Month> => {
  const { month, asOf } = wanted;
  const kept = wanted.basis?.basis;
  const zone = (kept ?? deployment.config).policies[wanted.policy]?.timeZone ?? 'UTC';
  const window = windowOf(monthInterval(month, zone), asOf);
  const policy = kept?.policies[wanted.policy] ?? resolvePolicy(deployment.config, wanted.policy, window);
  const components = kept?.components ?? componentsOf(deployment);
  const subjects = {
    monitors: components.flatMap(({ monitors }) => monitors),
    providerComponents: components.flatMap(({ dependsOn }) =>
      dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER),
    ),
    components: components.map(({ id }) => id),
  };
  const gap = policy.mergeGaps.ms + 1;

  const readAndPrepare = async (from: Instant, to: Instant): Promise<Month> => {
    const facts = [...(await loadSharedFacts(table, subjects, { from, to }, asOf)), ...supposed];
    const prepared = prepareMonth({ month, asOf, policy, components, facts });
    const raw = [...prepared.timelines.values()].map((timeline) => timeline.raw);
    const atStart = raw.flatMap((spans) => touching(spans, from - 1, from + gap));
    const atEnd = to < asOf && raw.some((spans) => touching(spans, to - gap, to + 1).length > 0);
    if (atStart.length === 0 && !atEnd) return prepared;
    const earlier =
      atStart.reduce((first, { start }) => Math.min(first, start), from) - (atStart.length > 0 ? gap + 1 : 0);
    return readAndPrepare(earlier, atEnd ? Math.min(to + FURTHER, asOf) : to);
  };
  return readAndPrepare(window.start, Math.max(window.start, window.end));
};

/** How many prepared months a warm function keeps: a run's policies, and those of the run before. */
const KEPT = 8;

/** Gives prepared months, each read once for as long as the function stays warm. `supposed`: as in `loadMonth`. */
export const monthReader = (
  table: Table,
  deployment: Deployment,
  supposed: readonly Fact[] = [],
): ((wanted: MonthRequest) => Promise<Month>) => {
  const kept = new Map<string, Promise<Month>>();
  return (wanted) => {
    const key = JSON.stringify([wanted.policy, wanted.month, wanted.asOf, wanted.basis?.of]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const loading = loadMonth(table, deployment, wanted, supposed).catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
    kept.set(key, loading);
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    return loading;
  };
};
