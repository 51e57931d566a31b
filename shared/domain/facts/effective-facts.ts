import { type Fact, type FactKind, type FactOf, factKey } from './facts.ts';
import type { Instant } from '../time/instant.ts';

/**
 * The facts that exist at `asOf` (semantics, section 2): each once, with its earliest `recordedAt`; none that was learned after
 * `asOf`, no notice received after it, none that was retracted by then. The retractions themselves are left out.
 * The order in which facts arrived makes no difference to which ones exist.
 */
export const effectiveFacts = (facts: readonly Fact[], asOf: Instant): Fact[] => {
  const known = [...earliest(facts)].filter((fact) => recordedBy(fact) <= asOf);
  const retracted = new Set(known.flatMap((fact) => (fact.kind === 'retraction' ? [factKey(fact.of)] : [])));
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

/** When a fact was learned; one without `recordedAt` was always known. */
export const recordedBy = (fact: { readonly recordedAt?: Instant | undefined }): Instant =>
  fact.recordedAt ?? Number.NEGATIVE_INFINITY;

/** The facts of one kind. */
export const ofKind = <K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] =>
  facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
