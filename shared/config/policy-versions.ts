import * as z from 'zod/mini';
import { configuredPolicy, type PolicyInput } from '../domain/policy/policy.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';

/** Versions of policies. A month is evaluated under the last version that takes effect in or before it. */

/** A policy as an operator writes it: its only version, or the list of its versions in order. */
export type VersionedPolicyInput = PolicyInput | readonly PolicyInput[];

/** The versions of a policy in order. */
export const versionList = z.array(configuredPolicy).check(z.minLength(1, 'an empty list'));

/** The versions of each policy, by the policy's id. */
export type PolicyVersions = Readonly<Record<string, readonly ConfiguredPolicy[]>>;

/** Returns all versions of all policies. */
export const allVersions = (policies: PolicyVersions): ConfiguredPolicy[] => Object.values(policies).flat();

/** Returns whether a version takes effect in or before a month. A version without `effectiveFrom` applies from the beginning. */
const isInEffect = ({ effectiveFrom }: { readonly effectiveFrom?: string | undefined }, month: string): boolean =>
  effectiveFrom === undefined || effectiveFrom <= month;

/** Returns the version under which a month is evaluated; undefined if none has taken effect. */
export const versionOfMonth = <Version extends { readonly effectiveFrom?: string | undefined }>(
  versions: readonly Version[],
  month: string,
): Version | undefined => versions.findLast((version) => isInEffect(version, month));

/**
 * Returns the policies of a month by id. A policy without a version in effect has its first one.
 * It cannot be resolved, and so blocks its customers.
 */
export const policiesOfMonth = (policies: PolicyVersions, month: string): Readonly<Record<string, ConfiguredPolicy>> =>
  Object.fromEntries(
    Object.entries(policies).flatMap(([id, versions]) => {
      const version = versionOfMonth(versions, month) ?? versions[0];
      return version === undefined ? [] : [[id, version]];
    }),
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a configuration in which each policy is a list of versions. */
export const withVersionLists = (input: unknown): unknown => {
  if (!isRecord(input) || !isRecord(input['policies'])) return input;
  const lists = Object.entries(input['policies']).map(([id, policy]) => [
    id,
    Array.isArray(policy) ? policy : [policy],
  ]);
  return { ...input, policies: Object.fromEntries(lists) };
};

/** Returns a path of `withVersionLists(input)` as it is in the input: a policy that is no list has no index. */
export const inputPath = (input: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] => {
  const [part, id = ''] = path;
  if (part !== 'policies' || path.length < 3 || !isRecord(input) || !isRecord(input['policies'])) return path;
  return Array.isArray(input['policies'][String(id)]) ? path : path.toSpliced(2, 1);
};
