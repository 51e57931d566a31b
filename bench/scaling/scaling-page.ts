import { LIMITS, simulate, type Simulated } from './simulate-scaling.ts';
import { curve } from './scaling-curve.ts';

const SIZES = [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000] as const;
/** A table that was warmed: an account's limit for one table. */
const WARM = { ...LIMITS, tableWrites: 40_000, tableReads: 40_000 } as const;
/** The same with more groups, and the credits of a month in 16 partitions of the index. */
const WIDE = { ...WARM, groups: 64, indexWrites: 16_000 } as const;

const lasting = (seconds: number): string =>
  seconds < 120
    ? `${seconds.toFixed(1)} s`
    : seconds < 7200
      ? `${(seconds / 60).toFixed(0)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

const row = ({ customers, seconds, concurrency, loads }: Simulated): string =>
  `| ${customers.toLocaleString('en')} | ${lasting(seconds)} | ${concurrency} | ${loads
    .slice(0, 2)
    .map(({ name, share }) => `${name} ${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`)
    .join(', ')} |`;

/** `docs/scaling.md` and its picture. */
export const scalingPage = (): { readonly page: string; readonly picture: string } => {
  const as = SIZES.map((size) => simulate(size));
  const warm = SIZES.map((size) => simulate(size, WARM));
  const wide = SIZES.map((size) => simulate(size, WIDE));
  const picture = curve([
    { says: 'as built, a fresh table', points: as },
    { says: 'a warmed table', points: warm },
    { says: `${WIDE.groups} groups and a divided index, too`, points: wide },
  ]);
  const million = as.at(-2);
  const page = `# From a hundred customers to ten million

Made by \`npm run bench -- --write\`: a simulation, not a measurement. A discrete-event model ([\`bench/scaling/simulate-scaling.ts\`](../bench/scaling/simulate-scaling.ts)) of one closing:
requests by customer, credit and chunk as they were counted in the local environment; supposed times of requests (6 ms a read, 8 ms a write, 30 ms an object);
published limits of a fresh account. A tenth of the customers wrote, half of these are owed a credit; the others are not read.

![How long a closing takes](images/scaling.svg)

| customers | closing takes | chunks at once | nearest to its limit |
| ---: | ---: | ---: | --- |
${as.map(row).join('\n')}

**A million customers** (100,000 with notices): ${lasting(million?.seconds ?? 0)} at ${million?.concurrency ?? 0} chunks at once. What throttles first is
the ${million?.loads[0]?.name ?? ''}: a fresh on-demand table takes ${LIMITS.tableWrites.toLocaleString('en')} units a second, and a credit needs seven. AWS doubles that as traffic grows, which is not counted on here.
What it costs: [cost](cost.md).

With a table warmed beforehand (${WARM.tableWrites.toLocaleString('en')} units a second), what limits are the ${LIMITS.groups} groups, of each of which one chunk is at work at a time, with a processor each:

| customers | closing takes | chunks at once | nearest to its limit |
| ---: | ---: | ---: | --- |
${warm.map(row).join('\n')}

With ${WIDE.groups} groups, and the credits of a month in 16 partitions of the index as well:

| customers | closing takes | chunks at once | nearest to its limit |
| ---: | ---: | ---: | --- |
${wide.map(row).join('\n')}

## What to change at each order of magnitude

| customers | change |
| ---: | --- |
| up to 100,000 | nothing |
| 1,000,000 | nothing has to: four groups need about what a fresh table takes. Somewhat quicker with a table warmed beforehand |
| 10,000,000 | more groups (\`shared/messaging/message-groups.ts\`: in no stored key, to be changed while the work queue is empty) and the table warmed. More than a thousand credits a second need the credits' entries of the index in several partitions, which changes stored keys |

A chunk in a million's closing: 500 customers. The set of finished chunks holds some 60,000 numbers, which is 300 million customers with these suppositions.

The planner reads one page of each index partition at a time and holds a chunk of each group and ten messages, however many customers there are.
`;
  return { page, picture };
};
