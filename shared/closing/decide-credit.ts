import type { ApprovalRules } from '../config/approval.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Instant } from '../domain/time/instant.ts';
import {
  type ApprovalEntry,
  approvalsOf,
  declinedProposals,
  type CreditProposal,
  waitingProposal,
} from '../persistence/approval-log.ts';
import type { Revision } from '../persistence/ledger.ts';
import { decideRevision, type RevisionDecision } from './decide-revision.ts';

/** The consequence of a run for a customer's credit, approval included. */
type CreditDecision =
  | RevisionDecision
  /** The amount needs approval, and is proposed. */
  | { readonly kind: 'propose'; readonly revision: number; readonly previousAmountMinor: number }
  /** The same amount waits for approval already. */
  | { readonly kind: 'waiting' }
  /** The same amount was declined. */
  | { readonly kind: 'declined' };

/** A decision, and the waiting proposal that it replaces or withdraws. */
export type DecidedCredit = { readonly decision: CreditDecision; readonly ended: CreditProposal | undefined };

type Amount = Pick<CustomerMonth, 'amountMinor' | 'currency'>;

/** The revisions of a customer, and the entries of its approval logs. */
export type CreditHistory = {
  readonly revisions: readonly Revision[];
  readonly approvals: readonly ApprovalEntry[];
};

/**
 * Compares a customer's month with the ledger and its approval log. An increase that ends above the limit of its currency needs approval.
 * Every other outcome withdraws a proposal that waits. A run with older evidence and a blocked customer leave it.
 */
export const decideCredit = (
  customerMonth: Pick<CustomerMonth, 'amountMinor' | 'currency' | 'month'>,
  { revisions, approvals }: CreditHistory,
  asOf: Instant,
  rules: ApprovalRules | undefined,
): DecidedCredit => {
  const decision = decideRevision(customerMonth, revisions, asOf);
  if (decision.kind === 'blocked' || decision.kind === 'superseded') return { decision, ended: undefined };
  const log = approvalsOf(approvals, customerMonth.month);
  if (log.some((entry) => 'closedAsOf' in entry && entry.closedAsOf > asOf))
    return { decision: { kind: 'superseded' }, ended: undefined };
  const waiting = waitingProposal(log);
  if (decision.kind !== 'revise' || !needsApproval(customerMonth, decision.previousAmountMinor, rules))
    return { decision, ended: waiting };
  if (waiting !== undefined && isSame(waiting, customerMonth))
    return { decision: { kind: 'waiting' }, ended: undefined };
  if (declinedProposals(log).some((declined) => isSame(declined, customerMonth)))
    return { decision: { kind: 'declined' }, ended: waiting };
  return { decision: { ...decision, kind: 'propose' }, ended: waiting };
};

/** Returns whether an amount is an increase that ends above the limit of its currency. */
export const needsApproval = (
  { amountMinor, currency }: Amount,
  previousAmountMinor: number,
  rules: ApprovalRules | undefined,
): boolean => {
  const limit = rules?.above.find((each) => each.currency === currency);
  return limit !== undefined && amountMinor > previousAmountMinor && amountMinor > limit.amountMinor;
};

const isSame = (a: Amount, b: Amount): boolean => a.amountMinor === b.amountMinor && a.currency === b.currency;
