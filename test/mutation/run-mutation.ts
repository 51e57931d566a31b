import { readFileSync, writeFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { mutantCounts, mutationReport, scorePercent, survivors } from './mutation-results.ts';
import { explainSurvivors, replaceSummary, summaryOf } from './mutation-summary.ts';
import { SURVIVOR_REASONS } from './survivor-reasons.ts';

/**
 * `npm run test:mutation`: changes the rules one place at a time, as Stryker can, and runs their tests.
 * Results of unchanged code come from .cache/; `-- --force` ignores them. The summary goes to docs/generated/mutation.md.
 * Exit status 1: the score is too low, or a survivor has no reason in survivor-reasons.ts.
 */
const SCORE_PERCENT_MIN = 94;
const PAGE = 'docs/generated/mutation.md';
const REPORT = '.cache/mutation/report.json';

process.env['SUITE'] = 'mutation';
const startedAt = Date.now();
await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.config.ts', related: false },
  // The holiday table and the presets are data; examples computed by hand test them.
  mutate: ['shared/domain/**/*.ts', '!shared/domain/time/holidays.data.ts', '!shared/domain/policy/presets/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine is slow; only an endless loop takes a minute.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '.cache/mutation/incremental.json',
  force: process.argv.includes('--force'),
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: REPORT },
  ignorePatterns: ['out', 'cdk.out', '.cache', 'bench', 'docs', 'functions', 'infra', 'local'],
  // Stryker would rewrite it with a part of TypeScript that version 7 lacks.
  tsconfigFile: 'none',
  // A test reads a source file, which must stay as it is.
  disableTypeChecks: false,
}).runMutationTest();

const report = parse(mutationReport, parseJson(readFileSync(REPORT, 'utf8')));
const minutes = Math.ceil((Date.now() - startedAt) / 60_000);
const date = new Date(startedAt).toISOString().slice(0, 10);
const title = `Measured on ${date} in ${minutes} min, with earlier results for unchanged code:`;
writeFileSync(PAGE, replaceSummary(readFileSync(PAGE, 'utf8'), summaryOf(report, SURVIVOR_REASONS, title)));

const score = scorePercent(mutantCounts(report));
const { unexplained } = explainSurvivors(survivors(report), SURVIVOR_REASONS);
console.log(`${score.toFixed(1)} % of the mutants were killed; the minimum is ${SCORE_PERCENT_MIN} %`);
for (const { file, line, from, to } of unexplained) console.log(`no reason: ${file}:${line} ${from} → ${to}`);
if (score < SCORE_PERCENT_MIN || unexplained.length > 0) process.exitCode = 1;
