import { effectiveFacts } from '../domain/facts/effective-facts.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { decodeItem, queryPages, readAll, type Table } from './dynamo-table.ts';
import {
  componentPartition,
  GLOBAL_PARTITION,
  keysBefore,
  keysBetween,
  type KeyRange,
  keysUpTo,
  monitorPartition,
  type ProviderComponent,
  providerPartition,
  retractionKeys,
} from './keys.ts';
import { storedFact } from './record-fact.ts';

/** The subjects of shared facts, which are about no single customer. */
export type SharedSubjects = {
  readonly monitors: readonly string[];
  readonly providerComponents: readonly ProviderComponent[];
  readonly components: readonly string[];
};

const SUBJECT_READS_MAX = 16;
/** Mostly the first state before the range decides. */
const EARLIER_STATES_PAGE = 10;

/**
 * Loads all facts that decide the state of `subjects` in `[from, to]` as of `asOf`.
 * These are the states in the range, and those before it back to one that is decisive at `from`.
 * They include periods that start at or before `to`, and all retractions.
 * The facts are in no order, and some were recorded after `asOf`: `effectiveFacts` selects.
 *
 * The start of an outage that continues into `from` is among the facts of its monitor.
 * An outage that passed between monitors may have begun earlier. If anything is down at `from`, the caller loads an earlier range.
 */
export const loadSharedFacts = async (
  table: Table,
  subjects: SharedSubjects,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  asOf: Instant,
): Promise<Fact[]> => {
  const states = [...subjects.monitors.map(monitorPartition), ...subjects.providerComponents.map(providerPartition)];
  const periods = [GLOBAL_PARTITION, ...subjects.components.map(componentPartition)];
  const loads = [
    ...[...new Set(states)].map((pk) => () => loadStates(table, pk, from, to, asOf)),
    ...[...new Set(periods)].map((pk) => () => loadPeriods(table, pk, to)),
  ];
  return (await mapConcurrently(SUBJECT_READS_MAX, loads, (load) => load())).flat();
};

const decodeFact = (item: unknown): Fact => decodeItem(storedFact, item).fact;

const loadFacts = async (table: Table, range: KeyRange): Promise<Fact[]> =>
  (await readAll(table, range)).map(decodeFact);

const loadPeriods = async (table: Table, pk: string, to: Instant): Promise<Fact[]> => [
  ...(await loadFacts(table, keysUpTo(pk, to))),
  ...(await loadFacts(table, retractionKeys(pk))),
];

const loadStates = async (table: Table, pk: string, from: Instant, to: Instant, asOf: Instant): Promise<Fact[]> => {
  const retractions = await loadFacts(table, retractionKeys(pk));
  const within = await loadFacts(table, keysBetween(pk, from, to));
  const earlier = await loadStatesBefore(table, pk, from, retractions, asOf);
  return [...earlier, ...within, ...retractions];
};

const loadStatesBefore = async (
  table: Table,
  pk: string,
  from: Instant,
  retractions: readonly Fact[],
  asOf: Instant,
): Promise<Fact[]> => {
  const states: Fact[] = [];
  let decidedAt: Instant | undefined;
  const pages = queryPages(table, keysBefore(pk, from), { backwards: true, pageSize: EARLIER_STATES_PAGE });
  for await (const page of pages) {
    for (const fact of page.map(decodeFact)) {
      // At one instant the last recorded state holds. Keys are in order of ids, so all states of the instant are read.
      if (decidedAt !== undefined && stateAt(fact) < decidedAt) return states;
      states.push(fact);
      if (isDecisive(fact) && effectiveFacts([fact, ...retractions], asOf).length > 0) decidedAt ??= stateAt(fact);
    }
  }
  return states;
};

const stateAt = (fact: Fact): Instant => ('at' in fact ? fact.at : Number.POSITIVE_INFINITY);

/**
 * Returns whether a state decides without the states before it: a provider's status, and an alarm's `OK` or deletion.
 * `ALARM` depends on the state before it (its onset is never before that), and so may `INSUFFICIENT_DATA` (`hold`).
 */
const isDecisive = (fact: Fact): boolean =>
  fact.kind === 'provider-status' ||
  (fact.kind === 'monitor-state' && (fact.state === 'OK' || fact.state === 'DELETED'));
