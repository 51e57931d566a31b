import * as z from 'zod/mini';

/** One measured back-test: the months that it evaluates, and the folders that contain them. */
const run = z.object({
  months: z.number(),
  folders: z.number(),
  seconds: z.number(),
  processorSeconds: z.number(),
  memoryMb: z.number(),
});
export type BackTestRun = z.output<typeof run>;

/** The figures of `npm run bench:backtest -- --write`. */
export const backTestFigures = z.object({
  date: z.string(),
  /** The processes that wanted one of the two cores, on average. */
  load: z.number(),
  customers: z.number(),
  arrivals: z.number(),
  runs: z.array(run),
});
export type BackTestFigures = z.output<typeof backTestFigures>;

/** Returns the measured runs as a Markdown table. */
export const backTestTable = (runs: readonly BackTestRun[]): string =>
  [
    '| months | folders | seconds | processor seconds | peak memory |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...runs.map(
      ({ months, folders, seconds, processorSeconds, memoryMb }) =>
        `| ${months} | ${folders} | ${seconds.toFixed(1)} | ${processorSeconds.toFixed(1)} | ${memoryMb} MB |`,
    ),
  ].join('\n');

export const BACK_TEST_HEADING = '## Back-test';

/** Returns the section of `docs/performance.md`, from its heading to the end. */
export const backTestSection = ({
  date,
  load,
  customers,
  arrivals,
  runs,
}: BackTestFigures): string => `${BACK_TEST_HEADING}

Measured by \`npm run bench:backtest -- --write\` on ${date}, on two cores that ${Math.round(load)} processes shared.
A year of ${customers.toLocaleString('en')} customers has ${arrivals.toLocaleString('en')} arrivals.
Each month is evaluated under its own terms and under one other policy, and printed as CSV.
The seconds are those of the shared machine.
On a quiet one they are the processor seconds of one folder, and half of those of several folders.

${backTestTable(runs)}

The target is 10 seconds for twelve months on two cores, and memory that does not grow with the months.
One folder is read by one thread.
Several large folders are read at once, one by each thread, on up to four cores.
The memory depends on the size of a folder and the number of threads: a month's amounts are printed and dropped.
\`npm run bench:backtest\` prints the table; \`--customers\` sets the size.
`;
