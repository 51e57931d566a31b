import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { decodeItem, type Item, queryPages, sortKeyOf, type Table } from './dynamo-table.ts';
import { EXTERNAL_ID_LIST, externalIdsEntryKey, listKeys, parseListEntry } from './keys.ts';

/** The ids of one version of a record: each system, and a digest of the id in it. */
const entryItem = z.object({ ids: z.array(z.object({ system: z.string(), digest: z.string() })) });

/**
 * Returns the list entry of a record's external ids, which is written before the record.
 * A later version without ids needs an entry too, which replaces this one.
 */
export const externalIdsEntry = (
  customer: string,
  refs: Readonly<Record<string, string>>,
  recordedAt: Instant,
): Item => ({
  ...externalIdsEntryKey(customer, recordedAt),
  ids: Object.entries(refs).map(([system, id]) => ({ system, digest: digestOf(system, id) })),
});

/** Returns 32 hexadecimal digits of the SHA-256: the list has no id itself, which may be personal data. */
const digestOf = (system: string, id: string): string =>
  createHash('sha256')
    .update(JSON.stringify([system, id]))
    .digest('hex')
    .slice(0, 32);

/** A system in which several customers have one id, and these customers in order. */
type SharedExternalId = { readonly system: string; readonly customers: readonly string[] };

/** Returns the external ids that several customers have in their newest records as of an instant. */
export const sharedExternalIds = async (table: Table, asOf: Instant): Promise<SharedExternalId[]> => {
  const latest = formatInstant(asOf);
  const newest = new Map<string, z.output<typeof entryItem>['ids']>();
  // Entries are in order of customers and of their recording.
  for await (const page of queryPages(table, listKeys(EXTERNAL_ID_LIST))) {
    for (const item of page) {
      const { customer, recordedAt } = parseListEntry(sortKeyOf(item));
      if (recordedAt <= latest) newest.set(customer, decodeItem(entryItem, item).ids);
    }
  }
  const holders = new Map<string, { readonly system: string; readonly customers: string[] }>();
  for (const [customer, ids] of newest)
    for (const { system, digest } of ids) {
      const shared = holders.get(digest) ?? { system, customers: [] };
      shared.customers.push(customer);
      holders.set(digest, shared);
    }
  return [...holders.values()].filter(({ customers }) => customers.length > 1);
};
