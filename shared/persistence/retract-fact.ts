import * as z from 'zod/mini';
import type { FactKind } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { ownerOf } from '../domain/month/month.ts';
import { InvalidInput } from '../lib/validation.ts';
import { putOrRead } from './conditional-put.ts';
import { changeIndexKey } from './change-keys.ts';
import { findFact } from './record-fact.ts';
import { type NamedFact, retractionHome, retractionId } from './keys.ts';
import { decodeItem } from './dynamo-reads.ts';
import { storedFact, type StoredFact, sameContent } from './stored-fact.ts';
import type { Table } from './dynamo-table.ts';

export type RetractionToRecord = Omit<StoredFact, 'fact'> & {
  readonly of: { readonly kind: FactKind; readonly id: string };
  readonly reason: string;
  readonly recordedAt: Instant;
};

/** What became of a retraction: `unknown` if there is no such fact; `conflict` if it is retracted already for another reason. */
export type Retracting =
  | {
      readonly outcome: 'recorded' | 'known' | 'conflict';
      readonly standing: StoredFact;
      readonly target: StoredFact;
    }
  | { readonly outcome: 'unknown' };

/** What a retraction may name. Throws `Rejected` for a retraction, whose own would be ignored (semantics, section 2). */
export const retractable = ({ kind, id }: RetractionToRecord['of']): NamedFact => {
  if (kind !== 'retraction') return { kind, id };
  throw new InvalidInput([
    { at: 'of.kind', rule: 'a retraction is not retracted: record the fact anew, with a new id', value: kind },
  ]);
};

/**
 * Retracts a fact: from `recordedAt` on it does not exist. Its id is derived from what it retracts, and it is kept with that, so
 * one write does it and a fact has one retraction at most. Throws `Rejected` for a retraction of a retraction.
 */
export const retractFact = async (
  table: Table,
  { of: named, reason, recordedAt, ...rest }: RetractionToRecord,
): Promise<Retracting> => {
  const of = retractable(named);
  const target = await findFact(table, of);
  if (target === undefined) return { outcome: 'unknown' };

  const record: StoredFact = { ...rest, fact: { kind: 'retraction', id: retractionId(of), recordedAt, of, reason } };
  const customer = ownerOf(target.standing.fact);
  const item = {
    ...retractionHome(target.home, of),
    ...(customer === undefined ? {} : changeIndexKey(customer, recordedAt)),
    ...z.encode(storedFact, record),
  };
  const { outcome, standing } = await putOrRead(table, item, (stored) => decodeItem(storedFact, stored));
  const same = outcome === 'stood' && sameContent(standing, record) ? 'known' : 'conflict';
  return { outcome: outcome === 'appended' ? 'recorded' : same, standing, target: target.standing };
};
