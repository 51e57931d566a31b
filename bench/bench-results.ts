import type { ClosingFigures } from './closing/measure-closing.ts';
import type { ColdStart } from './cold-start.ts';
import { billOf } from './cost/monthly-bill.ts';
import type { StackCounts } from './cost/count-stack.ts';
import type { EngineTimes } from './engine/measure-engine.ts';
import type { PlanFigures } from './plan-month.ts';

/** The measurements of a run; `closings` are in ascending order of customers. */
export type BenchResults = {
  readonly engine: readonly EngineTimes[];
  readonly closings: readonly ClosingFigures[];
  readonly planned: readonly PlanFigures[];
  readonly stack: StackCounts;
  readonly coldStart: { readonly ingest: ColdStart; readonly closing: ColdStart };
};

/** Returns the close with the most customers, which the summary and the cost model use. */
export const largestClosing = ({ closings }: BenchResults): ClosingFigures =>
  closings.reduce((largest, closing) => (closing.customers > largest.customers ? closing : largest));

/** Returns the output of `--json`: the promised ratios; null if PostgreSQL is not installed. */
export const resultSummary = (results: BenchResults) => {
  const { engine, coldStart } = results;
  const largest = largestClosing(results);
  return {
    engine: Object.fromEntries(engine.map((times) => [times.mix, engineRatios(times)])),
    closing: {
      requestsOverBound: rounded(largest.made / largest.bound),
      wallOverBare: rounded(largest.closing.seconds / largest.bare.seconds),
      customers: largest.customers,
    },
    coldStart: { ingest: coldStartRatios(coldStart.ingest), closing: coldStartRatios(coldStart.closing) },
    cost: { perMillionCustomersUsd: rounded(billOf(1_000_000, largest, results.stack).total) },
  };
};

const engineRatios = ({ evaluator, luxon, postgres, stringify }: EngineTimes) => ({
  vsLuxon: rounded(luxon / evaluator),
  vsPostgres: postgres === null ? null : rounded(postgres / evaluator),
  vsStringify: rounded(evaluator / stringify),
});

const coldStartRatios = ({ kb, ratio }: ColdStart) => ({ kb: rounded(kb), ratio: rounded(ratio) });

/** Four significant digits. */
const rounded = (figure: number): number => Number(figure.toPrecision(4));
