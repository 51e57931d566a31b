import type { CausedCredit, CreditCause } from './credit-causes.ts';

/** The credits of a month by cause, in minor units. `customers`: how many customers have a part. */
export type CausedMonth = {
  readonly month: string;
  readonly credits: readonly (CausedCredit & { readonly currency: string; readonly customers: number })[];
};

/** The keys of a cause, in the order of the tables. */
export const CAUSE_KEYS = ['component', 'alarm', 'incident', 'provider'] as const satisfies (keyof CreditCause)[];
export type CauseKey = (typeof CAUSE_KEYS)[number];

/** A row: the credits of one component, alarm, incident or provider in one currency, by month. `name` is null for no such cause. */
export type CauseRow = {
  readonly name: string | null;
  readonly currency: string;
  readonly amounts: readonly number[];
};

/** Returns the credits by one key of their causes, the largest first and those without it last. Each month adds up to its credits. */
export const causeTable = (months: readonly CausedMonth[], key: CauseKey): CauseRow[] => {
  const rows = new Map<string, { name: string | null; currency: string; amounts: number[] }>();
  for (const [i, { credits }] of months.entries()) {
    for (const { [key]: name, currency, amountMinor } of credits) {
      const id = JSON.stringify([name, currency]);
      const row = rows.get(id) ?? { name, currency, amounts: months.map(() => 0) };
      row.amounts[i] = (row.amounts[i] ?? 0) + amountMinor;
      rows.set(id, row);
    }
  }
  return [...rows.values()].toSorted(
    (a, b) =>
      Number(a.name === null) - Number(b.name === null) ||
      sumOf(b.amounts) - sumOf(a.amounts) ||
      `${a.name} ${a.currency}`.localeCompare(`${b.name} ${b.currency}`, 'en'),
  );
};

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
