import type { Statement } from '../domain/statement/statement.ts';
import type { Instant } from '../domain/time/instant.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';

/** What a closing does about a customer. */
export type RevisionDecision =
  /** No credit, and there never was one. */
  | { readonly kind: 'nothing' }
  /** The next revision is to be recorded. */
  | { readonly kind: 'revise'; readonly revision: number; readonly previousAmountMinor: number }
  /** The amount is what it was. */
  | { readonly kind: 'unchanged' }
  /** A closing that knows more has been here already. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Compares a statement with the ledger (closing, step 2): a revision is due where the amount differs from the last one's, and where
 * there was none, if there is an amount. A credit never changes its currency. A closing of what was known earlier than the last
 * revision's closing changes nothing: it knows less.
 */
export const decideRevision = (
  { amountMinor, currency, month }: Pick<Statement, 'amountMinor' | 'currency' | 'month'>,
  ledger: readonly Revision[],
  asOf: Instant,
): RevisionDecision => {
  const last = revisionsOf(ledger, month).at(-1);
  if (last === undefined)
    return amountMinor === 0 ? { kind: 'nothing' } : { kind: 'revise', revision: 1, previousAmountMinor: 0 };
  if (last.closedAsOf > asOf) return { kind: 'superseded' };
  if (last.currency !== currency) {
    return { kind: 'blocked', reason: `the credit is in ${last.currency}, the month's fees are now in ${currency}` };
  }
  if (last.amountMinor === amountMinor) return { kind: 'unchanged' };
  return { kind: 'revise', revision: last.revision + 1, previousAmountMinor: last.amountMinor };
};
