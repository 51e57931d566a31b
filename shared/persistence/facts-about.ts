import type { Fact } from '../domain/facts/facts.ts';
import type { Span } from '../domain/time/intervals.ts';
import {
  ALL,
  keysBetween,
  componentPartition,
  monitorPartition,
  type ProviderComponent,
  providerPartition,
  retractionsIn,
  keysUpTo,
} from './keys.ts';
import { decodeItem, pages, readAll } from './dynamo-reads.ts';
import { storedFact, type StoredFact } from './stored-fact.ts';
import type { Table } from './dynamo-table.ts';

/** What shared facts are about: one alarm, one component of a provider, one of ours, or everything. */
export type Subject = { readonly monitor: string } | ProviderComponent | { readonly own: string } | 'all';

/** A fact as it is kept, and its retraction if it has one. */
export type KeptFact = { readonly kept: StoredFact; readonly retraction: StoredFact | undefined };

/** Some facts, the latest first. `more`: there are earlier ones. */
export type FactList = { readonly facts: readonly KeptFact[]; readonly more: boolean };

/** The facts about a subject that tell of `[start, end)`, retracted ones too: at most so many, the latest first. */
export const factsAbout = async (
  table: Table,
  subject: Subject,
  { start, end }: Span,
  atMost: number,
): Promise<FactList> => {
  const pk = partitionOf(subject);
  // Windows may have begun before: they are kept by when they begin.
  const isOfStates = subject !== 'all' && !('own' in subject);
  const stretch = isOfStates ? keysBetween(pk, start, end - 1) : keysUpTo(pk, end - 1);
  const found: StoredFact[] = [];
  let more = false;
  for await (const page of pages(table, stretch, { backwards: true, pageSize: atMost + 1 })) {
    const touching = page
      .map((item) => decodeItem(storedFact, item))
      .filter(({ fact }) => !('end' in fact) || fact.end > start);
    more = found.length + touching.length > atMost;
    found.push(...touching.slice(0, atMost - found.length));
    if (more) break;
  }
  const retractions = (await readAll(table, retractionsIn(pk))).map((item) => decodeItem(storedFact, item));
  return { facts: withRetractions(found, retractions), more };
};

/** Facts beside the retractions that are among `all`. */
export const withRetractions = (facts: readonly StoredFact[], all: readonly StoredFact[]): KeptFact[] =>
  facts.map((kept) => ({ kept, retraction: all.find(({ fact }) => isOf(fact, kept.fact)) }));

const isOf = (fact: Fact, { kind, id }: Fact): boolean =>
  fact.kind === 'retraction' && fact.of.kind === kind && fact.of.id === id;

const partitionOf = (subject: Subject): string => {
  if (subject === 'all') return ALL;
  if ('monitor' in subject) return monitorPartition(subject.monitor);
  return 'own' in subject ? componentPartition(subject.own) : providerPartition(subject);
};
