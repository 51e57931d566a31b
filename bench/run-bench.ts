import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { typed, WrongCall } from '../local/cli/cli-args.ts';
import { complain, progress } from '../local/cli/terminal.ts';
import { type ClosingFigures, measureClosing } from './closing/measure-closing.ts';
import { measureColdStart } from './cold-start.ts';
import { countStack } from './cost/count-stack.ts';
import { costPage } from './cost/cost-page.ts';
import { measureEngine } from './engine/measure-engine.ts';
import { startPostgres } from './engine/postgres-server.ts';
import { planMonth } from './plan-month.ts';
import { performancePage, table } from './performance-page.ts';
import { largestOf, type Results, summaryOf } from './results.ts';
import { scalingPage } from './scaling/scaling-page.ts';

/**
 * `npm run bench`: a table; `-- --json`: one JSON object; `-- --customers 100,10000`: closings of these sizes; `-- --write`: also writes the
 * pages of docs/ that are made of measurements. Figures are ratios in one run: processor time, except of closings, which wait.
 */
const options = (() => {
  try {
    return typed({
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      customers: { type: 'string', default: '100,1000,10000' },
    }).values;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    complain(`${error.message}\nusage: npm run bench -- [--json] [--customers 100,1000,10000] [--write]`);
    process.exit(1);
  }
})();

const sizes = options.customers.split(',').map(Number);
if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0))
  throw new Error('--customers: whole numbers, with commas');

const { say, end } = progress();
const postgres = await startPostgres();
if (postgres === undefined)
  complain('PostgreSQL 15 is not installed (apt-get install postgresql-15): its figures are left out.');
say('measuring the evaluator beside its peers …');
const engine = await measureEngine(postgres).finally(() => postgres?.stop());
say('measuring cold starts …');
const coldStart = await measureColdStart();
say('planning a million customers …');
await planMonth(1000); // warms up
const planned = [await planMonth(10_000), await planMonth(1_000_000)];
await measureClosing(100); // warms up
const closings: ClosingFigures[] = [];
for (const customers of sizes) {
  say(`closing a month of ${customers} customers …`);
  closings.push(await measureClosing(customers));
}
end();
const results: Results = { engine, closings, planned, coldStart, stack: countStack() };

process.stdout.write(options.json ? `${JSON.stringify(summaryOf(results))}\n` : `${table(results)}\n`);

if (options.write) {
  const docs = new URL('../docs/', import.meta.url);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.version}`;
  const { page, picture } = scalingPage();
  await mkdir(new URL('images/', docs), { recursive: true });
  await writeFile(
    new URL('performance.md', docs),
    performancePage(results, machine, new Date().toISOString().slice(0, 10)),
  );
  await writeFile(new URL('cost.md', docs), costPage(largestOf(results), results.stack));
  await writeFile(new URL('scaling.md', docs), page);
  await writeFile(new URL('images/scaling.svg', docs), picture);
}
