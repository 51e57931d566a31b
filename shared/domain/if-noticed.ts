import { assess, type Assessment } from './assessment.ts';

/**
 * The same month, had the customer given notice of every downtime at once: nothing is forfeited, and everything accrues from its
 * start. What it comes to beyond the month's credit is what silence cost the customer (clauses 5 and 6). Throws `Rejected` as
 * `assess` does.
 */
export const ifNoticed = ({ month, customer, own }: Assessment): Assessment => {
  const notice = { ...month.policy.notice, required: false };
  // The situations worked out so far are shared: they are what happened before anybody asks who wrote when.
  return assess({ ...month, policy: { ...month.policy, notice }, situations: new Map() }, customer, own);
};
