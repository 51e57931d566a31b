import * as z from 'zod/mini';
import type { Config } from '../config/config.ts';
import { policiesOfMonth } from '../config/policy-versions.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import { configurationSnapshot, type ConfigurationSnapshot } from '../domain/month/configuration-snapshot.ts';
import { evaluatedRange } from '../domain/month/month.ts';
import { type Policy, POLICY_SHAPE } from '../domain/policy/policy.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { InvalidInput, parse } from '../lib/validation.ts';
import type { PolicyInterval } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { type Run, runId } from '../persistence/run-store.ts';
import { componentsOf, type Deployment } from './load-month.ts';

/** The inputs of a run: facts and customers' records recorded by `asOf`, and its configuration snapshot. */
export type RunInputs = {
  readonly month: string;
  readonly asOf: Instant;
  /**
   * The snapshot, and the id of the run that stores it.
   * @default the current configuration
   */
  readonly basis?: { readonly of: string; readonly basis: ConfigurationSnapshot } | undefined;
};

/** Returns a snapshot of the current configuration: each policy's version of the month. A policy that cannot be resolved is left out and listed. */
export const currentSnapshot = (
  deployment: Deployment,
  month: string,
): { readonly basis: ConfigurationSnapshot; readonly unusable: readonly ReviewItem[] } => {
  const { policies: configured, defaultPolicy } = deployment.config;
  const policies: Record<string, Policy> = {};
  const unusable: ReviewItem[] = [];
  const rangeIn = (timeZone: string) => evaluatedRange(monthInterval(month, timeZone), Infinity);
  for (const id of Object.keys(configured)) {
    try {
      policies[id] = resolvePolicy(deployment.config, id, month, rangeIn);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      unusable.push({ kind: 'policy-unusable', subject: id, note: error.message });
    }
  }
  return { basis: { shape: POLICY_SHAPE, defaultPolicy, policies, components: componentsOf(deployment) }, unusable };
};

/**
 * Returns the original snapshot of a closed month, with the policies and components that it lacks from the current one.
 * No credit was based on those.
 */
export const keptSnapshot = (
  original: ConfigurationSnapshot,
  current: ConfigurationSnapshot,
): ConfigurationSnapshot => {
  const known = new Set(original.components.map(({ id }) => id));
  return {
    shape: original.shape,
    defaultPolicy: original.defaultPolicy,
    policies: { ...current.policies, ...original.policies },
    components: [...original.components, ...current.components.filter(({ id }) => !known.has(id))],
    ...(original.formerPolicies === undefined ? {} : { formerPolicies: original.formerPolicies }),
  };
};

/** Returns a snapshot as JSON, as a run stores it. */
export const writeSnapshot = (value: ConfigurationSnapshot): string =>
  JSON.stringify(z.encode(configurationSnapshot, value));

/** Returns the snapshot that a run stores; undefined if it has none. */
export const snapshotOf = ({ basis: json }: Run): ConfigurationSnapshot | undefined =>
  json === undefined ? undefined : parse(configurationSnapshot, JSON.parse(json));

/** Returns the inputs of a run. */
export const runInputs = (run: Run): RunInputs => {
  const { month, asOf } = run;
  const snapshot = snapshotOf(run);
  return { month, asOf, basis: snapshot === undefined ? undefined : { of: runId(run), basis: snapshot } };
};

/**
 * Returns the inputs of a closed month as of an instant.
 * The snapshot is that of its newest close, with the entries of the current one that it lacks.
 * Repeated closes, previews, sweeps, the API and the console share these inputs, and so the amounts.
 */
export const closedMonthInputs = (deployment: Deployment, closing: Run, asOf: Instant): RunInputs => {
  const { month } = closing;
  const original = snapshotOf(closing);
  if (original === undefined) return { month, asOf };
  const basis = keptSnapshot(original, currentSnapshot(deployment, month).basis);
  return { month, asOf, basis: { of: `${runId(closing)}, with the current configuration`, basis } };
};

/** Returns a function that finds the interval of a month in the time zone of a policy. An unknown policy has the default one's. */
export const policyIntervalOf = ({ month, basis }: RunInputs, config: Config): PolicyInterval => {
  const current: PolicyZones = policiesOfMonth(config.policies, month);
  const zones: PolicyZones = { ...current, ...basis?.basis.policies };
  const { defaultPolicy } = basis?.basis ?? config;
  return (policy = defaultPolicy) => monthInterval(month, (zones[policy] ?? zones[defaultPolicy])?.timeZone ?? 'UTC');
};

type PolicyZones = Readonly<Record<string, Pick<Policy, 'timeZone'>>>;
