import * as z from 'zod/mini';
import type { Fact } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { ownerOf } from '../domain/month/month.ts';
import { conditionalPut, putOrRead } from './conditional-put.ts';
import { changeIndexKey } from './change-keys.ts';
import {
  type EvidenceOrigin,
  factHome,
  factName,
  type IndexKey,
  type NamedFact,
  noticeIndexKey,
  retractionHome,
  shortNoticeName,
  shortNoticeNames,
} from './keys.ts';
import { decodeItem, getItem, readAll } from './dynamo-reads.ts';
import { type FactRecording, storedFact, type StoredFact, sameContent } from './stored-fact.ts';
import type { Table } from './dynamo-table.ts';

export type FactToRecord = Omit<StoredFact, 'fact'> & {
  readonly fact: FactRecording<EvidenceOrigin>;
  /**
   * Fields that the door filled in from its own clock: the same said again later is still the same.
   * @default none
   */
  readonly filledIn?: readonly ('receivedAt' | 'announcedAt')[];
  /**
   * A notice's id as its caller gave it, unique for the customer only.
   * @default none - the notice is found by its fact's id alone
   */
  readonly shortId?: string | undefined;
};

/**
 * What became of a fact: it is `recorded`; it was `known` before; its id stands with other content, a `conflict`; or it was known
 * and has been `retracted`, and stays so. `standing`: what is kept under its id.
 */
export type Recording = {
  readonly outcome: 'recorded' | 'known' | 'conflict' | 'retracted';
  readonly standing: StoredFact;
};

/** A fact's own item. */
const homeItem = z.extend(storedFact, {
  pk: z.string(),
  sk: z.string(),
  indexPk: z.optional(z.string()),
  indexSk: z.optional(z.string()),
});
/** What is kept under a fact's id: a copy of its own item. */
const nameItem = z.object({ home: homeItem });
const shortNameItem = z.object({ factId: z.string() });

/**
 * Records a fact once. Its id decides: it stands for the first content that came with it, wherever that is kept.
 *
 * Order: name, short name, home. The name holds a copy of the whole item, so a crash after it leaves an id that is taken by a fact
 * that does not count yet, and whoever comes with that id next finishes what was begun. It counts from then on. Home comes last: a
 * fact that counts can be found by its id, and so be retracted.
 */
export const recordFact = async (table: Table, { filledIn, shortId, ...record }: FactToRecord): Promise<Recording> => {
  const { fact } = record;
  const home = { ...factHome(fact), ...indexKeyOf(fact), ...z.encode(storedFact, record) };
  const { outcome, standing } = await putOrRead(table, { ...factName(fact), home }, (item) =>
    decodeItem(nameItem, item),
  );
  if (shortId !== undefined && fact.kind === 'notice') {
    await conditionalPut(table, { ...shortNoticeName(shortId, fact.customer), factId: fact.id });
  }
  const begun = outcome === 'appended' ? standing.home : countingFrom(standing.home, fact.recordedAt);
  const kept = await putOrRead(table, z.encode(homeItem, begun), (item) => decodeItem(homeItem, item));

  const stands = recordOf(kept.standing);
  if (outcome === 'appended') return { outcome: 'recorded', standing: stands };
  if (!sameContent(stands, record, filledIn)) return { outcome: 'conflict', standing: stands };
  const retraction = await getItem(table, retractionHome(standing.home, fact));
  return { outcome: retraction === undefined ? 'known' : 'retracted', standing: stands };
};

/**
 * A fact that an earlier process began to record, and whoever completes it now: it counts from now on. Were it said to be known since
 * then, a closing in between would have missed what it seems to have known, and nothing would ever look again.
 */
const countingFrom = (home: HomeItem, recordedAt: Instant): HomeItem => {
  const fact = { ...home.fact, recordedAt };
  return { ...home, ...indexKeyOf(fact), fact };
};

/** The index finds what is about one customer: notices by when they were received, all else by when it was recorded. */
const indexKeyOf = (fact: FactRecording<Fact>): IndexKey | undefined => {
  if (fact.kind === 'notice') return noticeIndexKey(fact.customer, fact.receivedAt, fact.recordedAt);
  const customer = ownerOf(fact);
  return customer === undefined ? undefined : changeIndexKey(customer, fact.recordedAt);
};

type HomeItem = z.output<typeof homeItem>;
const recordOf = ({ pk: _pk, sk: _sk, indexPk: _indexPk, indexSk: _indexSk, ...record }: HomeItem): StoredFact =>
  record;

/** A fact that was found, where it is kept, and its retraction if it has one. */
export type StoredFactItem = {
  readonly standing: StoredFact;
  readonly home: { readonly pk: string; readonly sk: string };
  readonly retraction: StoredFact | undefined;
};

/** Finds a fact by its id, retracted or not. */
export const findFact = async (table: Table, name: NamedFact): Promise<StoredFactItem | undefined> => {
  const item = await getItem(table, factName(name));
  if (item === undefined) return undefined;
  const { home } = decodeItem(nameItem, item);
  const retraction = await getItem(table, retractionHome(home, name));
  return {
    standing: recordOf(home),
    home: { pk: home.pk, sk: home.sk },
    retraction: retraction === undefined ? undefined : decodeItem(storedFact, retraction),
  };
};

/** Finds notices by the id that their callers gave them: at most one for each customer. */
export const findNotices = async (table: Table, shortId: string): Promise<StoredFactItem[]> => {
  const names = await readAll(table, shortNoticeNames(shortId));
  const found = await Promise.all(
    names.map((item) => findFact(table, { kind: 'notice', id: decodeItem(shortNameItem, item).factId })),
  );
  return found.filter((notice) => notice !== undefined);
};
