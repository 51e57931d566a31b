/**
 * The model: the amounts that must be in the ledger. It shares no code with the product.
 * A downtime of two hours earns one credit of 5 % of the month's fees. A customer under a policy with notices must have sent one for it.
 */

/** A fact as the model has it: of a day of October. Recorded at `recordedAt`, retracted at `retractedAt` if it was. */
export type KnownFact = {
  readonly kind: 'downtime' | 'notice';
  readonly day: number;
  readonly recordedAt: number;
  readonly retractedAt?: number;
};

const CREDIT_MINOR = 5_000;

const stands = (at: number, { recordedAt, retractedAt }: KnownFact): boolean =>
  recordedAt <= at && (retractedAt === undefined || retractedAt > at);

/** Returns the amount that is due to a customer by what was known at an instant, in minor units. */
export const amountDue = (facts: readonly KnownFact[], mustWrite: boolean, at: number): number => {
  const known = facts.filter((fact) => stands(at, fact));
  const days = (kind: KnownFact['kind']): Set<number> =>
    new Set(known.filter((fact) => fact.kind === kind).map(({ day }) => day));
  const noticed = days('notice');
  const credited = [...days('downtime')].filter((day) => !mustWrite || noticed.has(day));
  return credited.length * CREDIT_MINOR;
};
