import { type Bill, billOf, type Requests, SUPPOSED } from './monthly-bill.ts';
import { PRICES } from './prices.ts';
import type { StackCounts } from './count-stack.ts';

const SIZES = [100, 10_000, 1_000_000] as const;

const whole = (number: number): string => Math.round(number).toLocaleString('en');

/** A price as people say it: of a million, where one is next to nothing. */
const said = (usd: number): string =>
  usd > 0 && usd < 0.001 ? `${Number((usd * 1e6).toPrecision(6))} a million` : String(usd);

/** `docs/cost.md`. */
export const costPage = (measured: Requests, stack: StackCounts): string => {
  const bills = SIZES.map((customers) => billOf(customers, measured, stack));
  const names = Object.keys(bills[0]?.services ?? {});
  const row = (name: string, dollars: (bill: Bill) => number): string =>
    `| ${name} | ${bills.map((bill) => dollars(bill).toFixed(2)).join(' | ')} |`;
  const largest = Object.entries(bills.at(-1)?.services ?? {}).toSorted(([, a], [, b]) => b - a);
  const total = bills.at(-1)?.total ?? 1;
  const { alarms, dashboards, secrets, polled, scheduled, watched } = stack;
  return `# What it costs

Made by \`npm run bench -- --write\` from the requests of a measured closing, the resources of the stack's template, and public prices (US East, on demand, no free tier;
where each was read: below, and [\`bench/cost/prices.ts\`](../bench/cost/prices.ts)). Dollars a month, everything kept for a year.

| service | ${SIZES.map((size) => `${size.toLocaleString('en')} customers`).join(' | ')} |
| --- | ${SIZES.map(() => '---:').join(' | ')} |
${names.map((name) => row(name, ({ services }) => services[name] ?? 0)).join('\n')}
${row('**all**', (bill) => bill.total)}

Where the money goes at a million: ${largest
    .slice(0, 3)
    .map(([name, dollars]) => `${name} ${Math.round((dollars / total) * 100)} %`)
    .join(
      ', ',
    )}. At a hundred it is what the stack has, which costs the same for everybody: alarms, metrics, a dashboard, a secret, and Lambda's asking of idle queues.

## What is counted

In the template, for the configuration that comes with it: ${alarms} alarms, ${dashboards} dashboard, ${secrets} secret, ${polled.standard + polled.fifo} queues that Lambda reads, ${whole(scheduled)} scheduled calls a month
(polls, reconciliations, sweeps, the closing); ${watched} alarms of the service itself, each read every half-hour. All invocations are traced and logged.

## What is measured

A closing of ${whole(measured.customers)} customers that wrote, ${whole(measured.credits)} of them owed a credit, took ${((measured.closing.cpuSeconds / measured.customers) * 1000).toFixed(1)} ms of a processor a customer, and made these requests:

| request | number |
| --- | ---: |
${Object.entries(measured.requests)
  .map(([name, count]) => `| ${name} | ${whole(count)} |`)
  .join('\n')}

## What is supposed

${SUPPOSED.writing * 100} % of the customers write in a month, and half of these are owed a credit. Customers who did not write are not read: their policy asks for notice.
${whole(SUPPOSED.events)} changes of alarms and of the status page, whatever the number of customers. Of each customer ${SUPPOSED.partitionKb} KB are read, a revision has ${SUPPOSED.revisionKb} KB,
a statement with its page ${SUPPOSED.statementKb} KB, the log of an invocation ${SUPPOSED.logKb} KB. ${SUPPOSED.metrics} metrics, told of in every hour. Free tiers, support plans, taxes, data transfer and a key of one's own are left out.
A closing again (a preview, an adjustment) costs its reads once more.

## Prices

| price | dollars | read at | of |
| --- | ---: | --- | --- |
${Object.entries(PRICES)
  .map(([name, { usd, source, of }]) => `| ${name} | ${said(usd)} | ${source} | ${of} |`)
  .join('\n')}

Looked up on 2026-11-25. AWS's own pages fill their tables in the browser, so most were read where others quote them: look those that matter to you up on AWS's pages before you rely on a sum.
`;
};
