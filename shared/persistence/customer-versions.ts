import * as z from 'zod/mini';
import { fees } from '../domain/facts/customer.ts';
import { instant, month } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, type Item } from './conditional-put.ts';
import { changeIndexKey } from './change-keys.ts';
import { customerIndexKey, feesKey, feesUpTo, profileKey, profilesUpTo, type KeyRange } from './keys.ts';
import { customerRecord, type CustomerRecord } from './customer-record.ts';
import { decodeItem, readLast } from './dynamo-reads.ts';
import { jsonEqual } from '../lib/json-equal.ts';
import type { Table } from './dynamo-table.ts';

/** When a version was recorded, and who said it: it is in force from then until the next. */
const version = { recordedAt: instant, by: z.string() };
export const profileVersion = z.object({ profile: customerRecord, ...version });
export type ProfileVersion = z.output<typeof profileVersion>;

export const feesVersion = z.object({ month, fees, ...version });
export type FeesVersion = z.output<typeof feesVersion>;

/** `known`: the version in force says the same, and nothing was written. `conflict`: another came in the same millisecond. */
export type Versioning = 'recorded' | 'known' | 'conflict';

/** Keeps a customer's record as its next version. */
export const putProfile = (table: Table, given: ProfileVersion): Promise<Versioning> => {
  const { profile, recordedAt } = given;
  const item = {
    ...profileKey(profile.id, recordedAt),
    ...customerIndexKey(profile.id, profile.policy, recordedAt),
    ...z.encode(profileVersion, given),
  };
  const saysTheSame = (standing: unknown): boolean => jsonEqual(decodeItem(profileVersion, standing).profile, profile);
  return putVersion(table, item, profilesUpTo(profile.id, recordedAt), saysTheSame);
};

/** Keeps what a month was really charged as its next version. */
export const putFees = (table: Table, customer: string, given: FeesVersion): Promise<Versioning> => {
  const { month, fees, recordedAt } = given;
  const item = {
    ...feesKey(customer, month, recordedAt),
    ...changeIndexKey(customer, recordedAt),
    ...z.encode(feesVersion, given),
  };
  const saysTheSame = (standing: unknown): boolean => jsonEqual(decodeItem(feesVersion, standing).fees, fees);
  return putVersion(table, item, feesUpTo(customer, month, recordedAt), saysTheSame);
};

/**
 * Order: compare, then append. Between the two another version may come: then one more version is kept than was needed, and none
 * is lost. After a refused append it is compared again, for the item that stands may be ours, its answer lost.
 */
const putVersion = async (
  table: Table,
  item: Item,
  versions: KeyRange,
  saysTheSame: (standing: unknown) => boolean,
): Promise<Versioning> => {
  const isKnown = async (): Promise<boolean> => {
    const inForce = await readLast(table, versions);
    return inForce !== undefined && saysTheSame(inForce);
  };
  if (await isKnown()) return 'known';
  if ((await conditionalPut(table, item)) === 'appended') return 'recorded';
  return (await isKnown()) ? 'known' : 'conflict';
};

/** The customer's record in force at an instant, or undefined: the customer was not known yet. */
export const findProfile = async (table: Table, customer: string, at: Instant): Promise<CustomerRecord | undefined> => {
  const inForce = await readLast(table, profilesUpTo(customer, at));
  return inForce === undefined ? undefined : decodeItem(profileVersion, inForce).profile;
};
