import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that run after all others, in this order: a mutant is killed by its first failed test. */
const SLOW_FILES = [
  'assessment',
  'evaluate-input',
  'verify-explanation',
  'calendar',
  'holidays',
  'load-domain-modules',
];

const rank = ({ moduleId }: TestSpecification): number => SLOW_FILES.indexOf(basename(moduleId, '.test.ts'));

export class SlowTestsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}
