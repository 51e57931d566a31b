import { readFileSync, writeFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { countMutants, mutationResults, mutationScore, survivingMutants } from './mutation-results.ts';
import { groupByReason, summarizeMutation, replaceSummary } from './mutation-summary.ts';
import { SURVIVOR_REASONS } from './survivor-reasons.ts';

/**
 * `npm run test:mutation`: changes the domain in every way that Stryker supports, one change at a time, and runs its
 * tests. Results of unchanged files come from `.cache/`; `-- --force` discards them. Writes its summary to
 * docs/generated/mutation.md. Exit status 1: less than 90 % of the mutants die, or one lives without a reason in
 * survivor-reasons.ts.
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
  // On a busy machine, slow tests are not endless loops.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '.cache/mutation/incremental.json',
  force: process.argv.includes('--force'),
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: REPORT },
  ignorePatterns: ['out', 'cdk.out', '.cache', 'bench', 'docs', 'functions', 'infra', 'local'],
  // Stryker would rewrite it with an API that TypeScript 7 does not have. No test needs it.
  tsconfigFile: 'none',
  // Unchanged files keep their text, because a test reads one.
  disableTypeChecks: false,
}).runMutationTest();

const found = parse(mutationResults, parseJson(readFileSync(REPORT, 'utf8')));
const minutes = Math.ceil((Date.now() - began) / 60_000);
const when = `On ${new Date(began).toISOString().slice(0, 10)}, in ${minutes} min. Results of unchanged files come from the run before.`;
writeFileSync(PAGE, replaceSummary(readFileSync(PAGE, 'utf8'), summarizeMutation(found, SURVIVOR_REASONS, when)));

const total = mutationScore(countMutants(found));
const { unexplained } = groupByReason(survivingMutants(found), SURVIVOR_REASONS);
console.log(`${total.toFixed(1)} % of the mutants died; at least ${LEAST} % must`);
for (const { file, line, from, to } of unexplained) console.log(`without a reason: ${file}:${line} ${from} → ${to}`);
if (total < LEAST || unexplained.length > 0) process.exitCode = 1;
