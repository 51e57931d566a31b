import { assess, type Assessment } from './assessment.ts';
import type { Month } from './month.ts';

/** Each month under a policy without claims, so that its baselines are shared too. */
const withoutClaims = new WeakMap<Month, Month>();

const monthWithoutClaims = (month: Month): Month => {
  const known = withoutClaims.get(month) ?? { ...month, policy: { ...month.policy, claim: null } };
  withoutClaims.set(month, known);
  return known;
};

/**
 * Returns the same month as if the customer had claimed every outage in time. Nothing is forfeited, and all downtime accrues from its
 * start. Throws `InvalidInput` as `assess` does.
 */
export const withFullNotice = ({ month, contract, own }: Assessment): Assessment =>
  assess(monthWithoutClaims(month), contract, own);
