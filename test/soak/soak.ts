import { parseArgs } from 'node:util';
import { addMonths } from '../../shared/domain/time/calendar.ts';
import { growth } from './growth.ts';
import { measureMemory, type MemoryUse } from './memory-use.ts';
import { putCustomers, playSoakMonth } from './soak-month.ts';
import { startSoakPipeline } from './soak-pipeline.ts';

/**
 * `npm run test:soak`: plays a year of 1,000 customers through the handlers in one process, after a month that loads
 * everything. Prints a line for each month. Fails if the memory or the open handles of the process grow.
 */
const { values: options } = parseArgs({
  options: { customers: { type: 'string', default: '1000' }, months: { type: 'string', default: '12' } },
});
const customers = Number(options.customers);
const months = Number(options.months);

/** The allowed growth: code that the engine compiles late, in MB, and connections, in handles. */
const MOST = { heap: 2, buffers: 1, handles: 4 } as const;

const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`);
const handlesOf = ({ handles }: MemoryUse): number => Object.values(handles).reduce((sum, count) => sum + count, 0);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const soaking = await startSoakPipeline();
const measured: MemoryUse[] = [];
try {
  let month = '2026-01';
  await putCustomers(soaking, customers, startOf(month));
  for (let i = 0; i <= months; i += 1) {
    const began = performance.now();
    const messages = await playSoakMonth(soaking, month, startOf(month), customers);
    const now = await measureMemory();
    if (i > 0) measured.push(now);
    const kinds = Object.entries(now.handles).map(([kind, count]) => `${kind} ${count}`);
    say(
      `${month}${i === 0 ? ' (not counted)' : ''}: ${messages} messages, heap ${now.heap.toFixed(2)} MB, ` +
        `buffers ${now.buffers.toFixed(2)} MB, handles ${handlesOf(now)} (${kinds.join(', ')}); ${Math.round((performance.now() - began) / 1000)} s`,
    );
    month = addMonths(month, 1);
  }
} finally {
  await soaking.stop();
}
const grown = {
  heap: growth(measured.map(({ heap }) => heap)),
  buffers: growth(measured.map(({ buffers }) => buffers)),
  handles: growth(measured.map(handlesOf)),
};
const kept = (['heap', 'buffers', 'handles'] as const).filter((what) => grown[what] > MOST[what]);
say(
  `${customers} customers, ${months} months: heap ${grown.heap.toFixed(2)} MB, buffers ${grown.buffers.toFixed(2)} MB, ` +
    `handles ${grown.handles} more in the last third than in the first (at most ${MOST.heap}, ${MOST.buffers}, ${MOST.handles})`,
);
for (const what of kept) say(`IT GROWS: ${what}`);
process.exitCode = kept.length === 0 ? 0 : 1;
