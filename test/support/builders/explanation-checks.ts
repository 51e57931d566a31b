import type { Audit } from '../../../shared/domain/statement/verify-explanation.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';

/** Where the stretches of an explanation leave a gap, overlap, are empty, or do not reach the ends of the month. */
export const seams = ({ start, end, stretches }: Statement['explanation']): string[] => {
  const empty = stretches
    .filter((stretch) => stretch.start >= stretch.end)
    .map((stretch) => `nothing at ${stretch.start}`);
  const torn = [...stretches.map((stretch) => stretch.start), end].flatMap((from, i) => {
    const until = stretches[i - 1]?.end ?? start;
    return until === from ? [] : [`${until} to ${from}`];
  });
  return [...empty, ...torn];
};

/** What a statement says of all that its explanation can be added up to. */
export const auditOf = ({ totalsMs, credits, rateBps, uncappedMinor, capMinor, amountMinor }: Statement): Audit => ({
  totalsMs,
  credits,
  rateBps,
  uncappedMinor,
  capMinor,
  amountMinor,
});
