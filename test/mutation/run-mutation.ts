import { readFileSync, writeFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { counts, results, score, survivors } from './mutation-results.ts';
import { explained, summaryOf, written } from './mutation-summary.ts';
import { REASONS } from './survivor-reasons.ts';

/**
 * Changes the rules in every way that Stryker knows, one at a time, and runs their tests: `npm run test:mutation`. What was found before is
 * kept in .cache/ for what has not changed since; `-- --force` forgets it. Writes its summary into docs/generated/mutation.md.
 * Exits with 1 if fewer than 90 % of the mutants die, or if one lives without a reason in survivors.ts.
 */
const LEAST = 90;
const PAGE = 'docs/generated/mutation.md';
const REPORT = '.cache/mutation/report.json';

process.env['SUITE'] = 'mutation';
const began = Date.now();
await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.config.ts', related: false },
  mutate: ['shared/domain/**/*.ts', '!shared/domain/time/holidays.data.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine is no endless loop.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '.cache/mutation/incremental.json',
  force: process.argv.includes('--force'),
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: REPORT },
  ignorePatterns: ['out', 'cdk.out', '.cache', 'bench', 'docs', 'functions', 'infra', 'local'],
  // It would be rewritten by a part of TypeScript that version 7 no longer has; no test needs it.
  tsconfigFile: 'none',
  // Files that are not changed stay as they are: a test reads one.
  disableTypeChecks: false,
}).runMutationTest();

const found = parse(results, parseJson(readFileSync(REPORT, 'utf8')));
const minutes = Math.ceil((Date.now() - began) / 60_000);
const when = `On ${new Date(began).toISOString().slice(0, 10)}, in ${minutes} min, with what had not changed since the run before taken from it:`;
writeFileSync(PAGE, written(readFileSync(PAGE, 'utf8'), summaryOf(found, REASONS, when)));

const total = score(counts(found));
const { unexplained } = explained(survivors(found), REASONS);
console.log(`${total.toFixed(1)} % of the mutants died; at least ${LEAST} % must`);
for (const { file, line, from, to } of unexplained) console.log(`without a reason: ${file}:${line} ${from} → ${to}`);
if (total < LEAST || unexplained.length > 0) process.exitCode = 1;
