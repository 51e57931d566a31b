import * as z from 'zod/mini';
import type { Fact } from '../domain/facts.ts';
import type { Instant } from '../domain/instant.ts';
import { ownerOf } from '../domain/month.ts';
import { append, appendOrRead } from './appends.ts';
import { changeIndexKey } from './change-keys.ts';
import {
  type Evidence,
  factHome,
  factName,
  type IndexKey,
  type Named,
  noticeIndexKey,
  retractionHome,
  shortNoticeName,
  shortNoticeNames,
} from './keys.ts';
import { decodeItem, getItem, readAll } from './reads.ts';
import { type Learned, recordedFact, type RecordedFact, saysTheSame } from './recorded.ts';
import type { Table } from './table.ts';

export type FactToRecord = Omit<RecordedFact, 'fact'> & {
  readonly fact: Learned<Evidence>;
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
  readonly standing: RecordedFact;
};

/** A fact's own item. */
const homeItem = z.extend(recordedFact, {
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
  const home = { ...factHome(fact), ...indexKeyOf(fact), ...z.encode(recordedFact, record) };
  const { outcome, standing } = await appendOrRead(table, { ...factName(fact), home }, (item) =>
    decodeItem(nameItem, item),
  );
  if (shortId !== undefined && fact.kind === 'notice') {
    await append(table, { ...shortNoticeName(shortId, fact.customer), factId: fact.id });
  }
  const begun = outcome === 'appended' ? standing.home : countingFrom(standing.home, fact.recordedAt);
  const kept = await appendOrRead(table, z.encode(homeItem, begun), (item) => decodeItem(homeItem, item));

  const stands = recordOf(kept.standing);
  if (outcome === 'appended') return { outcome: 'recorded', standing: stands };
  if (!saysTheSame(stands, record, filledIn)) return { outcome: 'conflict', standing: stands };
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
const indexKeyOf = (fact: Learned<Fact>): IndexKey | undefined => {
  if (fact.kind === 'notice') return noticeIndexKey(fact.customer, fact.receivedAt, fact.recordedAt);
  const customer = ownerOf(fact);
  return customer === undefined ? undefined : changeIndexKey(customer, fact.recordedAt);
};

type HomeItem = z.output<typeof homeItem>;
const recordOf = ({ pk: _pk, sk: _sk, indexPk: _indexPk, indexSk: _indexSk, ...record }: HomeItem): RecordedFact =>
  record;

/** A fact that was found, where it is kept, and its retraction if it has one. */
export type Found = {
  readonly standing: RecordedFact;
  readonly home: { readonly pk: string; readonly sk: string };
  readonly retraction: RecordedFact | undefined;
};

/** Finds a fact by its id, retracted or not. */
export const findFact = async (table: Table, name: Named): Promise<Found | undefined> => {
  const item = await getItem(table, factName(name));
  if (item === undefined) return undefined;
  const { home } = decodeItem(nameItem, item);
  const retraction = await getItem(table, retractionHome(home, name));
  return {
    standing: recordOf(home),
    home: { pk: home.pk, sk: home.sk },
    retraction: retraction === undefined ? undefined : decodeItem(recordedFact, retraction),
  };
};

/** Finds notices by the id that their callers gave them: at most one for each customer. */
export const findNotices = async (table: Table, shortId: string): Promise<Found[]> => {
  const names = await readAll(table, shortNoticeNames(shortId));
  const found = await Promise.all(
    names.map((item) => findFact(table, { kind: 'notice', id: decodeItem(shortNameItem, item).factId })),
  );
  return found.filter((notice) => notice !== undefined);
};
