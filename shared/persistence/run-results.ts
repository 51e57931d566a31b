import * as z from 'zod/mini';
import { customerId } from '../domain/facts/fields.ts';
import { gzippedList } from '../lib/gzip-codec.ts';

/** Something that a person should look at: what kind of thing, which one, and whose. */
export const attention = z.object({
  kind: z.string(),
  subject: z.string(),
  customer: z.optional(customerId),
  note: z.optional(z.string()),
});
export type Attention = z.output<typeof attention>;

/** A customer that could not be assessed, and why. */
const blocked = z.object({ customer: customerId, reason: z.string() });
export type Blocked = z.output<typeof blocked>;

const counted = z.record(z.string(), z.number());

/** What was done, by kind of outcome, and by how much credits changed, in minor units by currency. */
export const totals = z.object({ counts: counted, deltaMinor: counted });
export type Totals = z.output<typeof totals>;

/** What a person should look at, as an item keeps it: a chunk of customers may have thousands. */
export const attentionList = gzippedList(attention);

/** What a chunk of customers came to. */
export const chunkResult = z.extend(totals, { blocked: gzippedList(blocked), attention: attentionList });
export type ChunkResult = z.output<typeof chunkResult>;

/** The totals of chunks, added up. */
export const totalsOf = (results: readonly Totals[]): Totals => ({
  counts: sum(results.map(({ counts }) => counts)),
  deltaMinor: sum(results.map(({ deltaMinor }) => deltaMinor)),
});

const sum = (records: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const total = new Map<string, number>();
  for (const [name, amount] of records.flatMap(Object.entries<number>))
    total.set(name, (total.get(name) ?? 0) + amount);
  return Object.fromEntries([...total].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
