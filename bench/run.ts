import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { typed, WrongCall } from '../local/calling.ts';
import { complain, progress } from '../local/terminal.ts';
import { type ClosingFigures, measureClosing } from './closing/closing.ts';
import { measureColdStart } from './cold-start.ts';
import { billOf } from './cost/cost.ts';
import { costPage } from './cost/write.ts';
import { type EngineTimes, measureEngine } from './engine/engine.ts';
import { startPostgres } from './engine/postgres-server.ts';
import { type Planned, planMonth } from './planner.ts';
import { performancePage, table } from './report.ts';
import { scalingPage } from './scaling/write.ts';

/**
 * `npm run bench`: a table; `-- --json`: one JSON object; `-- --customers 100,10000`: closings of these sizes; `-- --write`: also writes the
 * pages of docs/ that are made of measurements. Figures are ratios in one run: processor time, except of closings, which wait.
 */
const options = (() => {
  try {
    return typed({
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      customers: { type: 'string', default: '100,1000' },
    }).values;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    complain(`${error.message}\nusage: npm run bench -- [--json] [--customers 100,1000] [--write]`);
    process.exit(1);
  }
})();

export type Results = {
  readonly engine: readonly EngineTimes[];
  readonly closings: readonly ClosingFigures[];
  readonly planned: readonly Planned[];
  readonly coldStart: Awaited<ReturnType<typeof measureColdStart>>;
};

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
const closings: ClosingFigures[] = [];
for (const customers of options.customers.split(',').map(Number)) {
  say(`closing a month of ${customers} customers …`);
  closings.push(await measureClosing(customers));
}
end();
const largest = closings.at(-1);
if (largest === undefined) throw new Error('No closing was measured');
const results: Results = { engine, closings, planned, coldStart };

const ratios = ({ evaluator, luxon, postgres: sql, stringify }: EngineTimes) => ({
  vsLuxon: rounded(luxon / evaluator),
  vsPostgres: sql === null ? null : rounded(sql / evaluator),
  vsStringify: rounded(evaluator / stringify),
});
const rounded = (ratio: number): number => Number(ratio.toPrecision(3));

if (options.json) {
  const object = {
    engine: Object.fromEntries(engine.map((times) => [times.mix, ratios(times)])),
    closing: {
      requestsOverBound: rounded(largest.made / largest.bound),
      wallOverBare: rounded(largest.seconds / largest.bareSeconds),
      customers: largest.customers,
    },
    coldStart: {
      ingest: { kb: rounded(coldStart.ingest.kb), ratio: rounded(coldStart.ingest.ratio) },
      closing: { kb: rounded(coldStart.closing.kb), ratio: rounded(coldStart.closing.ratio) },
    },
    cost: { perMillionCustomersUsd: rounded(billOf(1_000_000, largest).total) },
  };
  process.stdout.write(`${JSON.stringify(object)}\n`);
} else process.stdout.write(`${table(results)}\n`);

if (options.write) {
  const docs = new URL('../docs/', import.meta.url);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.version}`;
  const { page, picture } = scalingPage();
  await mkdir(new URL('images/', docs), { recursive: true });
  await writeFile(
    new URL('performance.md', docs),
    performancePage(results, machine, new Date().toISOString().slice(0, 10)),
  );
  await writeFile(new URL('cost.md', docs), costPage(largest));
  await writeFile(new URL('scaling.md', docs), page);
  await writeFile(new URL('images/scaling.svg', docs), picture);
}
