import type { Audit } from '../../../shared/domain/statement/verify-explanation.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';

/** Returns the gaps, overlaps and empty intervals of an explanation, and the missing ends of its month. */
export const explanationGaps = ({ start, end, stretches }: Statement['explanation']): string[] => {
  const empty = stretches
    .filter((stretch) => stretch.start >= stretch.end)
    .map((stretch) => `nothing at ${stretch.start}`);
  const torn = [...stretches.map((stretch) => stretch.start), end].flatMap((from, i) => {
    const until = stretches[i - 1]?.end ?? start;
    return until === from ? [] : [`${until} to ${from}`];
  });
  return [...empty, ...torn];
};

/** Returns the figures of a statement that its explanation must add up to. */
export const auditOfStatement = ({
  totalsMs,
  credits,
  rateBps,
  uncappedMinor,
  capMinor,
  amountMinor,
}: Statement): Audit => ({
  totalsMs,
  credits,
  rateBps,
  uncappedMinor,
  capMinor,
  amountMinor,
});
