import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { mutantCounts, type MutationReport, mutationReport, scorePercent, survivors } from './mutation-results.ts';
import { explainSurvivors, gapsText, replaceSummary, summaryOf } from './mutation-summary.ts';
import { SURVIVOR_REASONS } from './survivor-reasons.ts';

/**
 * `npm run test:mutation`: changes the rules one place at a time, as Stryker can, and runs their tests.
 * `-- time money` does so in these folders only. Results of unchanged code come from .cache/; `-- --force` ignores them.
 * The summary of all folders goes to docs/generated/mutation.md.
 * Exit status 1: the score is too low, or a surviving mutant has no reason.
 * Also if a folder has no results, or a file changed since its results.
 */
const SCORE_PERCENT_MIN = 94;
const PAGE = 'docs/generated/mutation.md';
const DOMAIN = 'shared/domain';

const parts = readdirSync(DOMAIN).toSorted();
const requested = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = requested.filter((part) => !parts.includes(part));
if (unknown.length > 0) throw new Error(`${DOMAIN} has ${parts.join(', ')}, but no ${unknown.join(', ')}`);

/** Each part has files of its own, so that a run of one part keeps the results of the others. */
const fileOf = (part: string, name: string): string => `.cache/mutation/${part}/${name}.json`;

const mutate = (part: string): Promise<unknown> => {
  process.env['MUTATED_PART'] = part;
  return new Stryker({
    testRunner: 'in-process',
    plugins: [fileURLToPath(import.meta.resolve('./in-process-runner.ts'))],
    mutate: [
      part.endsWith('.ts') ? `${DOMAIN}/${part}` : `${DOMAIN}/${part}/**/*.ts`,
      // The holiday table and the presets are data; examples computed by hand test them.
      `!${DOMAIN}/time/holidays.data.ts`,
      `!${DOMAIN}/policy/presets/*.ts`,
    ],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    // A busy machine is slow; only an endless loop takes so long.
    timeoutMS: 15_000,
    incremental: true,
    incrementalFile: fileOf(part, 'incremental'),
    force: process.argv.includes('--force'),
    tempDirName: `.cache/mutation/${part}/sandbox`,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: fileOf(part, 'report') },
    ignorePatterns: ['out', 'cdk.out', '.cache', 'bench', 'docs', 'functions', 'infra', 'local'],
    // Stryker would rewrite it with a part of TypeScript that version 7 lacks.
    tsconfigFile: 'none',
    // A test reads a source file, which must stay as it is.
    disableTypeChecks: false,
  }).runMutationTest();
};

process.env['SUITE'] = 'mutation';
const startedAt = Date.now();
for (const part of requested.length > 0 ? requested : parts) await mutate(part);

const missing = parts.filter((part) => !existsSync(fileOf(part, 'report')));
const reports = parts
  .filter((part) => !missing.includes(part))
  .map((part) => parse(mutationReport, parseJson(readFileSync(fileOf(part, 'report'), 'utf8'))));
const report: MutationReport = { files: Object.assign({}, ...reports.map(({ files }) => files)) };
const score = scorePercent(mutantCounts(report));
const { unexplained } = explainSurvivors(survivors(report), SURVIVOR_REASONS);
console.log(`${score.toFixed(1)} % of the mutants were killed; the minimum is ${SCORE_PERCENT_MIN} %`);
for (const { file, line, from, to } of unexplained) console.log(`no reason: ${file}:${line} ${from} → ${to}`);
for (const part of missing) console.log(`no results: ${DOMAIN}/${part}`);
const changed = Object.entries(report.files).flatMap(([file, { source }]) =>
  existsSync(file) && readFileSync(file, 'utf8') === source ? [] : [file],
);
for (const file of changed) console.log(`changed since its results: ${file}`);
const isComplete = missing.length === 0 && changed.length === 0;
if (score < SCORE_PERCENT_MIN || unexplained.length > 0 || !isComplete) process.exitCode = 1;

const minutes = Math.ceil((Date.now() - startedAt) / 60_000);
const date = new Date(startedAt).toISOString().slice(0, 10);
const title = `Measured on ${date} in ${minutes} min, with earlier results for unchanged code.${gapsText({ missing, changed })}`;
writeFileSync(PAGE, replaceSummary(readFileSync(PAGE, 'utf8'), summaryOf(report, SURVIVOR_REASONS, title)));
