import { mkdir, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { tryParse } from '../../shared/lib/validation.ts';
import { readFolder } from '../emulator/replay-folder.ts';
import { backtestTable, CSV_HEADER, monthCsv, monthJson } from './backtest/backtest-table.ts';
import { backtestPage, DIFFERENCES_MAX } from './backtest/backtest-page.ts';
import {
  backtestMonths,
  type BacktestMonth,
  folderOf,
  foldersOfSameMonths,
  monthsBetween,
} from './backtest/backtest-months.ts';
import type { TestedPolicy } from './backtest/evaluate-month.ts';
import { EXIT, Failure } from './failure.ts';
import { newProgram, runProgram } from './run-program.ts';
import { print, printError, progressLine } from './terminal.ts';
import { parallelMonths } from './backtest/parallel-months.ts';
import { readTestedPolicy } from './backtest/read-tested-policy.ts';

const DETAILS = `
Each folder is a replay folder (docs/replay.md). A folder with a name that ends with a month (2026-07, try-2026-07) has
that month; another has all other months. Amounts are those of a close at its scheduled instant; --as-of end adds all later facts.

Standard output has a table, with --csv a line for each amount, with --json one document. The page is written to --page.
Standard error has each rejected payload with its line number.
Exit status: 0 done; 1 wrong command line; 2 an invalid folder or policy; 3 failed.

Example:
  npm run --silent backtest -- local/sample --months 2026-10..2026-10 --policy my-policy.json`;

const PAGE = join('out', 'backtest.html');

const backtestOptions = z.object({
  months: z.array(z.string()),
  policy: z.optional(z.array(z.string())),
  asOf: z.enum(['closing', 'end']),
  csv: z.optional(z.boolean()),
  json: z.optional(z.boolean()),
  page: z.string(),
});
type BacktestOptions = z.output<typeof backtestOptions>;

const isMonth = (text: string): boolean => tryParse(monthField, text).value !== undefined;

/** Parses `2025-11..2026-10` or one month. */
const parseMonths = (text: string): string[] => {
  const [first = '', last = first, more] = text.split('..');
  if (more !== undefined || !isMonth(first) || !isMonth(last))
    throw new InvalidArgumentError('not months (2025-11..2026-10)');
  if (last < first) throw new InvalidArgumentError('the last month is before the first one');
  return monthsBetween(first, last);
};

/** Bytes of all folders from which threads save time. A thread takes half a second to start. */
const THREADED_BYTES = 4_000_000;

/** Each thread has a folder in memory. */
const THREADS_MAX = 4;

/** Returns how many threads evaluate the folders; 1: only this one. */
const threadsFor = async (folders: readonly { readonly directory: string }[]): Promise<number> => {
  const files = folders.flatMap(({ directory }) => FILES.map((name) => join(directory, name)));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes < THREADED_BYTES ? 1 : Math.min(folders.length, availableParallelism(), THREADS_MAX);
};

const FILES = ['customers.json', 'events.ndjson'];

/** The output of a back-test, month by month. */
type Output = { readonly begin: () => void; readonly add: (month: BacktestMonth) => void; readonly end: () => void };

const outputOf = ({ csv = false, json = false }: BacktestOptions): Output => {
  if (json) {
    let separator = '{"months":[';
    return {
      begin: () => {},
      add: (month) => {
        print(`${separator}${monthJson(month)}`);
        separator = ',';
      },
      end: () => print(separator === ',' ? ']}' : '{"months":[]}'),
    };
  }
  if (csv)
    return {
      begin: () => print(CSV_HEADER),
      add: (month) => {
        for (const line of monthCsv(month)) print(line);
      },
      end: () => {},
    };
  return { begin: () => {}, add: () => {}, end: () => {} };
};

/** Whether each folder has consecutive months, so that the months of the folders are in order. */
const isInOrder = (folders: readonly { readonly months: readonly string[] }[], months: readonly string[]): boolean =>
  folders.flatMap((folder) => folder.months).every((month, i) => month === months[i]);

/** Throws a `Failure` if a folder would be left out, since an earlier one has its months. */
const rejectSameMonths = (directories: readonly string[]): void => {
  const [same] = foldersOfSameMonths(directories);
  if (same === undefined) return;
  const names = same.directories.join(', ');
  if (same.month !== undefined)
    throw new Failure(EXIT.refused, `Several folders have the month ${same.month}: ${names}`, {
      next: 'name one of them',
    });
  throw new Failure(EXIT.refused, `Several folders have no month in their names: ${names}`, {
    next: 'end the name of each folder with its month, such as try-2026-10',
  });
};

const runBacktest = async (directories: readonly string[], options: BacktestOptions): Promise<void> => {
  const { months, policy: files = [], asOf, csv = false, json = false, page } = options;
  const policies: TestedPolicy[] = [];
  for (const file of files) policies.push(await readTestedPolicy(file));
  const folders = directories.map((directory) => ({ directory, read: () => readFolder(directory) }));
  rejectSameMonths(directories);
  const missing = months.filter((month) => folderOf(folders, month) === undefined);
  if (missing.length > 0) throw new Failure(EXIT.refused, `No folder has the months ${missing.join(', ')}`);

  const progress = progressLine();
  const output = outputOf(options);
  const shown: BacktestMonth[] = [];
  output.begin();
  const onRejection = ({ place, text }: { readonly place: string; readonly text: string }): void => {
    progress.clear();
    printError(`${place}: ${text}`);
  };
  const tested = { asOf, onRejection, differencesMax: DIFFERENCES_MAX };
  const used = [...Map.groupBy(months, (month) => folderOf(folders, month)?.directory ?? '')].map(
    ([directory, of]) => ({ directory, months: of }),
  );
  const threads = await threadsFor(used);
  const evaluated =
    threads === 1 || !isInOrder(used, months)
      ? backtestMonths(folders, { ...tested, months, policies })
      : parallelMonths(used, { ...tested, policyFiles: files, threads });
  for await (const month of evaluated) {
    progress.report(`${month.month} …`);
    output.add(month);
    // The page needs no customers: a year of ten thousand would fill the memory.
    shown.push({ ...month, policies: month.policies.map((each) => ({ ...each, customers: [] })) });
  }
  progress.clear();
  output.end();
  await mkdir(dirname(page), { recursive: true });
  await writeFile(page, backtestPage(shown));
  if (csv || json) return;
  for (const line of backtestTable(shown)) print(line);
  print(`\nThe page: open ${page}`);
};

const program = newProgram('npm run --silent backtest --')
  .description(
    'Evaluates months of recorded folders under their own terms, and under other policies for all customers.',
  )
  .argument('<folder...>', 'replay folders')
  .requiredOption('--months <months>', 'the months, 2025-11..2026-10', parseMonths)
  .option('--policy <file...>', 'policies as in sla.config.ts, as JSON; each is a column')
  .addOption(new Option('--as-of <instant>', 'the facts to use').choices(['closing', 'end']).default('closing'))
  .addOption(new Option('--csv', 'print a line for each amount'))
  .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
  .option('--page <file>', 'the page to write', PAGE)
  .addHelpText('after', DETAILS)
  .action(async (folders: string[]) => {
    await runBacktest(folders, z.parse(backtestOptions, program.opts()));
  });

await runProgram(program);
