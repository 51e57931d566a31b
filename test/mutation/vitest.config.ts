import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long comes last: whatever a table shows needs no hundred months drawn for each law. */
const LAST = ['worked-months', 'any-input', 'calendar', 'holidays', 'explanation', 'excuses', 'month-laws'];

const rank = ({ moduleId }: TestSpecification): number => LAST.indexOf(basename(moduleId, '.test.ts'));

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
