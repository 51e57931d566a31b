import { effectiveFacts } from '../domain/facts/effective-facts.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import {
  ALL,
  keysBefore,
  keysBetween,
  componentPartition,
  monitorPartition,
  type ProviderComponent,
  providerPartition,
  retractionsIn,
  type KeyRange,
  keysUpTo,
} from './keys.ts';
import { decodeItem, pages, readAll } from './dynamo-reads.ts';
import { storedFact } from './stored-fact.ts';
import type { Table } from './dynamo-table.ts';

/** What shared facts are about: those that are not about one customer. */
export type Subjects = {
  readonly monitors: readonly string[];
  readonly providerComponents: readonly ProviderComponent[];
  readonly components: readonly string[];
};

/** How many subjects are read at once. */
const AT_ONCE = 16;
/** How many states are read at a time on the way back to one that decides: mostly the first does. */
const STEP = 10;

/**
 * All facts that decide what `subjects` were in `[from, to]`, as far as known at `asOf`: the states in it, and those before it back
 * to one that says by itself what holds at `from`; windows that start at or before `to`; and the retractions of all these.
 * In no particular order, some later than `asOf` among them: `existing` sorts them out.
 *
 * A downtime that runs into `from` has its start among the facts of its own monitor. A whole downtime of several monitors in
 * turn may begin earlier still: whoever finds something down at `from` asks again from an earlier one.
 */
export const loadSharedFacts = async (
  table: Table,
  subjects: Subjects,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  asOf: Instant,
): Promise<Fact[]> => {
  const states = [...subjects.monitors.map(monitorPartition), ...subjects.providerComponents.map(providerPartition)];
  const windows = [ALL, ...subjects.components.map(componentPartition)];
  const loads = [
    ...[...new Set(states)].map((pk) => () => loadStates(table, pk, from, to, asOf)),
    ...[...new Set(windows)].map((pk) => () => loadWindows(table, pk, to)),
  ];
  return (await mapConcurrently(AT_ONCE, loads, (load) => load())).flat();
};

const decodeFact = (item: unknown): Fact => decodeItem(storedFact, item).fact;

const loadFacts = async (table: Table, stretch: KeyRange): Promise<Fact[]> =>
  (await readAll(table, stretch)).map(decodeFact);

const loadWindows = async (table: Table, pk: string, to: Instant): Promise<Fact[]> => [
  ...(await loadFacts(table, keysUpTo(pk, to))),
  ...(await loadFacts(table, retractionsIn(pk))),
];

const loadStates = async (table: Table, pk: string, from: Instant, to: Instant, asOf: Instant): Promise<Fact[]> => {
  const retractions = await loadFacts(table, retractionsIn(pk));
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
  const found: Fact[] = [];
  let decidedAt: Instant | undefined;
  for await (const page of pages(table, keysBefore(pk, from), { backwards: true, pageSize: STEP })) {
    for (const fact of page.map(decodeFact)) {
      // Of states at one instant the one learned last holds, wherever its id sorts: so all of that instant are read.
      if (decidedAt !== undefined && startOf(fact) < decidedAt) return found;
      found.push(fact);
      if (decides(fact) && effectiveFacts([fact, ...retractions], asOf).length > 0) decidedAt ??= startOf(fact);
    }
  }
  return found;
};

const startOf = (fact: Fact): Instant => ('at' in fact ? fact.at : Number.POSITIVE_INFINITY);

/**
 * Whether a state says by itself what holds from it on: a provider's status does, and a monitor that is up. What `ALARM` means
 * depends on the state before it (its onset is never before that), and what `INSUFFICIENT_DATA` means may too (`hold`).
 */
const decides = (fact: Fact): boolean =>
  fact.kind === 'provider-status' ||
  (fact.kind === 'monitor-state' && (fact.state === 'OK' || fact.state === 'DELETED'));
