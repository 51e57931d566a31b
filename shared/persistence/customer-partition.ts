import type { Fact } from '../domain/facts/facts.ts';
import { feesVersion, type FeesVersion, profileVersion, type ProfileVersion } from './customer-versions.ts';
import { customerItem } from './customer-items.ts';
import { customerSince } from './keys.ts';
import { type Revision, revisionItem, sentItem, type Sent } from './ledger.ts';
import { decodeItem, pages, sortKey } from './dynamo-reads.ts';
import { storedFact, type StoredFact } from './stored-fact.ts';
import type { Table } from './dynamo-table.ts';

/** All that is known of a customer and decides a month: later than any `asOf` too, so whoever uses it says of when. */
export type LoadedCustomer = {
  readonly id: string;
  /** Versions of its record, and of what months were charged, in the order in which they were recorded (fees by month first). */
  readonly profiles: readonly ProfileVersion[];
  readonly fees: readonly FeesVersion[];
  /** The facts about this customer alone, and their retractions. */
  readonly facts: readonly Fact[];
  /** The same facts with who said them and what else was said. */
  readonly records: readonly StoredFact[];
  /** Of the month and of later ones, in order. */
  readonly revisions: readonly Revision[];
  readonly sent: readonly Sent[];
  /** What is stored and cannot be read, in words: a customer with any is blocked, never the run. */
  readonly unreadable: readonly string[];
};

/** Loads a customer for a month: one consistent Query, paginated. */
export const loadCustomer = async (table: Table, id: string, month: string): Promise<LoadedCustomer> => {
  const profiles: ProfileVersion[] = [];
  const fees: FeesVersion[] = [];
  const records: StoredFact[] = [];
  const revisions: Revision[] = [];
  const sent: Sent[] = [];
  const unreadable: string[] = [];

  const shelve = (item: unknown): void => {
    const shelf = customerItem(sortKey(item));
    if (shelf === 'profile') profiles.push(decodeItem(profileVersion, item));
    else if (shelf === 'fees') fees.push(decodeItem(feesVersion, item));
    else if (shelf === 'fact') records.push(decodeItem(storedFact, item));
    else if (shelf === 'revision') revisions.push(decodeItem(revisionItem, item));
    else if (shelf === 'sent') sent.push(decodeItem(sentItem, item));
    else throw new Error(`${sortKey(item)} is no item of a customer`);
  };

  for await (const page of pages(table, customerSince(id, month))) {
    for (const item of page) {
      try {
        shelve(item);
      } catch (error) {
        unreadable.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  return { id, profiles, fees, facts: records.map(({ fact }) => fact), records, revisions, sent, unreadable };
};
