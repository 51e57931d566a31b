import type { Figures } from '../../shared/domain/statement/statement.ts';

/** The figures of a customer's credit that every evaluator computes, in milliseconds and minor units. */
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

/** Extracts the compared figures from a statement. */
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

/** Throws for the first customer whose answer differs from the expected one. */
export const assertSameAnswers = (
  name: string,
  answers: readonly EngineAnswer[],
  expected: readonly EngineAnswer[],
): void => {
  if (answers.length !== expected.length)
    throw new Error(`${name} has ${answers.length} answers; expected ${expected.length}`);
  for (const [i, answer] of answers.entries()) {
    const [actual, wanted] = [JSON.stringify(answer), JSON.stringify(expected[i])];
    if (actual !== wanted) throw new Error(`${name} computed ${actual}; expected ${wanted}`);
  }
};
