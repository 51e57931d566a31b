import * as z from 'zod/mini';
import { monthInterval } from '../domain/time/calendar.ts';
import { basis, type Basis } from '../domain/policy/basis.ts';
import type { Instant } from '../domain/time/instant.ts';
import { windowOf } from '../domain/month/month.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { resolvePolicy } from '../config/resolve-policy.ts';
import { parse, InvalidInput } from '../lib/validation.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { type Run, runId } from '../persistence/run-store.ts';
import { componentsOf, type Deployment } from './load-month.ts';

/** What a run goes by: the facts as of `asOf`, the customers' records as of `recordsAsOf`, and its basis, if it has one. */
export type RunInputs = {
  readonly month: string;
  readonly asOf: Instant;
  /** @default asOf */
  readonly recordsAsOf?: Instant | undefined;
  /** @default the configuration of now */
  readonly basis?: { readonly of: string; readonly basis: Basis } | undefined;
};

/** The basis of a month by the configuration of now. A policy that cannot be resolved is left out, and listed. */
export const currentSnapshot = (
  deployment: Deployment,
  month: string,
): { readonly basis: Basis; readonly unusable: readonly ReviewItem[] } => {
  const { policies: configured, defaultPolicy } = deployment.config;
  const policies: Record<string, Policy> = {};
  const unusable: ReviewItem[] = [];
  for (const [id, { timeZone }] of Object.entries(configured)) {
    try {
      policies[id] = resolvePolicy(deployment.config, id, windowOf(monthInterval(month, timeZone), Infinity));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      unusable.push({ kind: 'policy-unusable', subject: id, note: error.message });
    }
  }
  return { basis: { defaultPolicy, policies, components: componentsOf(deployment) }, unusable };
};

/**
 * The basis of a month that was closed before: what it was then. What was not there then (a policy that could not be resolved, a
 * component that was not configured) is taken from now: nobody was judged by it.
 */
export const keptSnapshot = (then: Basis, now: Basis): Basis => {
  const known = new Set(then.components.map(({ id }) => id));
  return {
    defaultPolicy: then.defaultPolicy,
    policies: { ...now.policies, ...then.policies },
    components: [...then.components, ...now.components.filter(({ id }) => !known.has(id))],
  };
};

/** A basis as a run keeps it, and back. */
export const writeSnapshot = (value: Basis): string => JSON.stringify(z.encode(basis, value));
const readBasis = (text: string): Basis => parse(basis, JSON.parse(text));

/** The basis that a run has kept; undefined for a run that has none. */
export const snapshotOf = ({ basis: kept }: Run): Basis | undefined =>
  kept === undefined ? undefined : readBasis(kept);

/** What a run goes by. */
export const runInputs = (run: Run): RunInputs => {
  const { month, asOf, recordsAsOf } = run;
  const kept = snapshotOf(run);
  return { month, asOf, recordsAsOf, basis: kept === undefined ? undefined : { of: runId(run), basis: kept } };
};

/**
 * What a closed month goes by: what its newest run knew, that closing or a sweep, and the records and the basis of its newest closing. A
 * sweep has no terms of its own; one that was started before that closing went by those of the closing before.
 */
export const closedMonthInputs = (closing: Run, newest: Run): RunInputs => {
  const { month, recordsAsOf = closing.asOf, basis } = runInputs(closing);
  return { month, asOf: newest.asOf, recordsAsOf, basis };
};
