import * as z from 'zod/mini';
import { FACT_KINDS, type Fact } from '../domain/facts/facts.ts';
import { customerId, keywordField } from '../domain/facts/fields.ts';
import type { CustomerRecord } from './customer-record.ts';
import { decodeItem, type Item, queryPages, type Table } from './dynamo-table.ts';
import { searchEntryKey, searchKeys } from './keys.ts';

/**
 * The search terms of customers and of facts that people name: ids, names, external ids, tickets. Each entry is written before its subject.
 * A search is one query of a prefix. Entries stay when a record gets another name, so former names are found too.
 */

const searchSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer'), id: customerId }),
  z.object({ kind: z.literal('fact'), factKind: keywordField(FACT_KINDS), id: z.string() }),
]);
/** A customer or a fact that a search finds. */
type SearchSubject = z.output<typeof searchSubject>;

const searchItem = z.object({ subject: searchSubject });

const TERM_CHARACTERS_MAX = 60;
const NAME_TERMS_MAX = 6;

const WORD = /[\p{L}\p{N}]+/gu;

/** Returns a text without case, accents and outer blanks: `Müller  & Co ` is `muller & co`. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();

const termOf = (text: string): string => Array.from(text).slice(0, TERM_CHARACTERS_MAX).join('').trimEnd();

/** Returns a text from each of its words on, so that the beginning of any word finds it. */
const termsFromWords = (text: string): string[] => {
  const folded = foldText(text);
  return [...folded.matchAll(WORD)].slice(0, NAME_TERMS_MAX).map(({ index }) => termOf(folded.slice(index)));
};

/** Returns the entries of a customer's id, name and external ids. */
export const customerSearchItems = ({ id, name, externalRefs = {} }: CustomerRecord): Item[] => {
  const refs = Object.values(externalRefs).map((ref) => termOf(foldText(ref)));
  const terms = new Set([termOf(foldText(id)), ...termsFromWords(id), ...termsFromWords(name), ...refs]);
  return [...terms].filter((term) => term !== '').map((term) => searchItemOf(term, { kind: 'customer', id }));
};

/** Returns the entry of a fact's id. A notice's id starts with its customer, so that its ticket alone is the term. */
export const factSearchItems = (fact: Fact): Item[] => {
  const { kind: factKind, id } = fact;
  const isOwn = fact.kind === 'notice' && id.startsWith(`${fact.customer}/`);
  const term = termOf(foldText(isOwn ? id.slice(fact.customer.length + 1) : id));
  return term === '' ? [] : [searchItemOf(term, { kind: 'fact', factKind, id })];
};

const searchItemOf = (term: string, subject: SearchSubject): Item => ({
  ...searchEntryKey(term, JSON.stringify(subject)),
  subject,
});

/** Returns the entries that a customer's name alone adds: an erasure deletes them, and its ids stay. */
export const nameSearchItems = (record: CustomerRecord): Item[] => {
  const ofIds = new Set(customerSearchItems({ ...record, name: '' }).map(({ sk }) => sk));
  return customerSearchItems(record).filter(({ sk }) => !ofIds.has(sk));
};

export type SearchResult = {
  readonly subjects: readonly SearchSubject[];
  /** Whether there are more. */
  readonly more: boolean;
};

/** A subject has a few terms with one prefix at most. */
const ENTRIES_READ_MAX = 200;

/** Returns the subjects with a term that begins with a text, at most `max`, in order of their terms. Reads at most 200 entries. */
export const searchSubjects = async (table: Table, text: string, max: number): Promise<SearchResult> => {
  const prefix = termOf(foldText(text));
  const subjects = new Map<string, SearchSubject>();
  if (prefix === '') return { subjects: [], more: false };
  let read = 0;
  for await (const page of queryPages(table, searchKeys(prefix), { pageSize: ENTRIES_READ_MAX })) {
    for (const item of page) {
      read += 1;
      const { subject } = decodeItem(searchItem, item);
      const key = JSON.stringify(subject);
      const isNew = !subjects.has(key);
      if (isNew && subjects.size === max) return { subjects: [...subjects.values()], more: true };
      subjects.set(key, subject);
    }
    if (read >= ENTRIES_READ_MAX) return { subjects: [...subjects.values()], more: true };
  }
  return { subjects: [...subjects.values()], more: false };
};
