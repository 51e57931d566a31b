import { monthReader } from '../../../shared/closing/load-month.ts';
import { type MonthEffect, previewRecord } from '../../../shared/closing/preview-fact.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { addMonths, localMonth } from '../../../shared/domain/time/calendar.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import type { Stage } from './stage.ts';

export type EffectStage = Pick<Stage, 'table' | 'deployment' | 'config' | 'now'>;

const MONTHS = 3;

/** Returns the current month and the two before, the latest first. */
export const recentMonths = ({ config, now }: EffectStage): string[] => {
  const current = localMonth(config.closing.timeZone, now());
  return Array.from({ length: MONTHS }, (_, back) => addMonths(current, -back));
};

/** Evaluates a customer's months with and without a draft, and stores nothing. */
export const recordEffects = async (
  { table, deployment, now }: EffectStage,
  customer: string,
  months: readonly string[],
  change: (loaded: LoadedCustomer) => LoadedCustomer,
): Promise<MonthEffect[]> => {
  const context = { table, deployment, monthOf: monthReader(table, deployment) };
  const effects: MonthEffect[] = [];
  for (const month of months) effects.push(await previewRecord(context, month, customer, change, now()));
  return effects;
};

/** Returns the JSON of effects, in minor units; null for a blocked month. */
export const effectsJson = (effects: readonly MonthEffect[]): object[] =>
  effects.flatMap(({ month, customers }) =>
    customers.map(({ currency, beforeMinor, afterMinor, blocked }) => ({
      month,
      currency,
      beforeMinor: beforeMinor ?? null,
      afterMinor: afterMinor ?? null,
      ...(blocked === undefined ? {} : { blocked }),
    })),
  );

/** Returns a line for each month: `October 2026: 50.00 USD → 60.00 USD`. */
export const effectLines = (effects: readonly MonthEffect[]): string[] =>
  effects.flatMap(({ month, customers }) =>
    customers.map(({ currency, beforeMinor, afterMinor, blocked }) => {
      const text = (minor: number | undefined): string =>
        minor === undefined ? 'blocked' : formatMinor(minor, currency);
      return `  ${monthName(month)}: ${text(beforeMinor)} → ${text(afterMinor)}${blocked === undefined ? '' : ` (${blocked})`}`;
    }),
  );
