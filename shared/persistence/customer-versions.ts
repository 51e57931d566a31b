import * as z from 'zod/mini';
import { instantField, month } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { jsonEqual } from '../lib/json-equal.ts';
import { activityItem } from './read-activity.ts';
import { chargedFees, contractsOfRecord, customerRecord, type CustomerRecord } from './customer-record.ts';
import { conditionalPut, decodeItem, readAll, readLast, sortKeyOf, type Table } from './dynamo-table.ts';
import {
  allFeesKeys,
  contactKey,
  customerEntryKey,
  externalRefEntryKey,
  externalRefList,
  feesEntryKey,
  feesKey,
  feesKeys,
  listKeys,
  profileKey,
  profileKeys,
  termsEntryKey,
} from './keys.ts';
import { sendersOf } from './notice-senders.ts';
import { customerSearchItems } from './search-subjects.ts';
import { externalIdsEntry } from './shared-external-ids.ts';

/** `by`: the IAM principal that recorded the version. The versions of a record have different `recordedAt`. */
const version = { recordedAt: instantField, by: z.string() };
export const profileVersion = z.object({
  profile: customerRecord,
  /**
   * When the version takes effect.
   * @default recordedAt
   */
  effectiveFrom: z.optional(instantField),
  ...version,
});
export type ProfileVersion = z.output<typeof profileVersion>;

export const feesVersion = z.object({ month, fees: chargedFees, ...version });
export type FeesVersion = z.output<typeof feesVersion>;

/** `created`: the first version. `known`: the version changes nothing. */
export type VersionOutcome = 'created' | 'recorded' | 'known';

/** Returns when a version takes effect. */
export const effectiveFromOf = ({
  effectiveFrom,
  recordedAt,
}: Pick<ProfileVersion, 'effectiveFrom' | 'recordedAt'>): Instant => effectiveFrom ?? recordedAt;

/** Returns the version with the latest effect; of several, the last one. `versions`: in order of recording. */
export const latestInEffect = (versions: readonly ProfileVersion[]): ProfileVersion | undefined =>
  versions.toSorted((a, b) => effectiveFromOf(a) - effectiveFromOf(b)).at(-1);

/**
 * Returns a record with the name, the external ids, the senders and the recipients of statements of the newest version.
 * They are identity, not terms.
 */
export const withNewestIdentity = (record: CustomerRecord, versions: readonly ProfileVersion[]): CustomerRecord => {
  const { name, externalRefs, contacts, noticeToken, statementTo } = versions.at(-1)?.profile ?? record;
  return { ...record, name, externalRefs, contacts, noticeToken, statementTo };
};

/**
 * Records the next version of a customer's record. `recordedAt` grows with each version, also if the clocks of two callers differ.
 *
 * Order: compare, list entries, append. A version that another caller records in between makes this one redundant, and loses nothing.
 * After a failed append the versions are read again. The last may be this one, from a try whose answer was lost.
 */
export const putProfile = async (table: Table, given: ProfileVersion): Promise<VersionOutcome> => {
  const { profile, effectiveFrom, by } = given;
  const versions = await loadProfiles(table, profile.id);
  const recordedAt = nextInstant(given.recordedAt, versions.at(-1)?.recordedAt);
  const from = effectiveFrom ?? recordedAt;
  if (changesNothing(versions, given, from)) return 'known';
  const isFirst = versions.length === 0;
  const of = profileKey(profile.id, recordedAt);
  const hadRefs = versions.at(-1)?.profile.externalRefs !== undefined;
  const refs = profile.externalRefs ?? (hadRefs ? {} : undefined);
  const entries = [
    activityItem(recordedAt, { kind: 'customer', by, customer: profile.id, of }),
    ...Object.entries(profile.externalRefs ?? {}).map(([system, id]) => externalRefEntryKey(system, id, profile.id)),
    ...(refs === undefined ? [] : [externalIdsEntry(profile.id, refs, recordedAt)]),
    ...policiesOf(profile).map((policy) => customerEntryKey(profile.id, policy, recordedAt)),
    ...sendersOf(profile).map((contact) => contactKey(contact, profile.id)),
    ...customerSearchItems(profile),
    // The first version also holds for the months before it, as far as the contract reaches.
    termsEntryKey(profile.id, isFirst ? profile.activeFrom : from, recordedAt),
  ];
  for (const entry of entries) await conditionalPut(table, entry);
  const encoded = z.encode(profileVersion, { profile, effectiveFrom, recordedAt, by });
  if ((await conditionalPut(table, { ...of, ...encoded })) === 'exists') return putProfile(table, given);
  return isFirst ? 'created' : 'recorded';
};

/** Returns the versions of a customer's record, in order of recording. */
export const loadProfiles = async (table: Table, customer: string): Promise<ProfileVersion[]> =>
  (await readAll(table, profileKeys(customer))).map((item) => decodeItem(profileVersion, item));

const nextInstant = (now: Instant, last: Instant | undefined): Instant =>
  last === undefined ? now : Math.max(now, last + 1);

/**
 * Whether a record is the one in force at an instant, under the newest name and external ids.
 * A given `effectiveFrom` must also be that of the version in force.
 * Otherwise a later put of an earlier effect would outlast it.
 */
const changesNothing = (
  versions: readonly ProfileVersion[],
  { profile, effectiveFrom }: Pick<ProfileVersion, 'profile' | 'effectiveFrom'>,
  from: Instant,
): boolean => {
  const inForce = latestInEffect(versions.filter((version) => effectiveFromOf(version) <= from));
  if (inForce === undefined || !jsonEqual(withNewestIdentity(inForce.profile, versions), profile)) return false;
  return effectiveFrom === undefined || effectiveFrom === effectiveFromOf(inForce);
};

/** Returns the policies of a record's contracts, each once; undefined stands for the default policy. */
const policiesOf = (record: CustomerRecord): (string | undefined)[] => [
  ...new Set(contractsOfRecord(record).map(({ policy }) => policy)),
];

/** Records the next version of the fees that a customer was charged for a month, as `putProfile` records a version. */
export const putFees = async (table: Table, customer: string, given: FeesVersion): Promise<VersionOutcome> => {
  const { month, fees, by } = given;
  const last = await readLast(table, feesKeys(customer, month));
  const inForce = last === undefined ? undefined : decodeItem(feesVersion, last);
  if (inForce !== undefined && jsonEqual(inForce.fees, fees)) return 'known';
  const recordedAt = nextInstant(given.recordedAt, inForce?.recordedAt);
  const of = feesKey(customer, month, recordedAt);
  await conditionalPut(table, activityItem(recordedAt, { kind: 'fees', by, customer, month, of }));
  await conditionalPut(table, feesEntryKey(customer, month, recordedAt));
  const encoded = z.encode(feesVersion, { month, fees, recordedAt, by });
  if ((await conditionalPut(table, { ...of, ...encoded })) === 'exists') return putFees(table, customer, given);
  return inForce === undefined ? 'created' : 'recorded';
};

/** Returns a customer's record in force at an instant, under its newest name; the first version before it took effect. */
export const findProfile = async (table: Table, customer: string, at: Instant): Promise<CustomerRecord | undefined> =>
  profileAt(await loadProfiles(table, customer), at);

/** Returns the record in force at an instant among all versions, as `findProfile` does. */
export const profileAt = (versions: readonly ProfileVersion[], at: Instant): CustomerRecord | undefined => {
  const inForce = latestInEffect(versions.filter((version) => effectiveFromOf(version) <= at)) ?? versions[0];
  return inForce === undefined ? undefined : withNewestIdentity(inForce.profile, versions);
};

/** Returns the versions of the fees that a customer was charged, by month and then in order of recording. */
export const loadFees = async (table: Table, customer: string): Promise<FeesVersion[]> =>
  (await readAll(table, allFeesKeys(customer))).map((item) => decodeItem(feesVersion, item));

/** Returns the customers with an id in another system, in order. Every version of a record that had it is listed. */
export const customersWithRef = async (table: Table, system: string, id: string): Promise<string[]> =>
  (await readAll(table, listKeys(externalRefList(system, id)))).map(sortKeyOf);
