import type { Bill, Requests } from './cost.ts';
import { billOf, SUPPOSED } from './cost.ts';
import { PRICES } from './prices.ts';

const SIZES = [100, 10_000, 1_000_000] as const;

/** `docs/cost.md`. */
export const costPage = (measured: Requests): string => {
  const bills = SIZES.map((customers) => billOf(customers, measured));
  const names = Object.keys(bills[0]?.services ?? {});
  const row = (name: string, dollars: (bill: Bill) => number): string =>
    `| ${name} | ${bills.map((bill) => dollars(bill).toFixed(2)).join(' | ')} |`;
  const largest = Object.entries(bills.at(-1)?.services ?? {}).toSorted(([, a], [, b]) => b - a);
  const total = bills.at(-1)?.total ?? 1;
  return `# What it costs

Made by \`npm run bench -- --write\` from the requests of a measured closing and public prices as remembered, not looked up (US East, on demand, no free tier, as of ${PRICES.date};
[\`bench/cost/prices.ts\`](../bench/cost/prices.ts)). Dollars a month, everything kept for a year.

| service | ${SIZES.map((size) => `${size.toLocaleString('en')} customers`).join(' | ')} |
| --- | ${SIZES.map(() => '---:').join(' | ')} |
${names.map((name) => row(name, ({ services }) => services[name] ?? 0)).join('\n')}
${row('**all**', (bill) => bill.total)}

Where the money goes at a million: ${largest
    .slice(0, 3)
    .map(([name, dollars]) => `${name} ${Math.round((dollars / total) * 100)} %`)
    .join(', ')}. At a hundred it is the stack's own alarms, metrics and one secret, which cost the same for everybody.

## What is measured

A closing of ${measured.customers.toLocaleString('en')} customers that wrote, ${measured.credits.toLocaleString('en')} of them owed a credit, made these requests:

| request | number |
| --- | ---: |
${Object.entries(measured.requests)
  .map(([name, count]) => `| ${name} | ${count} |`)
  .join('\n')}

## What is supposed

${SUPPOSED.writing * 100} % of the customers write in a month, and half of these are owed a credit. Customers who did not write are not read: their policy asks for notice.
${SUPPOSED.events.toLocaleString('en')} changes of alarms and of the status page, whatever the number of customers. Of each customer ${SUPPOSED.partitionKb} KB are read, a revision has ${SUPPOSED.revisionKb} KB,
a statement with its page ${SUPPOSED.statementKb} KB. ${SUPPOSED.alarms} alarms and ${SUPPOSED.metrics} metrics. Free tiers, support plans, taxes and data transfer are left out.
A closing again (a preview, an adjustment) costs its reads once more.
`;
};
