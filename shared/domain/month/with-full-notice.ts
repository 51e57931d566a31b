import { assess, type Assessment } from './assessment.ts';
import type { Month } from './month.ts';

/** Each month as it would be under a policy that asks for no notice: its situations too are worked out once for all customers. */
const withoutNotice = new WeakMap<Month, Month>();

const monthWithoutNotice = (month: Month): Month => {
  const known = withoutNotice.get(month);
  if (known !== undefined) return known;
  const notice = { ...month.policy.notice, required: false };
  const made = { ...month, policy: { ...month.policy, notice }, situations: new Map() };
  withoutNotice.set(month, made);
  return made;
};

/**
 * The same month, had the customer given notice of every downtime at once: nothing is forfeited, and everything accrues from its
 * start. What it comes to beyond the month's credit is what silence cost the customer (clauses 5 and 6). Throws `Rejected` as
 * `assess` does.
 */
export const withFullNotice = ({ month, customer, own }: Assessment): Assessment =>
  assess(monthWithoutNotice(month), customer, own);
