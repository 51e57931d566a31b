import type { Statement } from '../domain/statement/statement.ts';
import { instantOf } from '../domain/time/instant.ts';
import { HOUR_MS } from '../lib/time-units.ts';
import type { ReviewItem } from '../persistence/run-results.ts';

/** A person who notices a downtime earlier than this has noticed another one, or guesses. */
const EARLY_MS = 24 * HOUR_MS;

/**
 * Returns the notices that a downtime accrues from although they were recognised more than 24 hours before it began.
 * A claim for the whole month is not about a single downtime.
 */
export const earlyNoticeItems = (customer: string, statements: readonly Statement[]): ReviewItem[] => {
  const early = new Map<string, ReviewItem>();
  for (const { explanation } of statements) {
    if (explanation.claim?.covers === 'month') continue;
    for (const { start, steps } of explanation.outages)
      for (const { id, recognizedAt } of steps.flatMap(({ notices }) => notices)) {
        if (early.has(id) || instantOf(start) - instantOf(recognizedAt) <= EARLY_MS) continue;
        const note = `recognised at ${recognizedAt}, before the downtime from ${start}`;
        early.set(id, { kind: 'notice-recognised-early', subject: id, customer, note });
      }
  }
  return [...early.values()];
};
