import { InvalidArgumentError } from 'commander';
import { type MoneyBody, readMoneyText } from '../../../shared/domain/money/money-text.ts';

/** Parses an amount in major units: `1,000.00 USD`. It may not have more decimals than its currency. */
export const parseMoney = (text: string): MoneyBody => {
  const { value, rule } = readMoneyText(text);
  if (value === undefined) throw new InvalidArgumentError(`${rule}: ${text}`);
  return value;
};
