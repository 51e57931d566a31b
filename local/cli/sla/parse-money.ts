import { InvalidArgumentError } from 'commander';
import { exponentOf } from '../../../shared/domain/money/currency.ts';

/** An amount as the API has it. */
export type MoneyBody = { readonly amountMinor: number; readonly currency: string };

const MONEY = /^(?<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<decimals>\d+))? ?(?<currency>[A-Z]{3})$/;

/** Parses an amount in major units: `1,000.00 USD`. It may not have more decimals than its currency. */
export const parseMoney = (text: string): MoneyBody => {
  const { whole = '', decimals = '', currency = '' } = MONEY.exec(text.trim())?.groups ?? {};
  const exponent = exponentOf(currency);
  if (currency === '') throw new InvalidArgumentError(`not an amount with its currency (1,000.00 USD): ${text}`);
  if (decimals.length > exponent)
    throw new InvalidArgumentError(`${currency} has ${exponent} decimals, not ${decimals.length}: ${text}`);
  const amountMinor = Number(`${whole.replaceAll(',', '')}${decimals.padEnd(exponent, '0')}`);
  if (!Number.isSafeInteger(amountMinor)) throw new InvalidArgumentError(`too large: ${text}`);
  return { amountMinor, currency };
};
