import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** One project for each suite; test/README.md has the commands and what each suite covers. */
const suite = (
  name: string,
  { include = [`test/${name}/**/*.test.ts`], ...test }: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({ extends: true, test: { name, include, ...test } });

/** Commands run as processes of their own. */
const COMMANDS = [
  'test/local/**/*.test.ts',
  'test/scripts/{audit,print-pdf}.test.ts',
  'test/docs/documented-sessions.test.ts',
];
const SLOW_FOLDERS = ['browser', 'deploy', 'faults', 'fuzz', 'samples'].map((folder) => `test/${folder}/**`);
/** Explorations of interleavings take minutes. */
const EXPLORATIONS = 'test/interleavings/explore-*.test.ts';
const MINUTE = 60_000;

const suites = [
  suite('unit', {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...COMMANDS, ...SLOW_FOLDERS, EXPLORATIONS],
  }),
  suite('commands', { include: COMMANDS }),
  suite('samples', { testTimeout: 10 * MINUTE }),
  suite('faults', {
    include: ['test/faults/**/*.test.ts', EXPLORATIONS],
    testTimeout: 10 * MINUTE,
    disableConsoleIntercept: true,
  }),
  // An entry point is tried for as long as FUZZ_INPUTS takes.
  suite('fuzz', { testTimeout: 0, disableConsoleIntercept: true }),
  suite('browser', { isolate: true, fileParallelism: false, hookTimeout: 2 * MINUTE }),
  // Its files share one deployed stack, so they run one after another.
  suite('deploy', {
    globalSetup: ['test/deploy/deploy-stack.ts'],
    isolate: true,
    fileParallelism: false,
    testTimeout: 2 * MINUTE,
    hookTimeout: 3 * MINUTE,
  }),
];

export default defineConfig({
  test: {
    projects: suites,
    // Without a limit, vitest leaves one core idle: half of the machine in CI.
    maxWorkers: '100%',
    // Files of one worker share loaded modules: importing them anew for each file takes longer than the tests.
    isolate: false,
    env: {
      // Node caches compiled modules for the workers and for the commands that tests start.
      NODE_COMPILE_CACHE: new URL('.cache/compile', import.meta.url).pathname,
      // CDK's validation of templates takes 3 s in each process; `npm run synth` validates the template.
      CDK_VALIDATION: 'false',
    },
    // Emulators take seconds on a busy machine; no test here measures time.
    testTimeout: MINUTE,
    hookTimeout: MINUTE,
    // `npm run test:coverage` fails below the threshold.
    coverage: {
      include: ['shared/**/*.ts'],
      exclude: ['shared/domain/time/holidays.data.ts', 'test/**'],
      reporter: ['text', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
