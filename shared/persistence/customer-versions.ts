import * as z from 'zod/mini';
import { instantField, month } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { jsonEqual } from '../lib/json-equal.ts';
import { chargedFees, contractsOfRecord, customerRecord, type CustomerRecord } from './customer-record.ts';
import { conditionalPut, decodeItem, type Item, readLast, type Table } from './dynamo-table.ts';
import {
  customerEntryKey,
  feesEntryKey,
  feesKey,
  feesKeysUpTo,
  type KeyRange,
  profileKey,
  profileKeysUpTo,
} from './keys.ts';
import { externalIdsEntry } from './shared-external-ids.ts';

/** A version is in force from `recordedAt` until the next one. `by`: the IAM principal that recorded it. */
const version = { recordedAt: instantField, by: z.string() };
export const profileVersion = z.object({ profile: customerRecord, ...version });
export type ProfileVersion = z.output<typeof profileVersion>;

export const feesVersion = z.object({ month, fees: chargedFees, ...version });
export type FeesVersion = z.output<typeof feesVersion>;

/** `known`: the version in force has the same content. `conflict`: another version has the same millisecond. */
export type VersionOutcome = 'recorded' | 'known' | 'conflict';

/** Records the next version of a customer's record. */
export const putProfile = (table: Table, given: ProfileVersion): Promise<VersionOutcome> => {
  const { profile, recordedAt } = given;
  const item = { ...profileKey(profile.id, recordedAt), ...z.encode(profileVersion, given) };
  const entries = policiesOf(profile).map((policy) => customerEntryKey(profile.id, policy, recordedAt));
  const isEqual = (inForce: unknown): boolean => jsonEqual(decodeItem(profileVersion, inForce).profile, profile);
  const entriesAfter = (inForce: unknown): Item[] => {
    const before = inForce === undefined ? undefined : decodeItem(profileVersion, inForce).profile.externalRefs;
    const refs = profile.externalRefs ?? (before === undefined ? undefined : {});
    return refs === undefined ? entries : [...entries, externalIdsEntry(profile.id, refs, recordedAt)];
  };
  return putVersion(table, { item, entriesAfter }, profileKeysUpTo(profile.id, recordedAt), isEqual);
};

/** Returns the policies of a record's contracts, each once; undefined stands for the default policy. */
const policiesOf = (record: CustomerRecord): (string | undefined)[] => [
  ...new Set(contractsOfRecord(record).map(({ policy }) => policy)),
];

/** Records the next version of the fees that a customer was charged for a month. */
export const putFees = (table: Table, customer: string, given: FeesVersion): Promise<VersionOutcome> => {
  const { month, fees, recordedAt } = given;
  const item = { ...feesKey(customer, month, recordedAt), ...z.encode(feesVersion, given) };
  const entries = [feesEntryKey(customer, month, recordedAt)];
  const isEqual = (inForce: unknown): boolean => jsonEqual(decodeItem(feesVersion, inForce).fees, fees);
  return putVersion(table, { item, entriesAfter: () => entries }, feesKeysUpTo(customer, month, recordedAt), isEqual);
};

/**
 * Order: compare, list entries, append. A version that another caller records in between makes this one redundant, and loses nothing.
 * After a failed append the version in force is compared again. It may be this one, from a try whose answer was lost.
 */
const putVersion = async (
  table: Table,
  { item, entriesAfter }: { readonly item: Item; readonly entriesAfter: (inForce: unknown) => readonly Item[] },
  versions: KeyRange,
  isEqual: (inForce: unknown) => boolean,
): Promise<VersionOutcome> => {
  const inForce = await readLast(table, versions);
  if (inForce !== undefined && isEqual(inForce)) return 'known';
  for (const entry of entriesAfter(inForce)) await conditionalPut(table, entry);
  if ((await conditionalPut(table, item)) === 'appended') return 'recorded';
  const now = await readLast(table, versions);
  return now !== undefined && isEqual(now) ? 'known' : 'conflict';
};

/** Returns a customer's record in force at an instant; undefined before its first version. */
export const findProfile = async (table: Table, customer: string, at: Instant): Promise<CustomerRecord | undefined> => {
  const inForce = await readLast(table, profileKeysUpTo(customer, at));
  return inForce === undefined ? undefined : decodeItem(profileVersion, inForce).profile;
};
