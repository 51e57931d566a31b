import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that run after all others, in this order: a mutant is dead after its first failed test. */
const LAST = ['worked-months', 'calendar', 'holidays', 'explanation', 'load-domain-modules'];

const rank = ({ moduleId }: TestSpecification): number => LAST.indexOf(basename(moduleId, '.test.ts'));

export class SlowTestsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}
