import { expect, test } from 'vitest';
import { printReportLine } from '../faults/fault-suite.ts';
import { countPlayed } from './program.ts';
import { type ExplorationBound, exploreOctober } from './scheduled-october.ts';
import { SCHEDULED_OCTOBERS } from './scheduled-octobers.ts';

type Name = keyof typeof SCHEDULED_OCTOBERS;

/** The explorations, small ones first: they play the handlers for the larger ones. */
const EXPLORED: readonly (ExplorationBound & { readonly name: Name })[] = [
  { name: 'facts between the runs, one group', preemptions: 2, crashes: 0, anyOrder: true },
  { name: 'facts between the runs, one group', preemptions: 2, crashes: 1 },
  { name: 'facts between the runs, two groups', preemptions: 1, crashes: 0 },
  { name: 'facts after both closings, one group', preemptions: 2, crashes: 0 },
  { name: 'facts after both closings, two groups', preemptions: 1, crashes: 0 },
];

/** Explorations that take longer: `INTERLEAVINGS=all`. */
const LARGE: typeof EXPLORED = [
  { name: 'facts between the runs, two groups', preemptions: 2, crashes: 0 },
  { name: 'facts between the runs, two groups', preemptions: 0, crashes: 1 },
  { name: 'facts after both closings, two groups', preemptions: 0, crashes: 1 },
];

test.each(process.env['INTERLEAVINGS'] === 'all' ? [...EXPLORED, ...LARGE] : EXPLORED)(
  'every interleaving has the right ledger: $name, preemptions $preemptions, crashes $crashes',
  async ({ name, ...bound }) => {
    const began = performance.now();
    const { interleavings, states, ends, failures } = await exploreOctober(SCHEDULED_OCTOBERS[name], bound);
    const seconds = Math.round((performance.now() - began) / 1000);
    const order = bound.anyOrder === true ? 'any order' : 'order of sending';
    printReportLine(
      `${name}, simultaneous requests in ${order}: ${interleavings} interleavings with at most ${bound.preemptions} preemptions and ` +
        `${bound.crashes} crashes; ${states} states, ${ends} ends; ${countPlayed().invocations} invocations so far; ${seconds} s`,
    );
    expect(failures).toEqual([]);
    expect(interleavings).toBeGreaterThan(10_000);
  },
);
