import type { Statement } from '../domain/statement/statement.ts';
import { verifyExplanation } from '../domain/statement/verify-explanation.ts';

/** Recalculates a statement from its explanation. Returns the first figure that differs, with both values; undefined if all agree. */
export const verifyStatement = (statement: Statement): string | undefined => {
  const recalculated = verifyExplanation(statement.explanation);
  const figures = ['credits', 'rateBps', 'uncappedMinor', 'capMinor', 'amountMinor'] as const;
  const figure = figures.find((name) => recalculated[name] !== statement[name]);
  if (figure !== undefined) return `${figure} ${statement[figure]}, explained ${recalculated[figure]}`;
  return JSON.stringify(sortedByName(recalculated.totalsMs)) === JSON.stringify(statement.totalsMs)
    ? undefined
    : 'totalsMs';
};

const sortedByName = (totals: object): object =>
  Object.fromEntries(Object.entries(totals).toSorted(([a], [b]) => (a < b ? -1 : 1)));
