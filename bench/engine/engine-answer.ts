import type { Assessment } from '../../shared/domain/month/assessment.ts';
import { roundedMs } from '../../shared/domain/month/weighted-time.ts';

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

/** Extracts the compared figures from an assessment. */
export const engineAnswerOf = ({ contract, baseline, evaluation, amounts }: Assessment): EngineAnswer => ({
  customer: contract.customer,
  serviceMs: baseline.serviceMs,
  excusedMs: baseline.excusedMs,
  observedMs: roundedMs(baseline.observed),
  creditableMs: roundedMs(evaluation.creditable),
  unrecognizedMs: evaluation.claimMs.unrecognized ?? 0,
  forfeitedMs: evaluation.claimMs.forfeited ?? 0,
  credits: evaluation.earned.credits,
  amountMinor: amounts.amountMinor,
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
