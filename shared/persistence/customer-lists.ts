import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { mergeSorted } from '../lib/merge-sorted.ts';
import { queryPages, type ReadOrder, sortKeyOf, type Table } from './dynamo-table.ts';
import {
  changeList,
  creditLists,
  customerList,
  listKeys,
  noticeList,
  parseListEntry,
  utcMonthsBetween,
} from './keys.ts';

// A function writes an entry before its fact, with the same `recordedAt`, and ends within 2 min (its timeout).
// A run reads the lists consistently, at least 5 min after its `asOf`.
// So it reads every entry with `recordedAt` <= `asOf`, unless clocks differ by more than 3 min.

export type CandidateCriteria = {
  /** The month that is closed: every customer with a credit for it is a candidate. */
  readonly month: string;
  /** When the notices that can affect the month were received, both ends included. Notices that name the month count whenever received. */
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
 * They have a notice received in time, a credit already, or a contract under a policy that requires no notice.
 * Holds one page of each list in memory.
 */
export const creditCandidates = (
  table: Table,
  { month, received, policies, asOf, after }: CandidateCriteria,
  order: ReadOrder = {},
): AsyncGenerator<string> => {
  const lists = [...noticeLists(month, received), ...creditLists(month), ...new Set(policies.map(customerList))];
  return mergeSorted(lists.map((list) => customersIn(table, list, { asOf, after }, order)));
};

/** Returns the customers that have a contract under one of the policies, each once, in order of their ids. `''`: the default policy. */
export const customersOfPolicies = (
  table: Table,
  policies: readonly string[],
  range: Pick<CandidateCriteria, 'asOf' | 'after'>,
  order: ReadOrder = {},
): AsyncGenerator<string> =>
  mergeSorted([...new Set(policies.map(customerList))].map((list) => customersIn(table, list, range, order)));

/** Returns the customers that have a credit for a month, each once, in order of their ids. Holds one page of each list in memory. */
export const creditedCustomers = (table: Table, month: string, order: ReadOrder = {}): AsyncGenerator<string> =>
  mergeSorted(creditLists(month).map((list) => customersIn(table, list, {}, order)));

const noticeLists = (month: string, { from, to }: CandidateCriteria['received']): string[] =>
  [...new Set([month, ...utcMonthsBetween(from, to)])].map(noticeList);

async function* customersIn(
  table: Table,
  list: string,
  { asOf = Infinity, after }: Partial<Pick<CandidateCriteria, 'asOf' | 'after'>>,
  order: ReadOrder,
): AsyncGenerator<string> {
  const latest = asOf === Infinity ? undefined : formatInstant(asOf);
  for await (const page of queryPages(table, listKeys(list, after), order)) {
    for (const item of page) {
      const { customer, recordedAt } = parseListEntry(sortKeyOf(item));
      if (latest === undefined || recordedAt <= latest) yield customer;
    }
  }
}

const LIST_READS_MAX = 16;
/** Sorts after every instant. */
const LAST_TEXT = '~';

export type ChangeCriteria = {
  readonly month: string;
  /** Recorded after `since`, and at `until` at the latest. */
  readonly since: Instant;
  readonly until: Instant;
  /** When the notices that can affect the month were received, both ends included. Notices that name the month count whenever received. */
  readonly received: { readonly from: Instant; readonly to: Instant };
  /** Notices and periods that begin at or after this instant do not affect the month. */
  readonly before: Instant;
  /** The end of the month, the latest of all policies: terms from then on do not affect it. */
  readonly end: Instant;
};

/**
 * Returns the customers with records in `(since, until]` that can affect a month, each once, in order.
 * These are notices, own maintenance and exclusions, the month's fees, retractions, and versions of the record.
 */
export const changedCustomers = async (
  table: Table,
  { month, since, until, received, before, end }: ChangeCriteria,
): Promise<string[]> => {
  const [sinceText, untilText, endText] = [formatInstant(since), formatInstant(until), formatInstant(end)];
  // An instant after year 9999 starts with `+`, which sorts before digits.
  const beforeText = before === Infinity ? LAST_TEXT : formatInstant(before);
  const canAffect = ({ month: only, from = '', terms = '' }: ReturnType<typeof parseListEntry>['change']): boolean =>
    only === undefined ? from < beforeText && terms < endText : only === month;
  const lists = [...utcMonthsBetween(since, until).map(changeList), ...noticeLists(month, received)];
  const changed = await mapConcurrently(LIST_READS_MAX, lists, async (list) => {
    const customers: string[] = [];
    for await (const page of queryPages(table, listKeys(list))) {
      for (const item of page) {
        const { customer, recordedAt, change } = parseListEntry(sortKeyOf(item));
        const isNew = recordedAt > sinceText && recordedAt <= untilText;
        if (isNew && canAffect(change)) customers.push(customer);
      }
    }
    return customers;
  });
  return [...new Set(changed.flat())].toSorted();
};
