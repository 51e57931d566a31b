import * as z from 'zod/mini';
import { fact, type Fact, type FactKind, ownerOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { jsonEqual } from '../lib/json-equal.ts';
import { InvalidInput } from '../lib/validation.ts';
import { activityItem } from './read-activity.ts';
import { conditionalPut, decodeItem, getItem, putOrRead, readAll, type Table } from './dynamo-table.ts';
import {
  type EvidenceFact,
  factKeyOf,
  factPointerKey,
  type FactRef,
  type Key,
  noticeEntryKeys,
  noticePointerKey,
  noticePointerKeys,
  periodEntryKey,
  retractionEntryKey,
  retractionId,
  retractionKey,
} from './keys.ts';
import { factSearchItems } from './search-subjects.ts';

/**
 * A fact as it is stored, with its payload's SHA-256. `by`: an IAM principal or a source.
 * `said`: annotations that decide nothing, such as a notice's text or an exclusion's evidence.
 */
export const storedFact = z.object({
  fact,
  by: z.string(),
  payload: z.optional(z.string()),
  said: z.optional(z.record(z.string(), z.string())),
});
export type StoredFact = z.output<typeof storedFact>;

/** A fact with the instant of its recording, as every stored fact has. */
export type RecordedFact<F extends Fact> = F & { readonly recordedAt: Instant };

export type NewFact = Omit<StoredFact, 'fact'> & {
  readonly fact: RecordedFact<EvidenceFact>;
  /**
   * Fields that the entry point filled in from its clock; they do not count when contents are compared.
   * @default none
   */
  readonly filledIn?: readonly ('receivedAt' | 'announcedAt')[];
  /**
   * A notice's id as its caller chose it, unique for the customer only.
   * @default none - the notice is found by the fact's id alone
   */
  readonly shortId?: string | undefined;
  /**
   * Whether a person recorded the fact: the activity lists it.
   * @default false - a source recorded it
   */
  readonly isActivity?: boolean;
};

/**
 * The result of recording a fact. `known`: it was recorded before. `conflict`: its id has other content.
 * `retracted`: it was recorded and retracted before. `stored`: the fact under its id.
 */
export type RecordingResult = {
  readonly outcome: 'recorded' | 'known' | 'conflict' | 'retracted';
  readonly stored: StoredFact;
};

const factItem = z.extend(storedFact, { pk: z.string(), sk: z.string() });
type FactItem = z.output<typeof factItem>;
/** The item under a fact's id: `home` is a copy of the fact's primary item. */
const pointerItem = z.object({ home: factItem });
const noticePointerItem = z.object({ factId: z.string() });

/**
 * Records a fact once. The first content under an id stays.
 *
 * Order: id pointer, notice pointer, list entries, primary item. The id pointer holds a copy of the primary item.
 * So after a crash the next delivery of this id completes the recording.
 * The primary item comes last: every effective fact can be found by its id, and so be retracted.
 * Every effective fact about one customer is listed; an entry without a fact costs one assessment.
 */
export const recordFact = async (
  table: Table,
  { filledIn, shortId, isActivity = false, ...record }: NewFact,
): Promise<RecordingResult> => {
  const { fact } = record;
  const home = { ...factKeyOf(fact), ...z.encode(storedFact, record) };
  const pointer = await putOrRead(table, { ...factPointerKey(fact), home }, (item) => decodeItem(pointerItem, item));
  if (shortId !== undefined && fact.kind === 'notice') {
    await conditionalPut(table, { ...noticePointerKey(shortId, fact.customer), factId: fact.id });
  }
  if (pointer.outcome === 'appended') {
    return {
      outcome: 'recorded',
      stored: await recordPrimary(table, pointer.stored.home, fact.recordedAt, isActivity),
    };
  }
  const existing = await getItem(table, pointer.stored.home);
  const stored =
    existing === undefined
      ? await recordPrimary(table, pointer.stored.home, fact.recordedAt, isActivity)
      : withoutKeys(decodeItem(factItem, existing));
  if (!sameContent(stored, record, filledIn)) return { outcome: 'conflict', stored };
  const retraction = await getItem(table, retractionKey(pointer.stored.home, fact));
  return { outcome: retraction === undefined ? 'known' : 'retracted', stored };
};

/**
 * Lists a fact and writes its primary item. Returns the stored fact, which another delivery may have written.
 * An interrupted recording gets the `recordedAt` of the delivery that completes it.
 * With the first `recordedAt`, a close between the two would miss a fact that counts for it.
 */
const recordPrimary = async (
  table: Table,
  item: FactItem,
  recordedAt: Instant,
  isActivity: boolean,
): Promise<StoredFact> => {
  const fact = { ...item.fact, recordedAt };
  if (isActivity) await listActivity(table, recordedAt, fact, item.by, item);
  const isNamed = isActivity || fact.kind === 'notice';
  const entries = [...entryKeysOf(fact, recordedAt), ...(isNamed ? factSearchItems(fact) : [])];
  for (const entry of entries) await conditionalPut(table, entry);
  const primary = z.encode(factItem, { ...item, fact });
  const { stored } = await putOrRead(table, primary, (each) => decodeItem(factItem, each));
  return withoutKeys(stored);
};

/** Lists a fact that a person records or retracts. `about`: the fact, or the one that is retracted. */
const listActivity = async (
  table: Table,
  recordedAt: Instant,
  about: Fact,
  by: string,
  { pk, sk }: Key,
  kind: FactKind = about.kind,
): Promise<void> => {
  if (kind === 'monitor-state' || kind === 'provider-status') return;
  await conditionalPut(table, activityItem(recordedAt, { kind, by, customer: ownerOf(about), of: { pk, sk } }));
};

/** Facts about one customer are listed: notices by month of receipt, the others by month of recording. */
const entryKeysOf = (fact: Fact, recordedAt: Instant): Key[] => {
  if (fact.kind === 'notice') return noticeEntryKeys(fact, recordedAt);
  if (fact.kind !== 'maintenance' && fact.kind !== 'exclusion') return [];
  const customer = ownerOf(fact);
  return customer === undefined ? [] : [periodEntryKey(customer, fact.start, recordedAt)];
};

const withoutKeys = ({ pk: _pk, sk: _sk, ...record }: FactItem): StoredFact => record;

/**
 * Returns whether two facts are equal but for `recordedAt`, origin, payload and the fields in `filledIn` (docs/rules.md §2).
 */
const sameContent = (a: StoredFact, b: StoredFact, filledIn: readonly string[] = []): boolean =>
  jsonEqual(contentOf(a, filledIn), contentOf(b, filledIn));

const contentOf = ({ fact, said = {} }: StoredFact, filledIn: readonly string[]): unknown => ({
  fact: Object.fromEntries(Object.entries(fact).filter(([name]) => name !== 'recordedAt' && !filledIn.includes(name))),
  said,
});

/** A stored fact, the key of its primary item, and its retraction if it has one. */
export type StoredFactItem = {
  readonly stored: StoredFact;
  readonly home: { readonly pk: string; readonly sk: string };
  readonly retraction: StoredFact | undefined;
};

/** Finds a fact by its id, retracted or not. */
export const findFact = async (table: Table, ref: FactRef): Promise<StoredFactItem | undefined> => {
  const item = await getItem(table, factPointerKey(ref));
  if (item === undefined) return undefined;
  const { home } = decodeItem(pointerItem, item);
  const retraction = await getItem(table, retractionKey(home, ref));
  return {
    stored: withoutKeys(home),
    home: { pk: home.pk, sk: home.sk },
    retraction: retraction === undefined ? undefined : decodeItem(storedFact, retraction),
  };
};

/** Finds notices by the id that their callers chose: at most one for each customer. */
export const findNotices = async (table: Table, shortId: string): Promise<StoredFactItem[]> => {
  const pointers = await readAll(table, noticePointerKeys(shortId));
  const notices = await Promise.all(
    pointers.map((item) => findFact(table, { kind: 'notice', id: decodeItem(noticePointerItem, item).factId })),
  );
  return notices.filter((notice) => notice !== undefined);
};

export type NewRetraction = Omit<StoredFact, 'fact'> & {
  readonly of: { readonly kind: FactKind; readonly id: string };
  readonly reason: string;
  readonly recordedAt: Instant;
  /**
   * Whether a person retracts the fact: the activity lists it.
   * @default false - its source edited it
   */
  readonly isActivity?: boolean;
};

/** The result of a retraction: `unknown` if there is no such fact; `conflict` if it was retracted for another reason. */
export type RetractionResult =
  | {
      readonly outcome: 'recorded' | 'known' | 'conflict';
      readonly stored: StoredFact;
      readonly target: StoredFact;
    }
  | { readonly outcome: 'unknown' };

/** Returns the fact that a retraction may name. Throws `InvalidInput` for a retraction (docs/rules.md §2). */
export const retractableFact = ({ kind, id }: NewRetraction['of']): FactRef => {
  if (kind !== 'retraction') return { kind, id };
  throw new InvalidInput([
    { at: 'of.kind', rule: 'a retraction is not retracted: record the fact anew, with a new id', value: kind },
  ]);
};

/**
 * Retracts a fact from `recordedAt` on. The retraction's id and key derive from its fact, so a fact has at most one retraction.
 * Order: list entries, retraction. Throws `InvalidInput` for a retraction of a retraction.
 */
export const retractFact = async (
  table: Table,
  { of: named, reason, recordedAt, isActivity = false, ...rest }: NewRetraction,
): Promise<RetractionResult> => {
  const of = retractableFact(named);
  const found = await findFact(table, of);
  if (found === undefined) return { outcome: 'unknown' };

  const target = found.stored;
  const record: StoredFact = { ...rest, fact: { kind: 'retraction', id: retractionId(of), recordedAt, of, reason } };
  const again = (stored: StoredFact): RetractionResult => ({
    outcome: sameContent(stored, record) ? 'known' : 'conflict',
    stored,
    target,
  });
  if (found.retraction !== undefined) return again(found.retraction);

  const customer = ownerOf(target.fact);
  if (customer !== undefined) await conditionalPut(table, retractionEntryKey(customer, recordedAt));
  const key = retractionKey(found.home, of);
  if (isActivity) await listActivity(table, recordedAt, target.fact, rest.by, key, 'retraction');
  const item = { ...key, ...z.encode(storedFact, record) };
  const { outcome, stored } = await putOrRead(table, item, (each) => decodeItem(storedFact, each));
  return outcome === 'appended' ? { outcome: 'recorded', stored, target } : again(stored);
};
