import { goodwillAmount } from '../domain/statement/goodwill.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { GoodwillRecord } from '../persistence/record-goodwill.ts';

/** Returns a month's grants, recorded by `asOf`, in order: those in the currency of its fees, and the others. */
export const grantedGoodwill = (
  goodwill: readonly GoodwillRecord[],
  { month, asOf }: { readonly month: string; readonly asOf: Instant },
  currency: string | undefined,
): readonly [usable: GoodwillRecord[], unusable: GoodwillRecord[]] => {
  const granted = goodwill
    .filter((grant) => grant.month === month && grant.recordedAt <= asOf)
    .toSorted((a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1));
  return [
    granted.filter((grant) => grant.currency === currency),
    granted.filter((grant) => grant.currency !== currency),
  ];
};

/** Returns the credit of a customer's month in minor units: the computed amounts of its contracts, and its goodwill. */
export const creditOf = (assessments: readonly Assessment[], goodwill: readonly GoodwillRecord[]): number => {
  let [computed, fees] = [0, 0];
  for (const { amounts, contract } of assessments) {
    computed += amounts.amountMinor;
    fees += contract.serviceFees.amountMinor;
  }
  const [first] = assessments;
  if (first === undefined || goodwill.length === 0) return computed;
  const [usable] = grantedGoodwill(goodwill, first.month, first.contract.serviceFees.currency);
  return computed + goodwillAmount(usable, fees, computed);
};
