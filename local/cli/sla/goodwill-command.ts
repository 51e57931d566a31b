import * as z from 'zod/mini';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { parseAnswer } from './parse-answer.ts';
import { parseMoney } from './parse-money.ts';
import type { CommandResult, Stage } from './stage.ts';

const receiptAnswer = z.looseObject({ id: z.string(), outcome: z.string() });

export type GoodwillCall = {
  readonly customer: string;
  readonly month: string;
  /** In major units with the currency. */
  readonly amount: string;
  readonly reason: string;
};

/** `goodwill CUSTOMER MONTH AMOUNT --reason TEXT`: grants a goodwill credit. */
export const goodwillCommand = async (stage: Stage, { amount, ...given }: GoodwillCall): Promise<CommandResult> => {
  const money = parseMoney(amount);
  const grant = { ...given, ...money };
  const answer = await stage.call('POST', '/goodwill', grant);
  const receipt = parseAnswer(receiptAnswer, answer, `goodwill for ${grant.customer}`);
  const text =
    receipt.outcome === 'known'
      ? 'The same grant is recorded already: another one needs another reason'
      : `Granted ${formatMinor(money.amountMinor, money.currency)} to ${grant.customer} for ${grant.month}: the next close or sweep credits it`;
  return { json: receipt, text: [text] };
};
