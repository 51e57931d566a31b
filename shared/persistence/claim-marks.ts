import * as z from 'zod/mini';
import { CLAIM_STATES } from '../domain/facts/claim-states.ts';
import { instantField, keywordField, month, text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, readAll, type Table } from './dynamo-table.ts';
import { claimMarkKey, claimMarkKeys } from './keys.ts';

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

/** Returns the marks of a month's claims that were recorded by `asOf`. The marks of one claim are in order. */
export const loadClaimMarks = async (table: Table, of: string, asOf: Instant): Promise<ClaimMark[]> =>
  (await readAll(table, claimMarkKeys(of)))
    .map((item) => decodeItem(markItem, item))
    .filter(({ recordedAt }) => recordedAt <= asOf);
