import type { Instant } from '../time/instant.ts';
import { type Fact, type FactKind, type FactOf, factKey } from './facts.ts';

/**
 * Returns the facts in effect at `asOf` (`docs/rules.md §2`): each once, with its earliest `recordedAt`. Leaves out facts that were
 * recorded after `asOf`, notices received after it, retracted facts, and retractions. The order of `facts` makes no difference.
 */
export const effectiveFacts = (facts: readonly Fact[], asOf: Instant): Fact[] => {
  const known = [...earliest(facts)].filter((fact) => recordedBy(fact) <= asOf);
  const retracted = new Set(ofKind(known, 'retraction').map(({ of }) => factKey(of)));
  return known.filter(
    (fact) =>
      fact.kind !== 'retraction' &&
      !retracted.has(factKey(fact)) &&
      !(fact.kind === 'notice' && fact.receivedAt > asOf),
  );
};

const earliest = (facts: readonly Fact[]): Iterable<Fact> => {
  const first = new Map<string, Fact>();
  for (const fact of facts) {
    const key = factKey(fact);
    const other = first.get(key);
    if (other === undefined || recordedBy(fact) < recordedBy(other)) first.set(key, fact);
  }
  return first.values();
};

/** Returns when a fact was recorded; one without `recordedAt` was always known. */
export const recordedBy = (fact: { readonly recordedAt?: Instant | undefined }): Instant =>
  fact.recordedAt ?? Number.NEGATIVE_INFINITY;

/** Returns the facts of one kind. */
export const ofKind = <K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] =>
  facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
