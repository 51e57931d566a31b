import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';

/** The consequence of a run for a customer's credit. */
export type RevisionDecision =
  /** There is no credit, and there was none. */
  | { readonly kind: 'nothing' }
  /** The next revision is recorded. */
  | { readonly kind: 'revise'; readonly revision: number; readonly previousAmountMinor: number }
  /** The amount equals that of the last revision. */
  | { readonly kind: 'unchanged' }
  /** The last revision has newer evidence. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Compares a customer's month with the ledger. A revision is due if the amount differs from the last revision's, or is the first that is not 0.
 * A credit keeps its currency until it is withdrawn to 0. A run with an older `asOf` than the last revision has older evidence and changes nothing.
 */
export const decideRevision = (
  { amountMinor, currency, month }: Pick<CustomerMonth, 'amountMinor' | 'currency' | 'month'>,
  ledger: readonly Revision[],
  asOf: Instant,
): RevisionDecision => {
  const last = revisionsOf(ledger, month).at(-1);
  if (last === undefined)
    return amountMinor === 0 ? { kind: 'nothing' } : { kind: 'revise', revision: 1, previousAmountMinor: 0 };
  if (last.closedAsOf > asOf) return { kind: 'superseded' };
  if (last.amountMinor === amountMinor && amountMinor === 0) return { kind: 'unchanged' };
  if (last.currency !== currency && last.amountMinor !== 0) {
    return { kind: 'blocked', reason: `the credit is in ${last.currency}, the month's fees are now in ${currency}` };
  }
  if (last.amountMinor === amountMinor) return { kind: 'unchanged' };
  return { kind: 'revise', revision: last.revision + 1, previousAmountMinor: last.amountMinor };
};
