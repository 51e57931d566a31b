import type { Statement } from '../../../shared/domain/statement/statement.ts';

/** The first clause by which two statements of the same customer and month differ, in the order of the calculation. */
export type DecidingClause =
  | 'calendar and maintenance'
  | 'exclusions'
  | 'downtime'
  | 'claim'
  | 'availability'
  | 'gate'
  | 'credit'
  | 'caps'
  | 'payableAbove';

/** The figures of a statement that a clause decides, in the order of the calculation (`docs/rules.md §3 to §8`). */
const DECIDED: readonly (readonly [DecidingClause, (statement: Statement) => unknown])[] = [
  ['calendar and maintenance', ({ serviceMs }) => serviceMs],
  ['exclusions', ({ excusedMs }) => excusedMs],
  ['downtime', ({ observedDowntimeMs }) => observedDowntimeMs],
  ['claim', ({ creditableDowntimeMs }) => creditableDowntimeMs],
  ['availability', ({ measuredMs }) => measuredMs],
  ['gate', ({ explanation: { credit } }) => credit.gated],
  ['credit', ({ uncappedMinor }) => uncappedMinor],
  ['caps', ({ uncappedMinor, capMinor }) => Math.min(uncappedMinor, capMinor ?? uncappedMinor)],
  ['payableAbove', ({ amountMinor }) => amountMinor],
];

/**
 * Returns the clause that decides the difference of two statements; undefined if their amounts are equal.
 * The gate comes first, since it alone decides whether anything is earned. Equal amounts before caps leave the later clauses.
 */
export const decidingClause = (own: Statement, other: Statement): DecidingClause | undefined => {
  if (own.amountMinor === other.amountMinor) return undefined;
  if (own.explanation.credit.gated !== other.explanation.credit.gated) return 'gate';
  if (own.uncappedMinor === other.uncappedMinor) return capOrFloor(own, other);
  return DECIDED.find(([, figure]) => figure(own) !== figure(other))?.[0];
};

const capOrFloor = (own: Statement, other: Statement): DecidingClause =>
  own.capMinor === other.capMinor ? 'payableAbove' : 'caps';
