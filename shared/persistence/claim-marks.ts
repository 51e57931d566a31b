import * as z from 'zod/mini';
import { instantField, keywordField, month, text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, readAll, type Table } from './dynamo-table.ts';
import { claimMarkKey, claimMarkKeys } from './keys.ts';

/** The states of a claim against a provider, in their usual order. A person marks a claim as `open` again after a mistake. */
export const CLAIM_STATES = ['open', 'sent', 'answered', 'paid'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

const markItem = z.object({
  provider: text,
  service: text,
  month,
  state: keywordField(CLAIM_STATES),
  /** When the claim was sent, answered or paid. */
  at: instantField,
  note: z.optional(z.string()),
  recordedAt: instantField,
  by: z.string(),
});

/** A person's mark of a claim against a provider. */
export type ClaimMark = z.output<typeof markItem>;

/** Stores a mark. The newest mark of a claim decides its state. */
export const recordClaimMark = async (table: Table, mark: ClaimMark): Promise<void> => {
  await conditionalPut(table, {
    ...claimMarkKey(mark, mark.recordedAt, mark.state),
    ...z.encode(markItem, mark),
  });
};

/** Returns the marks of a month's claims that were recorded by `asOf`; those of one claim in order of their record. */
export const loadClaimMarks = async (table: Table, of: string, asOf: Instant): Promise<ClaimMark[]> =>
  (await readAll(table, claimMarkKeys(of)))
    .map((item) => decodeItem(markItem, item))
    .filter(({ recordedAt }) => recordedAt <= asOf);
