import type { Fact } from '../domain/facts/facts.ts';
import type { Interval } from '../domain/time/intervals.ts';
import { decodeItem, queryPages, readAll, type Table } from './dynamo-table.ts';
import {
  componentPartition,
  GLOBAL_PARTITION,
  keysBetween,
  keysUpTo,
  monitorPartition,
  type ProviderComponent,
  providerPartition,
  retractionKeys,
} from './keys.ts';
import { storedFact, type StoredFact } from './record-fact.ts';

/** The subject of shared facts: an alarm, a provider's component, a component of the service, or everything. */
export type FactSubject = { readonly monitor: string } | ProviderComponent | { readonly own: string } | 'all';

/** A stored fact, and its retraction if it has one. */
export type KeptFact = { readonly kept: StoredFact; readonly retraction: StoredFact | undefined };

/** A list of facts, the latest first. `more`: there are earlier ones. */
export type FactList = { readonly facts: readonly KeptFact[]; readonly more: boolean };

/** Returns at most `max` facts about a subject that touch `[start, end)`, retracted ones included, the latest first. */
export const factsAbout = async (
  table: Table,
  subject: FactSubject,
  { start, end }: Interval,
  max: number,
): Promise<FactList> => {
  const pk = partitionOf(subject);
  // Periods have the key of their start, which may be before the range.
  const hasStates = subject !== 'all' && !('own' in subject);
  const range = hasStates ? keysBetween(pk, start, end - 1) : keysUpTo(pk, end - 1);
  const facts: StoredFact[] = [];
  let more = false;
  for await (const page of queryPages(table, range, { backwards: true, pageSize: max + 1 })) {
    const touching = page
      .map((item) => decodeItem(storedFact, item))
      .filter(({ fact }) => !('end' in fact) || fact.end > start);
    more = facts.length + touching.length > max;
    facts.push(...touching.slice(0, max - facts.length));
    if (more) break;
  }
  const retractions = (await readAll(table, retractionKeys(pk))).map((item) => decodeItem(storedFact, item));
  return { facts: withRetractions(facts, retractions), more };
};

/** Returns facts with their retractions, which are among `all`. */
export const withRetractions = (facts: readonly StoredFact[], all: readonly StoredFact[]): KeptFact[] =>
  facts.map((kept) => ({ kept, retraction: all.find(({ fact }) => isRetractionOf(fact, kept.fact)) }));

const isRetractionOf = (fact: Fact, { kind, id }: Fact): boolean =>
  fact.kind === 'retraction' && fact.of.kind === kind && fact.of.id === id;

const partitionOf = (subject: FactSubject): string => {
  if (subject === 'all') return GLOBAL_PARTITION;
  if ('monitor' in subject) return monitorPartition(subject.monitor);
  return 'own' in subject ? componentPartition(subject.own) : providerPartition(subject);
};
