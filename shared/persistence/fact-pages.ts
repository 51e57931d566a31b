import type { Fact, FactKind } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { decodeItem, queryPages, readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import { type KeptFact, withRetractions } from './facts-about.ts';
import { factKeysBetween, retractionKeys } from './keys.ts';
import { storedFact, type StoredFact } from './record-fact.ts';

/** A place among the facts of all partitions: after an item of a partition, or at its start. */
export type FactPosition = { readonly pk: string; readonly sk?: string | undefined };

export type FactCriteria = {
  readonly kind?: FactKind | undefined;
  /** The time of a fact: an instant in `[from, to]`, or a period that touches it. */
  readonly from: Instant;
  readonly to: Instant;
};

export type FactPage = { readonly facts: readonly KeptFact[]; readonly next: FactPosition | undefined };

/** Partitions that one page reads: most are empty if the range is short. */
const PARTITIONS_READ_MAX = 200;
const ITEMS_READ_MAX = 1000;

/** Instants have at most four digits of years. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');

/**
 * Returns at most `max` facts of partitions, in their order and in order of time. `after`: where the page begins, in the first partition.
 * A page may be short although more follow: `next` decides.
 */
export const readFactPage = async (
  table: Table,
  partitions: AsyncIterable<string> | Iterable<string>,
  criteria: FactCriteria,
  after: FactPosition | undefined,
  max: number,
): Promise<FactPage> => {
  const facts: KeptFact[] = [];
  let [partitionsRead, itemsRead] = [0, 0];
  for await (const pk of partitions) {
    if (partitionsRead === PARTITIONS_READ_MAX) return { facts, next: { pk } };
    partitionsRead += 1;
    const { found, read, last } = await readPartition(table, pk, criteria, {
      after: after?.pk === pk ? after.sk : undefined,
      max: max - facts.length,
      itemsMax: ITEMS_READ_MAX - itemsRead,
    });
    itemsRead += read;
    if (found.length > 0) {
      const retractions = (await readAll(table, retractionKeys(pk))).map((item) => decodeItem(storedFact, item));
      facts.push(...withRetractions(found, retractions));
    }
    if (last !== undefined) return { facts, next: { pk, sk: last } };
  }
  return { facts, next: undefined };
};

type PartitionPart = {
  readonly found: readonly StoredFact[];
  readonly read: number;
  /** The last item that was read, if a limit was reached. */
  readonly last: string | undefined;
};

const readPartition = async (
  table: Table,
  pk: string,
  { kind, from, to }: FactCriteria,
  { after, max, itemsMax }: { readonly after: string | undefined; readonly max: number; readonly itemsMax: number },
): Promise<PartitionPart> => {
  const found: StoredFact[] = [];
  let read = 0;
  // Periods are stored under their start, which may be before the range.
  const isOfStates = pk.startsWith('monitor#') || pk.startsWith('provider#');
  const range = factKeysBetween(pk, { from: isOfStates ? from : FIRST_INSTANT, to, after });
  for await (const page of queryPages(table, range, { pageSize: 100 })) {
    for (const item of page) {
      read += 1;
      const stored = decodeItem(storedFact, item);
      if ((kind === undefined || stored.fact.kind === kind) && touches(stored.fact, from)) found.push(stored);
      if (found.length === max || read === itemsMax) return { found, read, last: sortKeyOf(item) };
    }
  }
  return { found, read, last: undefined };
};

/** Whether a fact that begins by the end of the range reaches its start. */
const touches = (fact: Fact, from: Instant): boolean => {
  if ('end' in fact) return fact.end > from;
  if (fact.kind === 'notice') return fact.recognizedAt >= from;
  return 'at' in fact && fact.at >= from;
};
