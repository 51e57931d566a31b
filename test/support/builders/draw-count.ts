/** A mutant runs a tenth of the random months and draws: a test of most rules has failed before. */
const SHARE_FOR_MUTANTS = 10;

const testsMutants = process.env['SUITE'] === 'mutation';

/** Returns how often a property is drawn. */
export const drawCount = (count: number): number => (testsMutants ? Math.ceil(count / SHARE_FOR_MUTANTS) : count);

/** Returns every tenth item for a mutant, else all. */
export const drawnOf = <T>(all: readonly T[]): readonly T[] =>
  testsMutants ? all.filter((_, i) => i % SHARE_FOR_MUTANTS === 0) : all;
