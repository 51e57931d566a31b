import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { changesIndex } from './change-keys.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { noticesIndex, readIndexEntry, utcMonths } from './keys.ts';
import { decodeItem, indexPages } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

/** How many partitions of the index are read at once. */
const AT_ONCE = 16;

export type ChangesWanted = {
  readonly month: string;
  /** Recorded after `since`, and at `until` at the latest. */
  readonly since: Instant;
  readonly until: Instant;
  /** When the notices that can matter to the month were received, both ends included. */
  readonly received: { readonly from: Instant; readonly to: Instant };
  /** A notice or a window that begins at or after this does not matter to the month. */
  readonly before: Instant;
};

/**
 * The customers of whom something was recorded in a stretch of time that can concern a month: notices, windows of their own,
 * the month's fees, and retractions; each once, in order. Not their records: a new version holds from then on.
 * Read from the index, which lags by well under the minutes for which an order waits.
 */
export const customersChanged = async (table: Table, wanted: ChangesWanted): Promise<string[]> => {
  const { since, until, received } = wanted;
  const partitions = [
    ...utcMonths(since, until).map(changesIndex),
    ...utcMonths(received.from, received.to).map(noticesIndex),
  ];
  const found = await mapConcurrently(AT_ONCE, partitions, async (partition) => {
    const customers: string[] = [];
    for await (const page of indexPages(table, partition)) {
      for (const item of page) {
        const { sk, indexSk } = decodeItem(indexEntry, item);
        const { customer, recordedAt } = readIndexEntry(indexSk);
        const isNew = recordedAt > formatInstant(since) && recordedAt <= formatInstant(until);
        if (isNew && canConcern(sk, wanted)) customers.push(customer);
      }
    }
    return customers;
  });
  return [...new Set(found.flat())].toSorted();
};

const indexEntry = z.object({ sk: z.string(), indexSk: z.string() });

/** By the sort key: `fees#{month}#…`, `fact#{instant}#…`, and `fact#retraction#…`, which may be of anything. */
const canConcern = (sk: string, { month, before }: ChangesWanted): boolean => {
  const [kind, what = ''] = sk.split('#');
  if (kind === 'fees') return what === month;
  return what === 'retraction' || what < formatInstant(before);
};
