import type { FactOf } from '../facts/facts.ts';
import type { Policy } from './policy.ts';

/** The clause that a window comes from: blocking under a policy, other causes beyond control, whoever asked for maintenance. */
export const clauseOfWindow = (fact: FactOf<'maintenance'> | FactOf<'exclusion'>): number => {
  if (fact.kind === 'exclusion') return fact.reason === 'policy-block' ? 9 : 3;
  return fact.requestedBy === 'customer' ? 2 : 1;
};

/**
 * Maintenance is scheduled if the customer requested it, if it was announced before it began, or if the policy asks for no notice
 * (semantics, section 3). Other maintenance is an emergency, and changes nothing: only scheduled maintenance is excluded (clause 1).
 */
export const isScheduled = (
  { requestedBy, announcedAt, start }: FactOf<'maintenance'>,
  { maintenance }: Pick<Policy, 'maintenance'>,
): boolean => requestedBy === 'customer' || announcedAt < start || !maintenance.requireAdvanceNotice;
