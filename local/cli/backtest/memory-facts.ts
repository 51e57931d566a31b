import { type Fact, type FactKind, type FactOf, factKey, ownerOf } from '../../../shared/domain/facts/facts.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { jsonEqual } from '../../../shared/lib/json-equal.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import type { VersionChanges, UpdateStatement, UpdateVersion } from '../../../shared/ingest/update-versions.ts';

type FactName = { readonly kind: FactKind; readonly id: string };

/** The fact that a retraction names. A notice may be named by its caller's id, with its customer. */
type RetractionTarget = FactName & { readonly customer?: string | undefined };
type Evidence = Exclude<Fact, FactOf<'retraction'>>;

/** The facts of a history in memory: those about one customer by customer, and the others together. */
export type MemoryFacts = {
  readonly shared: readonly Fact[];
  readonly own: ReadonlyMap<string, readonly Fact[]>;
};

/**
 * Records facts in memory as the table does. The first content under an id stays, and so does the first retraction.
 * Facts are recorded in order of arrival.
 */
export class FactRecorder {
  readonly #facts = new Map<string, Evidence>();
  readonly #retracted = new Set<string>();
  readonly #notices = new Map<string, string[]>();
  readonly #versions = new Map<string, UpdateVersion<UpdateStatement>[]>();
  readonly #monitors = new Map<string, FactOf<'monitor-state'>[]>();
  readonly #shared: Fact[] = [];
  readonly #own = new Map<string, Fact[]>();

  get facts(): MemoryFacts {
    return { shared: this.#shared, own: this.#own };
  }

  /** Records a fact. `shortId`: the id that a notice's caller chose. */
  record(fact: Evidence, shortId?: string): void {
    const key = factKey(fact);
    if (this.#facts.has(key)) return;
    this.#facts.set(key, fact);
    this.#add(fact, fact);
    if (fact.kind === 'monitor-state') addTo(this.#monitors, fact.monitor, fact);
    if (shortId !== undefined) addTo(this.#notices, shortId, fact.id);
  }

  /** Returns the recorded states of an alarm, also the retracted ones. */
  statesOf(monitor: string): readonly FactOf<'monitor-state'>[] {
    return this.#monitors.get(monitor) ?? [];
  }

  /** Retracts a fact. Throws `InvalidInput` if there is no such fact, or if it is ambiguous. */
  retract(named: RetractionTarget, reason: string, recordedAt: Instant): void {
    const of = this.#find(named);
    const target = this.#facts.get(factKey(of));
    const key = factKey(of);
    if (target === undefined || this.#retracted.has(key)) return;
    this.#retracted.add(key);
    this.#add({ kind: 'retraction', id: key, of, reason, recordedAt }, target);
  }

  /** Finds what `findRetractionTarget` finds in the table. */
  #find({ kind, id, customer }: RetractionTarget): FactName {
    const isKnown = this.#facts.has(factKey({ kind, id }));
    if (kind !== 'notice') {
      if (customer !== undefined) throw new InvalidInput([{ at: 'of.customer', rule: 'only for a notice' }]);
      if (isKnown) return { kind, id };
      throw new InvalidInput([{ at: 'of.id', rule: 'no such fact', value: id }]);
    }
    const found = [...(isKnown ? [id] : []), ...(this.#notices.get(id) ?? [])].flatMap((notice) => {
      const fact = this.#facts.get(factKey({ kind, id: notice }));
      return fact === undefined ? [] : [{ id: notice, customer: ownerOf(fact) }];
    });
    const meant = customer === undefined ? found : found.filter((notice) => notice.customer === customer);
    const [first] = meant;
    if (first !== undefined && meant.every((notice) => notice.customer === first.customer))
      return { kind, id: first.id };
    const rule = first === undefined ? 'no such fact' : 'several customers have a notice of this id';
    throw new InvalidInput([{ at: 'of.id', rule, value: id }]);
  }

  /**
   * Records the current facts of a source, and retracts the superseded ones.
   * Throws `InvalidInput` if another source uses one of the ids.
   */
  reconcile(stand: readonly Evidence[], fall: readonly Evidence[], reason: string, recordedAt: Instant): void {
    for (const fact of [...fall, ...stand]) {
      const known = this.#facts.get(factKey(fact));
      if (known !== undefined && !sameContent(known, fact))
        throw new InvalidInput([{ at: 'id', rule: `id already used by a different ${fact.kind}`, value: fact.id }]);
      this.record({ ...fact, recordedAt });
    }
    for (const { kind, id } of fall) this.retract({ kind, id }, reason, recordedAt);
  }

  /** Returns the stored versions of a provider's update. `isVersion` selects those of the caller's type. */
  versionsOf<S extends UpdateStatement>(
    update: string,
    isVersion: (version: UpdateVersion<UpdateStatement>) => version is UpdateVersion<S>,
  ): UpdateVersion<S>[] {
    return (this.#versions.get(update) ?? []).filter(isVersion);
  }

  /** Records the changes of a provider's update. */
  applyVersions<S extends UpdateStatement>(
    update: string,
    { versions, record, retract }: VersionChanges<S>,
    toFact: (statement: S) => Evidence,
    recordedAt: Instant,
  ): void {
    for (const version of versions) addTo(this.#versions, update, version);
    this.reconcile(record.map(toFact), retract.map(toFact), 'edited by the provider', recordedAt);
  }

  /** A retraction belongs to the customer of its target. */
  #add(fact: Fact, target: Evidence): void {
    const owner = ownerOf(target);
    if (owner === undefined) this.#shared.push(fact);
    else addTo(this.#own, owner, fact);
  }
}

const addTo = <V>(lists: Map<string, V[]>, key: string, value: V): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

const sameContent = (a: Evidence, b: Evidence): boolean =>
  jsonEqual({ ...a, recordedAt: undefined }, { ...b, recordedAt: undefined });
