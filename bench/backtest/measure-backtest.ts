import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { newProgram, runProgram } from '../../local/cli/run-program.ts';
import { print } from '../../local/cli/terminal.ts';
import { plainSummary } from '../../shared/domain/policy/presets/plain-summary.ts';
import { BACK_TEST_HEADING, backTestSection, type BackTestRun, backTestTable } from './back-test-section.ts';
import { writeMonthFolders, writeYearFolder } from './year-folder.ts';

const BACKTEST = join(import.meta.dirname, '../../local/cli/backtest.ts');
const FIGURES = join(import.meta.dirname, 'figures.json');
const PAGE = join(import.meta.dirname, '../../docs/performance.md');

/** The months of each measurement: their growth shows whether the memory is flat. */
const MONTHS = { 1: '2026-10..2026-10', 6: '2026-05..2026-10', 12: '2025-11..2026-10' } as const;

const usage = z.object({ maxRSS: z.number(), userCPUTime: z.number(), systemCPUTime: z.number() });

/** Runs a back-test as a process of its own. */
const measure = (folders: readonly string[], months: keyof typeof MONTHS, directory: string): BackTestRun => {
  const options = ['--policy', join(directory, 'policy.json'), '--page', join(directory, 'page.html'), '--csv'];
  const report = 'process.on("exit", () => console.error("USAGE " + JSON.stringify(process.resourceUsage())))';
  const started = performance.now();
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${report}`, BACKTEST, ...folders, '--months', MONTHS[months], ...options],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(stderr);
  // Threads report too; the process ends last.
  const written = stderr.split('\n').findLast((line) => line.startsWith('USAGE ')) ?? 'USAGE {}';
  const { maxRSS, userCPUTime, systemCPUTime } = z.parse(usage, JSON.parse(written.slice('USAGE '.length)));
  const processorSeconds = (userCPUTime + systemCPUTime) / 1e6;
  return { months, folders: folders.length, seconds, processorSeconds, memoryMb: Math.round(maxRSS / 1024) };
};

const options = z.object({ customers: z.string(), write: z.optional(z.boolean()) });

const program = newProgram('npm run bench:backtest --')
  .description('Measures a back-test of a year: its seconds, its processor seconds and its peak memory.')
  .option('--customers <count>', 'the number of customers', '10000')
  .option('--write', 'also write the figures into docs/performance.md')
  .action(() => {
    const { customers: count, write = false } = z.parse(options, program.opts());
    const customers = Number(count);
    const directory = mkdtempSync(join(tmpdir(), 'sla-credits-backtest-'));
    try {
      const year = join(directory, 'year');
      const arrivals = writeYearFolder(year, customers);
      const folders = writeMonthFolders(year, join(directory, 'months'));
      writeFileSync(join(directory, 'policy.json'), JSON.stringify(plainSummary));
      const runs = [
        ...([1, 6, 12] as const).map((months) => measure([year], months, directory)),
        ...([6, 12] as const).map((months) => measure(folders.slice(-months), months, directory)),
      ];
      print(backTestTable(runs));
      if (!write) return;
      const [, load = 0] = loadavg();
      const figures = { date: new Date().toISOString().slice(0, 10), load, customers, arrivals, runs };
      writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
      const [before = ''] = readFileSync(PAGE, 'utf8').split(`${BACK_TEST_HEADING}\n`);
      writeFileSync(PAGE, `${before}${backTestSection(figures)}`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

await runProgram(program);
