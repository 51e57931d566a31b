import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What shows most mutants, soonest, comes first; what draws a hundred months for each law, last. */
const FIRST = ['worked-months', 'notice', 'credits', 'refused-terms', 'refused-facts', 'refused-together', 'policy'];
const LAST = ['any-input', 'calendar', 'holidays', 'explanation', 'excuses', 'month-laws'];

const rank = ({ moduleId }: TestSpecification): number => {
  const name = basename(moduleId, '.test.ts');
  return FIRST.includes(name) ? FIRST.indexOf(name) - FIRST.length : LAST.indexOf(name) + 1;
};

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** The tests of the rules alone, as the mutation tests run them: each time with the same draws, in one worker a mutant. */
export default defineConfig({
  test: {
    include: ['test/shared/domain/*.test.ts'],
    setupFiles: ['test/mutation/same-draws.ts'],
    sequence: { sequencer: InOrder },
    isolate: false,
    testTimeout: 60_000,
  },
});
