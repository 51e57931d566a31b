import { DAY_MS } from '../lib/time-units.ts';
import { alarmArn, AWS_PROVIDER } from '../config/sources.ts';
import type { Config } from '../config/config.ts';
import type { ConfigurationSnapshot } from '../domain/month/configuration-snapshot.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Component } from '../domain/month/component-timeline.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { evaluatedRange, type Month, prepareMonth } from '../domain/month/month.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { overlapping } from '../domain/time/intervals.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';

/** The operator's configuration and the stage, with the account and region of alarms that are configured without an ARN. */
export type Deployment = {
  readonly config: Config;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
};

/** Returns the configured components with their alarms by ARN. */
export const componentsOf = ({ config, ...own }: Deployment): Component[] =>
  Object.entries(config.components).map(([id, { alarms, dependsOn }]) => ({
    id,
    monitors: alarms.map(({ alarm, impact }) => ({ monitor: alarmArn(alarm, own), impact })),
    dependsOn: dependsOn.map(({ provider, component }) => ({ provider, component })),
  }));

export type MonthRequest = {
  readonly policy: string;
  readonly month: string;
  readonly asOf: Instant;
  /**
   * The configuration snapshot, and the id of the run that stores it.
   * @default the current configuration
   */
  readonly basis?: { readonly of: string; readonly basis: ConfigurationSnapshot } | undefined;
};

/** Returns a policy of a snapshot; undefined if only the configuration may have it. */
const snapshotPolicy = (snapshot: ConfigurationSnapshot | undefined, id: string): Policy | undefined =>
  snapshot !== undefined && Object.hasOwn(snapshot.policies, id) ? snapshot.policies[id] : undefined;

/** Extends the range, where an outage continues after its end: 31 days. */
const RANGE_EXTENSION_MS = 31 * DAY_MS;

/**
 * Loads a month's evidence, and prepares the month once for all its customers.
 * Outages are evaluated as a whole, so the range grows in both directions until nothing is down at its ends.
 * Throws `InvalidInput` if the policy cannot be resolved. `drafts`: facts that count as recorded although they are not.
 */
export const loadMonth = async (
  table: Table,
  deployment: Deployment,
  request: MonthRequest,
  drafts: readonly Fact[] = [],
): Promise<Month> => {
  const { month, asOf } = request;
  const snapshot = request.basis?.basis;
  const rangeIn = (timeZone: string) => evaluatedRange(monthInterval(month, timeZone), asOf);
  const policy =
    snapshotPolicy(snapshot, request.policy) ?? resolvePolicy(deployment.config, request.policy, month, rangeIn);
  const range = rangeIn(policy.timeZone);
  const components = snapshot?.components ?? componentsOf(deployment);
  const subjects = {
    monitors: components.flatMap(({ monitors }) => monitors.map(({ monitor }) => monitor)),
    providerComponents: components.flatMap(({ dependsOn }) =>
      dependsOn.filter(({ provider }) => provider !== AWS_PROVIDER),
    ),
    components: components.map(({ id }) => id),
  };
  const gap = policy.downtime.mergeGaps.ms + 1;

  const readAndPrepare = async (from: Instant, to: Instant): Promise<Month> => {
    const facts = [...(await loadSharedFacts(table, subjects, { from, to }, asOf)), ...drafts];
    const prepared = prepareMonth({ month, asOf, policy, components, facts });
    const downtimes = [...prepared.timelines.values()].map(({ downtime }) => downtime);
    const atStart = downtimes.flatMap((downtime) => overlapping(downtime, from - 1, from + gap));
    const atEnd = to < asOf && downtimes.some((downtime) => overlapping(downtime, to - gap, to + 1).length > 0);
    if (atStart.length === 0 && !atEnd) return prepared;
    const earlier =
      atStart.reduce((first, { start }) => Math.min(first, start), from) - (atStart.length > 0 ? gap + 1 : 0);
    return readAndPrepare(earlier, atEnd ? Math.min(to + RANGE_EXTENSION_MS, asOf) : to);
  };
  return readAndPrepare(range.start, Math.max(range.start, range.end));
};

/** The policies of a run, and those of the run before it. */
const CACHED_MONTHS_MAX = 8;

/** Returns a function that loads months and caches them while the Lambda function is warm. `drafts`: as in `loadMonth`. */
export const monthReader = (
  table: Table,
  deployment: Deployment,
  drafts: readonly Fact[] = [],
): ((request: MonthRequest) => Promise<Month>) => {
  const cached = new Map<string, Promise<Month>>();
  return (request) => {
    const key = JSON.stringify([request.policy, request.month, request.asOf, request.basis?.of]);
    const known = cached.get(key);
    if (known !== undefined) return known;
    const loading = loadMonth(table, deployment, request, drafts).catch((error: unknown) => {
      cached.delete(key);
      throw error;
    });
    cached.set(key, loading);
    for (const oldest of [...cached.keys()].slice(0, -CACHED_MONTHS_MAX)) cached.delete(oldest);
    return loading;
  };
};
