import { expect, test } from 'vitest';
import { dailySweep, downtimeCall, exploreOctober, noticeCall, requestedClosing, retractionCall, scheduledClosing } from './scheduled-october.ts';
import { countPlayed } from './program.ts';
import { countTables } from './shared-state.ts';

test.each(process.env['P']!.split(';').map((x) => x.split(',')))('try %s %s %s', async (which, p, c) => {
  const all = {
    closing: scheduledClosing('2026-11-02T12:00:00Z'),
    late: downtimeCall('2026-11-02T12:10:00Z', 20),
    sweep: dailySweep('2026-11-02T12:20:00Z'),
    retraction: retractionCall('2026-11-02T12:30:00Z', 'notice', 'gamma/T-14'),
    again: requestedClosing('2026-11-02T12:40:00Z'),
  };
  const tasks = which!.split('+').map((k) => all[k as keyof typeof all]);
  const has = (k: string) => which!.includes(k);
  const began = performance.now();
  const out = await exploreOctober({
    recorded: [downtimeCall('2026-10-20T12:00:00Z', 14), noticeCall('2026-10-20T12:00:00Z', 14)],
    tasks,
    facts: [
      { kind: 'downtime', day: 14, recordedAt: 0 },
      ...(has('late') ? [{ kind: 'downtime', day: 20, recordedAt: 0 } as const] : []),
      { kind: 'notice', day: 14, recordedAt: 0, ...(has('retraction') ? { retractedAt: 1 } : {}) },
    ],
    preemptions: Number(p),
    crashes: Number(c),
    lags: process.env['LAG'] === '1',
  });
  console.log(which, p, c, { ...out, failures: undefined }, countPlayed(), countTables(), Math.round(performance.now() - began), 'ms', 'cpu s', process.cpuUsage().user / 1e6, process.memoryUsage().heapUsed >> 20);
  for (const f of out.failures) console.log(f.wrong, '\n' + f.moves.join('\n'));
  expect(out.failures.length).toEqual(0);
});
