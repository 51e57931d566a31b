import type { ClosingFigures } from './closing/measure-closing.ts';
import { largestOf, type Results } from './results.ts';

const whole = (number: number): string => Math.round(number).toLocaleString('en');

const times = (ratio: number): string => (ratio >= 10 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(2));

/** What a closing takes of a processor beyond the bare loop, and what that takes, in milliseconds a credit. */
const beyond = ({ closing, bare, credits }: ClosingFigures): string =>
  ((1000 * (closing.cpuSeconds - bare.cpuSeconds)) / credits).toFixed(1);
const perCredit = ({ bare, credits }: ClosingFigures): string => ((1000 * bare.cpuSeconds) / credits).toFixed(1);

/** The tables of a run, as Markdown, which a terminal shows well enough. */
export const table = ({ engine, closings, planned, coldStart }: Results): string => `## The evaluator

Microseconds of processor time a customer, and how many times as long the peers take. \`/ stringify\`: the evaluator over \`JSON.stringify\` of its answers.

| mix | evaluator | stringify | / stringify | luxon | luxon, calendar made once | PostgreSQL 15 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${engine
  .map(
    ({ mix, says, evaluator, stringify, luxon, luxonHoisted, postgres }) =>
      `| ${mix}: ${says} | ${evaluator.toFixed(3)} | ${stringify.toFixed(3)} | ${times(evaluator / stringify)} | ${times(luxon / evaluator)} × | ${times(luxonHoisted / evaluator)} × | ${postgres === null ? '–' : `${times(postgres / evaluator)} ×`} |`,
  )
  .join('\n')}

## The closing

Requests to the table and the queues beside \`1.02 × (n reads + c ledger writes + c / 10 sends + c marks)\`.

| customers | credits | requests | bound | over the bound |
| ---: | ---: | ---: | ---: | ---: |
${closings
  .map(
    ({ customers, credits, made, bound }) =>
      `| ${whole(customers)} | ${whole(credits)} | ${whole(made)} | ${whole(bound)} | ${(made / bound).toFixed(4)} |`,
  )
  .join('\n')}

${closings
  .map(
    ({ customers, requests }) =>
      `${whole(customers)}: ${Object.entries(requests)
        .map(([name, count]) => `${whole(count)} ${name}`)
        .join(', ')}`,
  )
  .join('\n\n')}

Time beside a bare loop that asks the same clients for the same requests, 16 at once, of other emulators that hold the same: by the clock, and of this process's processor (the emulators have processes of their own).

| customers | seconds | bare loop | over the bare loop | processor | of the bare loop | over it |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${closings
  .map(
    ({ customers, closing, bare }) =>
      `| ${whole(customers)} | ${closing.seconds.toFixed(1)} | ${bare.seconds.toFixed(1)} | ${times(closing.seconds / bare.seconds)} | ${closing.cpuSeconds.toFixed(1)} | ${bare.cpuSeconds.toFixed(1)} | ${times(closing.cpuSeconds / bare.cpuSeconds)} |`,
  )
  .join('\n')}

The planner's memory at its fullest: ${planned.map(({ customers, megabytes }) => `${megabytes.toFixed(1)} MB at ${customers.toLocaleString('en')} customers`).join(', ')}.

## Cold start

Processor time for loading a bundle, over a handler with the two SDK clients alone: as the SDK comes, and without the SDK's own credentials (which the functions do not carry).

| function | KB | ratio | without the SDK's credentials |
| --- | ---: | ---: | ---: |
${Object.entries(coldStart)
  .map(([name, { kb, ratio, leanRatio }]) => `| ${name} | ${Math.round(kb)} | ${times(ratio)} | ${times(leanRatio)} |`)
  .join('\n')}`;

/** `docs/performance.md`. */
export const performancePage = (results: Results, machine: string, date: string): string => `# Performance

The last run of \`npm run bench -- --write\`: ${date}, ${machine}, with neighbours. Ratios in one run are what counts; absolute times are colour.

${table(results)}

## What was reached, and what limits the rest

**The evaluator.** 300 times luxon with the calendar made for each customer (as one writes it first), 30 times PostgreSQL: reached in each mix. Where the calendar is made once,
luxon is closer: the last column but one. The SQL judges all customers in one statement, which is its best case. At most 1 × \`JSON.stringify\`: what is left is making the objects that the answer consists of, and writing instants
(a map from instants to their text; notices in the measured months are of whole minutes, so most instants have been written before).
What helped: everything that does not depend on notices is worked out and written down once for each set of components, the edges of downtimes included; labels, reasons and the parts of days are made only when a statement is explained; whole-number arithmetic in place of \`BigInt\` where it is exact.
What did not: finding each notice's downtimes by halving instead of comparing all with all (20 × 10 comparisons are as quick).

**The closing's requests.** What is fixed is about 22 requests of a closing (its run, those before it, the month's evidence, four partitions of the index, the plan, the end) and four of a chunk (the newest closing, the newest sweep, its result, its tick), with four chunks at least, one for each group of customers;
and the last send of a chunk is not full. That is within the bound's 2 % from a thousand customers on, and cannot be at a hundred, where 2 % are four requests: one chunk for all of them would do, but then two runs could meet at a customer.
Statements and their pages are two objects a credit in the bucket, which the bound does not count.

**The closing's time.** Beyond the loop's requests it renders a page a credit, works the month out, explains it and replays the explanation, compresses the statement and checks what it read: ${beyond(largestOf(results))} ms of a processor a credit, beside ${perCredit(largestOf(results))} ms that the requests themselves take (SDK, signatures, sockets); and it waits for a chunk's slowest customer and its messages before the next chunk. In Lambda chunks of four groups overlap; here they come one after the other. So the wanted 1.2 is reached at 100 customers, and not at 1,000 and 10,000: half of what is left would have to go, and it is what the product is for.
What helped: days that look the same to every customer are drawn once, and the calendar's frame once a month; the statement and its page are put at the same time; messages go to billing four batches at a time; a zone's offsets are worked out once a day of the calendar; markup is joined without a buffer; what was just written is not read back. What did not: a smaller window for the compression.

**Cold start.** The first ratio is over a handler with the two SDK clients as the SDK comes, which loads its chain of credentials. Our bundles leave that out; over the same floor without it the second ratio counts what our own code adds.
`;
