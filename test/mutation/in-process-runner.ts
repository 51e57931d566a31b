import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { build, type Metafile, type Plugin } from 'esbuild';
import * as fc from 'fast-check';
import { type CollectedTest, collectTests } from './test-collection.ts';

/** Tests that run after all others: a mutant is killed by its first failed test. The files are in order of their time. */
const SLOW_FILES = ['statement/statement', 'time/calendar', 'time/holidays', 'month/assessment'];
const SLOW_TESTS = [
  'reading each instant alone',
  'a day at a time',
  'every deadline',
  'one value is replaced',
  'take time in',
];
/** The tests of the mutated part come first. */
const MUTATED_PART = process.env['MUTATED_PART'] ?? '';
const TESTS = 'test/shared/domain';

const rank = ({ file, id }: CollectedTest): number => {
  const slow = SLOW_FILES.findIndex((name) => file === `${name}.test.ts`);
  if (slow >= 0) return slow + 2;
  if (SLOW_TESTS.some((title) => id.includes(title))) return 1;
  return -Number(file.startsWith(`${MUTATED_PART}/`));
};

/** Fixtures do not change with a mutant, so Node loads them once. */
const fixturesOnce: Plugin = {
  name: 'fixtures once',
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/worked-months\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      external: true,
    }));
    // A bundle has one address, its modules had their own.
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }));
  },
};

/** The tests and the mutated domain. `importedBy`: the modules that each test file imports, directly or not, by path. */
type Bundle = { readonly script: Script; readonly importedBy: ReadonlyMap<string, ReadonlySet<string>> };

const importsOf = (path: string, inputs: Metafile['inputs'], found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(path)) return found;
  found.add(path);
  for (const imported of inputs[path]?.imports ?? []) importsOf(imported.path, inputs, found);
  return found;
};

/** Bundles the tests and the mutated domain, so that both can be loaded anew for each mutant. */
const bundleTests = async (): Promise<Bundle> => {
  const files = globSync('**/*.test.ts', { cwd: TESTS }).toSorted();
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: files.map((file) => `inFile("${file}"); require("./${TESTS}/${file}");`).join('\n'),
      resolveDir: process.cwd(),
    },
    // esbuild would keep the directory in which Stryker's process started.
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    plugins: [fixturesOnce],
    logLevel: 'error',
  });
  return {
    script: new Script(`(function (require, inFile, module, exports) {${outputFiles[0]?.text}\n})`, {
      filename: 'mutated-domain.js',
    }),
    importedBy: new Map(files.map((file) => [file, importsOf(`${TESTS}/${file}`, metafile.inputs)])),
  };
};

/** Instrumented code finds its context in this global variable. */
const mutantContext: InstrumenterContext = {};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: mutantContext });

const loadPackage = createRequire(join(process.cwd(), 'package.json'));

/** Runs the tests of the domain in Stryker's process. Vitest would start a worker and import each test file again for each mutant. */
class InProcessRunner implements TestRunner {
  #bundle: Bundle | undefined;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    // The same draws in each run keep the list of surviving mutants stable. A killed mutant needs no shrunk counterexample.
    fc.configureGlobal({ seed: 1, endOnFailure: true });
    this.#bundle = await bundleTests();
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = [];
    for (const test of this.#load()) results.push(await resultOf(test));
    const { mutantCoverage } = mutantContext;
    return {
      status: DryRunStatus.Complete,
      tests: results,
      ...(mutantCoverage === undefined ? {} : { mutantCoverage }),
    };
  }

  async mutantRun({
    activeMutant,
    testFilter,
    hitLimit: hundredfold,
    sandboxFileName,
  }: MutantRunOptions): Promise<MutantRunResult> {
    const hitLimit = hundredfold === undefined ? undefined : Math.max(1000, hundredfold / 20);
    Object.assign(mutantContext, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
    const mutated = relative(process.cwd(), sandboxFileName);
    const selected = testFilter === undefined ? undefined : new Set(testFilter);
    const results: TestResult[] = [];
    try {
      for (const test of this.#load()) {
        const imports = this.#bundle?.importedBy.get(test.file);
        if (selected?.has(test.id) === false || imports?.has(mutated) === false) continue;
        const result = await resultOf(test);
        results.push(result);
        if (result.status === TestStatus.Failed) break;
      }
    } catch (error) {
      results.push({
        id: 'import',
        name: 'import',
        timeSpentMs: 0,
        status: TestStatus.Failed,
        failureMessage: String(error),
      });
    }
    const endless = determineHitLimitReached(mutantContext.hitCount, hitLimit);
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests: results });
  }

  #load(): readonly CollectedTest[] {
    const { tests, vitest, inFile } = collectTests();
    const load = (name: string): unknown => (name === 'vitest' ? vitest : loadPackage(name));
    const run: unknown = this.#bundle?.script.runInThisContext();
    if (typeof run === 'function') run(load, inFile, { exports: {} }, {});
    return tests.toSorted((a, b) => rank(a) - rank(b));
  }
}

const resultOf = async ({ id, run }: CollectedTest): Promise<TestResult> => {
  const startedAt = performance.now();
  mutantContext.currentTestId = id;
  let failure: string | undefined;
  try {
    const running = run();
    if (running instanceof Promise) await running;
  } catch (error) {
    failure = String(error);
  }
  delete mutantContext.currentTestId;
  const base = { id, name: id, timeSpentMs: performance.now() - startedAt };
  return failure === undefined
    ? { ...base, status: TestStatus.Success }
    : { ...base, status: TestStatus.Failed, failureMessage: failure };
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
