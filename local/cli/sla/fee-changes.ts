import * as z from 'zod/mini';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import type { MoneyBody } from '../../../shared/domain/money/money-text.ts';

const money = z.object({ amountMinor: z.number(), currency: z.string() });
const withFees = z.object({
  serviceFees: z.optional(money),
  services: z.optional(z.array(z.object({ serviceFees: z.optional(money) }))),
});

/** Returns the recurring monthly fees of a record, one sum for each currency. */
export const feeAmounts = (record: unknown): MoneyBody[] => {
  const { data } = z.safeParse(withFees, record);
  const fees = [data?.serviceFees, ...(data?.services ?? []).map(({ serviceFees }) => serviceFees)];
  return sumByCurrency(fees.filter((each) => each !== undefined));
};

/** Sums amounts by currency, in order of the currencies. Sums beyond the safe integers do not occur: the API rejects them. */
export const sumByCurrency = (amounts: readonly MoneyBody[]): MoneyBody[] =>
  [...Map.groupBy(amounts, ({ currency }) => currency)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, each]) => ({
      currency,
      amountMinor: each.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    }));

/** The recurring fees of a customer before and after an import. `old` is undefined for a new customer. */
export type FeeChange = {
  readonly line: number;
  readonly id: string;
  readonly old: readonly MoneyBody[] | undefined;
  readonly new: readonly MoneyBody[];
};

export const formatAmounts = (amounts: readonly MoneyBody[]): string =>
  amounts.length === 0
    ? 'none'
    : amounts.map(({ amountMinor, currency }) => formatMinor(amountMinor, currency)).join(' + ');

/** Whether the fees of a known customer change at all. */
export const isChanged = ({ old, new: next }: FeeChange): boolean =>
  old !== undefined && formatAmounts(old) !== formatAmounts(next);

const LIMIT_PERCENT = 20n;

/** Whether the fees of a known customer change by more than 20 %. Another currency, and fees that appear or vanish, count as well. */
export const isLargeChange = (change: FeeChange): boolean => {
  if (change.old === undefined || !isChanged(change)) return false;
  const [before, ...othersBefore] = change.old;
  const [after, ...othersAfter] = change.new;
  if (before === undefined || after === undefined || othersBefore.length + othersAfter.length > 0) return true;
  if (before.currency !== after.currency) return true;
  const [a, b] = [BigInt(before.amountMinor), BigInt(after.amountMinor)];
  const difference = b > a ? b - a : a - b;
  return difference * 100n > a * LIMIT_PERCENT;
};
