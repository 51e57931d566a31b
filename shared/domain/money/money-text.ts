import { exponentOf } from './currency.ts';

const MONEY = /^(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<decimals>\d+))? ?(?<currency>[A-Z]{3})$/;

/** An amount as the API has it. */
export type MoneyBody = { readonly amountMinor: number; readonly currency: string };

/** Reads an amount in major units: `1,000.00 USD`. `rule`: why the text is none. It may not have more decimals than its currency. */
export const readMoneyText = (
  text: string,
): { readonly value: MoneyBody; readonly rule?: never } | { readonly rule: string; readonly value?: never } => {
  const { whole = '', decimals = '', currency = '' } = MONEY.exec(text.trim())?.groups ?? {};
  const exponent = exponentOf(currency);
  if (currency === '') return { rule: 'not an amount with its currency (1,000.00 USD)' };
  if (decimals.length > exponent) return { rule: `${currency} has ${exponent} decimals, not ${decimals.length}` };
  const amountMinor = Number(`${whole.replaceAll(',', '')}${decimals.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(amountMinor) ? { value: { amountMinor, currency } } : { rule: 'too large' };
};
