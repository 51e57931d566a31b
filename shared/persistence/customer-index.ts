import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { mergeSorted } from '../lib/merge-sorted.ts';
import { decodeItem, type IndexOrder, queryIndex, type ReadOrder, type Table } from './dynamo-table.ts';
import {
  afterCustomer,
  changesIndex,
  creditsIndex,
  customersIndex,
  noticesIndex,
  parseIndexSortKey,
  SEVERAL_POLICIES_INDEX,
  utcMonthsBetween,
} from './keys.ts';

// The index lags the table by less than a minute. A run's `asOf` is minutes ago when it selects its customers.

export type CandidateCriteria = {
  /** The month that is closed: every customer with a credit for it is a candidate. */
  readonly month: string;
  /** When the notices that can affect the month were received, both ends included. */
  readonly received: { readonly from: Instant; readonly to: Instant };
  /** The policies that require no notice (`''`: the default policy): all their customers are candidates. */
  readonly policies: readonly string[];
  /** Entries recorded later are left out. */
  readonly asOf: Instant;
  /**
   * Only customers whose ids sort after this one.
   * @default all of them
   */
  readonly after?: string | undefined;
};

/**
 * Returns the customers that may have a credit for a month, each once, in order of their ids.
 * They have a notice received in time, a credit already, or a policy that requires no notice.
 * Customers with services under several policies are included.
 * Holds one page of each index partition in memory.
 */
export const creditCandidates = (
  table: Table,
  { month, received, policies, asOf, after }: CandidateCriteria,
  order: ReadOrder = {},
): AsyncGenerator<string> => {
  const afterKey = after === undefined ? undefined : afterCustomer(after);
  const partitions = [
    ...utcMonthsBetween(received.from, received.to).map(noticesIndex),
    creditsIndex(month),
    ...new Set(policies.map(customersIndex)),
    ...(policies.length === 0 ? [] : [SEVERAL_POLICIES_INDEX]),
  ];
  return mergeSorted(partitions.map((indexPk) => customersIn(table, indexPk, asOf, { ...order, after: afterKey })));
};

const indexEntry = z.object({ indexSk: z.string() });
const changeEntry = z.object({ sk: z.string(), indexSk: z.string() });

async function* customersIn(table: Table, indexPk: string, asOf: Instant, order: IndexOrder): AsyncGenerator<string> {
  for await (const page of queryIndex(table, indexPk, order)) {
    for (const item of page) {
      const { customer, recordedAt } = parseIndexSortKey(decodeItem(indexEntry, item).indexSk);
      if (recordedAt <= formatInstant(asOf)) yield customer;
    }
  }
}

/** Returns the customers that have a credit for a month, each once, in order of their ids. Holds one page in memory. */
export async function* creditedCustomers(table: Table, month: string, order: ReadOrder = {}): AsyncGenerator<string> {
  let previous: string | undefined;
  for await (const page of queryIndex(table, creditsIndex(month), order)) {
    for (const item of page) {
      // A customer's revisions are adjacent.
      const { customer } = parseIndexSortKey(decodeItem(indexEntry, item).indexSk);
      if (customer !== previous) yield customer;
      previous = customer;
    }
  }
}

const INDEX_READS_MAX = 16;

export type ChangeCriteria = {
  readonly month: string;
  /** Recorded after `since`, and at `until` at the latest. */
  readonly since: Instant;
  readonly until: Instant;
  /** When the notices that can affect the month were received, both ends included. */
  readonly received: { readonly from: Instant; readonly to: Instant };
  /** Notices and periods that begin at or after this instant do not affect the month. */
  readonly before: Instant;
};

/**
 * Returns the customers with records in `(since, until]` that can affect a month, each once, in order.
 * These are notices, their own maintenance and exclusions, the month's fees, and retractions.
 * Versions of a customer's record do not count: they apply from their own instant on.
 */
export const changedCustomers = async (table: Table, criteria: ChangeCriteria): Promise<string[]> => {
  const { since, until, received } = criteria;
  const partitions = [
    ...utcMonthsBetween(since, until).map(changesIndex),
    ...utcMonthsBetween(received.from, received.to).map(noticesIndex),
  ];
  const changed = await mapConcurrently(INDEX_READS_MAX, partitions, async (partition) => {
    const customers: string[] = [];
    for await (const page of queryIndex(table, partition)) {
      for (const item of page) {
        const { sk, indexSk } = decodeItem(changeEntry, item);
        const { customer, recordedAt } = parseIndexSortKey(indexSk);
        const isNew = recordedAt > formatInstant(since) && recordedAt <= formatInstant(until);
        if (isNew && canAffect(sk, criteria)) customers.push(customer);
      }
    }
    return customers;
  });
  return [...new Set(changed.flat())].toSorted();
};

/** Sort keys: `fees#{month}#…`, `fact#{instant}#…`, and `fact#retraction#…`, whose fact may have any time. */
const canAffect = (sk: string, { month, before }: ChangeCriteria): boolean => {
  const [kind, subject = ''] = sk.split('#');
  if (kind === 'fees') return subject === month;
  return subject === 'retraction' || before === Infinity || subject < formatInstant(before);
};
