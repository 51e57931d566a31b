import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';
import { newProgram, runProgram } from '../local/cli/run-program.ts';
import { print, printError, progressLine } from '../local/cli/terminal.ts';
import { type ClosingFigures, measureClosing } from './closing/measure-closing.ts';
import { measureColdStart } from './cold-start.ts';
import { costPage } from './cost/cost-page.ts';
import { countStack } from './cost/count-stack.ts';
import { measureEngine } from './engine/measure-engine.ts';
import { startPostgres } from './engine/postgres-server.ts';
import { performancePage, resultTables } from './performance-page.ts';
import { planMonth } from './plan-month.ts';
import { largestClosing, type BenchResults, resultSummary } from './bench-results.ts';
import { scalingPage } from './scaling/scaling-page.ts';

const parseSizes = (text: string): number[] => {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes;
  throw new InvalidArgumentError('not a list of positive integers (100,1000)');
};

const benchOptions = z.object({
  json: z.optional(z.boolean()),
  write: z.optional(z.boolean()),
  customers: z.array(z.number()),
});

/** Ratios within one run are comparable between machines; times are not. */
const measure = async (sizes: readonly number[]): Promise<BenchResults> => {
  const { report, clear } = progressLine();
  const postgres = await startPostgres();
  if (postgres === undefined)
    printError('PostgreSQL 15 is not installed (apt-get install postgresql-15); its figures are missing.');
  report('measuring the evaluator and its baselines …');
  const engine = await measureEngine(postgres).finally(() => postgres?.stop());
  report('measuring cold starts …');
  const coldStart = await measureColdStart();
  report('planning a million customers …');
  await planMonth(1000); // warm-up
  const planned = [await planMonth(10_000), await planMonth(1_000_000)];
  await measureClosing(100); // warm-up
  const closings: ClosingFigures[] = [];
  for (const customers of sizes) {
    report(`closing a month of ${customers} customers …`);
    closings.push(await measureClosing(customers));
  }
  clear();
  return { engine, closings, planned, coldStart, stack: countStack() };
};

const writePages = async (results: BenchResults): Promise<void> => {
  const docs = new URL('../docs/', import.meta.url);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.version}`;
  const { page, picture } = scalingPage();
  await mkdir(new URL('images/', docs), { recursive: true });
  await writeFile(
    new URL('performance.md', docs),
    performancePage(results, machine, new Date().toISOString().slice(0, 10)),
  );
  await writeFile(new URL('cost.md', docs), costPage(largestClosing(results), results.stack));
  await writeFile(new URL('scaling.md', docs), page);
  await writeFile(new URL('images/scaling.svg', docs), picture);
};

const program = newProgram('npm run bench --')
  .description('Measures the evaluator, closes and cold starts, and prints the results as Markdown tables.')
  .option('--json', 'print the summary as one JSON object instead')
  .option('--customers <sizes>', 'the numbers of customers of the measured closes', parseSizes, [100, 1000, 10_000])
  .option('--write', 'also write docs/performance.md, docs/cost.md and docs/scaling.md')
  .addHelpText('after', '\nExit status: 0 done; 1 wrong command line.')
  .action(async () => {
    const { json = false, write = false, customers } = z.parse(benchOptions, program.opts());
    const results = await measure(customers);
    print(json ? JSON.stringify(resultSummary(results)) : resultTables(results));
    if (write) await writePages(results);
  });

await runProgram(program);
