import type { Results } from './results.ts';

const times = (ratio: number): string => (ratio >= 10 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(2));

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

Requests to the table and the queues beside \`1.02 × (n reads + c ledger writes + c / 10 sends + c marks)\`; time beside a bare loop of the same requests, 16 at once.

| customers | credits | requests | bound | over the bound | seconds | bare loop | over the bare loop |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${closings
  .map(
    ({ customers, credits, made, bound, seconds, bareSeconds }) =>
      `| ${customers} | ${credits} | ${made} | ${Math.round(bound)} | ${times(made / bound)} | ${seconds.toFixed(1)} | ${bareSeconds.toFixed(1)} | ${times(seconds / bareSeconds)} |`,
  )
  .join('\n')}

${closings
  .map(
    ({ customers, requests }) =>
      `${customers}: ${Object.entries(requests)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ')}`,
  )
  .join('\n\n')}

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
luxon is closer: the last column but one. The SQL judges all customers in one statement, which is its best case. At most 1 × \`JSON.stringify\`: reached where customers are quiet or wrote once; with
ten notices the two are about equal, on either side of 1 from run to run. What is left there is making the objects that the answer consists of, and writing instants
(a map from instants to their text; notices in the measured months are of whole minutes, so most instants have been written before).
Tried: everything that does not depend on notices is worked out and written down once for each set of components; labels and reasons are divided only when a statement is explained; whole-number arithmetic in place of \`BigInt\` where it is exact.

**The closing's requests.** The bound has no room for what is fixed: planning reads 16 shards of each index partition, and each chunk makes six requests of its own (newest run, result, tick, plan, and sends that are not full).
A shard has at least one chunk, so below some thousand customers that is more than 2 %. With 10,000 customers (\`-- --customers 10000\`, 2026-11-22) it is
20,916 requests beside a bound of 20,910, over it by 6. Statements and their pages are two objects a credit in the bucket, which the bound does not count.

**The closing's time.** Over a bare loop it does what the loop does not: wait for a chunk's slowest customer, render and compress statements, replay explanations; and the emulators share its processor.
`;
