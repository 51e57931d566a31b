import { verifyExplanation } from '../domain/statement/verify-explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';

/** A statement is issued only if replaying its explanation gives the same: the first figure that differs, or undefined. */
export const statementDisagreement = (statement: Statement): string | undefined => {
  const again = verifyExplanation(statement.explanation);
  const figures = ['credits', 'rateBps', 'uncappedMinor', 'capMinor', 'amountMinor'] as const;
  const figure = figures.find((name) => again[name] !== statement[name]);
  if (figure !== undefined) return `${figure} ${statement[figure]}, explained ${again[figure]}`;
  return JSON.stringify(sorted(again.totalsMs)) === JSON.stringify(statement.totalsMs) ? undefined : 'totalsMs';
};

const sorted = (totals: object): object =>
  Object.fromEntries(Object.entries(totals).toSorted(([a], [b]) => (a < b ? -1 : 1)));
