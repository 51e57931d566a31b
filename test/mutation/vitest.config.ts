import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long comes last: whatever a table shows needs no months. What loads modules in a test comes after all that load them before. */
const LAST = ['worked-months', 'calendar', 'holidays', 'explanation', 'loads'];

const rank = ({ moduleId }: TestSpecification): number => LAST.indexOf(basename(moduleId, '.test.ts'));

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * The tests of the rules alone, as the mutation tests run them: each time with the same draws, in one worker a mutant. Without those that
 * draw hundreds of months for a law: they are half of the time, and the 400 months that were drawn once stand for them.
 */
export default defineConfig({
  test: {
    include: ['test/mutation/loads.test.ts', 'test/shared/domain/**/*.test.ts'],
    exclude: ['any-input', 'excuses', 'month-laws'].map((laws) => `test/shared/domain/**/${laws}.test.ts`),
    setupFiles: ['test/mutation/same-draws.ts'],
    sequence: { sequencer: InOrder },
    isolate: false,
    testTimeout: 60_000,
  },
});
