import type { ClosingFigures } from './closing/measure-closing.ts';
import type { ColdStart } from './cold-start.ts';
import { billOf } from './cost/monthly-bill.ts';
import type { StackCounts } from './cost/count-stack.ts';
import type { EngineTimes } from './engine/measure-engine.ts';
import type { Planned } from './plan-month.ts';

/** All that a run measures. `closings`: from the smallest month to the largest. */
export type Results = {
  readonly engine: readonly EngineTimes[];
  readonly closings: readonly ClosingFigures[];
  readonly planned: readonly Planned[];
  readonly stack: StackCounts;
  readonly coldStart: { readonly ingest: ColdStart; readonly closing: ColdStart };
};

/** The closing of most customers: what the summary and the bill go by. */
export const largestOf = ({ closings }: Results): ClosingFigures =>
  closings.reduce((largest, closing) => (closing.customers > largest.customers ? closing : largest));

/** What `--json` prints: the figures that are promised, as ratios; null where a peer is not installed. */
export const summaryOf = (results: Results) => {
  const { engine, coldStart } = results;
  const largest = largestOf(results);
  return {
    engine: Object.fromEntries(engine.map((times) => [times.mix, ratios(times)])),
    closing: {
      requestsOverBound: rounded(largest.made / largest.bound),
      wallOverBare: rounded(largest.closing.seconds / largest.bare.seconds),
      customers: largest.customers,
    },
    coldStart: { ingest: loaded(coldStart.ingest), closing: loaded(coldStart.closing) },
    cost: { perMillionCustomersUsd: rounded(billOf(1_000_000, largest, results.stack).total) },
  };
};

const ratios = ({ evaluator, luxon, postgres, stringify }: EngineTimes) => ({
  vsLuxon: rounded(luxon / evaluator),
  vsPostgres: postgres === null ? null : rounded(postgres / evaluator),
  vsStringify: rounded(evaluator / stringify),
});

const loaded = ({ kb, ratio }: ColdStart) => ({ kb: rounded(kb), ratio: rounded(ratio) });

/** Four digits: enough to see on which side of a bound a figure lies. */
const rounded = (figure: number): number => Number(figure.toPrecision(4));
