import * as z from 'zod/mini';
import { creditsIndex, readIndexEntry } from './keys.ts';
import { decodeItem, indexPages, type ReadOrder } from './dynamo-reads.ts';
import type { Table } from './dynamo-table.ts';

const indexEntry = z.object({ indexSk: z.string() });

/**
 * The customers that have a credit for a month, each once, in the order of their ids.
 * Holds a page of the index, never all the customers. The index lags: a credit of the last seconds may be missing.
 */
export async function* credited(table: Table, month: string, order: ReadOrder = {}): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const page of indexPages(table, creditsIndex(month), order)) {
    for (const item of page) {
      // A customer's revisions stand next to each other.
      const { customer } = readIndexEntry(decodeItem(indexEntry, item).indexSk);
      if (customer !== last) yield customer;
      last = customer;
    }
  }
}
