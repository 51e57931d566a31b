import type { Figures } from '../../shared/domain/statement/statement.ts';

/** What every evaluator has to find out about a customer: the figures that the amount is made of, in milliseconds and minor units. */
export type EngineAnswer = {
  readonly customer: string;
  readonly serviceMs: number;
  readonly excusedMs: number;
  readonly observedMs: number;
  readonly creditableMs: number;
  readonly unrecognizedMs: number;
  readonly forfeitedMs: number;
  readonly credits: number;
  readonly amountMinor: number;
};

/** The same, out of a statement. */
export const engineAnswerOf = (figures: Figures): EngineAnswer => ({
  customer: figures.customer,
  serviceMs: figures.serviceMs,
  excusedMs: figures.excusedMs,
  observedMs: figures.observedDowntimeMs,
  creditableMs: figures.creditableDowntimeMs,
  unrecognizedMs: figures.totalsMs.unrecognized ?? 0,
  forfeitedMs: figures.totalsMs.forfeited ?? 0,
  credits: figures.credits,
  amountMinor: figures.amountMinor,
});

/** Throws at the first customer about whom two evaluators differ: a fast wrong answer is no answer. */
export const mustAgree = (who: string, answers: readonly EngineAnswer[], expected: readonly EngineAnswer[]): void => {
  if (answers.length !== expected.length) throw new Error(`${who}: ${answers.length} answers, not ${expected.length}`);
  for (const [i, answer] of answers.entries()) {
    const [found, right] = [JSON.stringify(answer), JSON.stringify(expected[i])];
    if (found !== right) throw new Error(`${who} says ${found}, the evaluator ${right}`);
  }
};
