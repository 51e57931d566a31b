import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { creditsIndex, customersIndex, noticesIndex, pastCustomer, readIndexEntry, utcMonths } from './keys.ts';
import { mergeSorted } from '../lib/merge-sorted.ts';
import { decodeItem, indexPages, type IndexOrder, type ReadOrder } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

export type CandidatesWanted = {
  /** The month that is closed: whoever has a credit for it is looked at again. */
  readonly month: string;
  /** When the notices that can matter to it were received, both ends included. */
  readonly received: { readonly from: Instant; readonly to: Instant };
  /** The policies that ask for no notice (`''`: the default policy): all their customers are looked at. */
  readonly policies: readonly string[];
  readonly asOf: Instant;
  /**
   * Only those whose ids sort after this one's.
   * @default all of them
   */
  readonly after?: string | undefined;
};

/**
 * The customers that a closing must look at, each once, in the order of their ids: those with a notice received in
 * time, those with a credit already, those under a policy that asks for no notice. Some may turn out to have nothing due.
 *
 * Entries recorded after `asOf` are left out. The index lags by well under the minutes that `asOf` lies in the past.
 * Holds a page of each index partition, never all the customers.
 */
export const candidates = (
  table: Table,
  { month, received, policies, asOf, after }: CandidatesWanted,
  order: ReadOrder = {},
): AsyncGenerator<string> => {
  const past = after === undefined ? undefined : pastCustomer(after);
  const partitions = [
    ...utcMonths(received.from, received.to).map(noticesIndex),
    creditsIndex(month),
    ...new Set(policies.map(customersIndex)),
  ];
  return mergeSorted(partitions.map((indexPk) => customersIn(table, indexPk, asOf, { ...order, past })));
};

const indexEntry = z.object({ indexSk: z.string() });

async function* customersIn(table: Table, indexPk: string, asOf: Instant, order: IndexOrder): AsyncGenerator<string> {
  for await (const page of indexPages(table, indexPk, order)) {
    for (const item of page) {
      const { customer, recordedAt } = readIndexEntry(decodeItem(indexEntry, item).indexSk);
      if (recordedAt <= formatInstant(asOf)) yield customer;
    }
  }
}
