import { describe, expect, test } from 'vitest';
import {
  rejectPartOfBatches,
  seededRandom,
  type FaultTally,
  throttleRequests,
  combineFaults,
  loseAnswers,
} from './request-faults.ts';
import { monthSteps, playSteps, type MonthStep } from './simulated-month.ts';
import { type LedgerOutcome, readOutcome } from './ledger-outcome.ts';
import { printReportLine, usingFaultSuite } from './fault-suite.ts';
import { reorderEvidence } from './reorder-evidence.ts';
import { newSimulation, type SimulationOptions } from './simulation.ts';

const setting = usingFaultSuite();
const SEEDS = [1, 2, 3];

/** Plays the month with something wrong all the way, and prints what it came to. */
const disturbed = async (
  title: string,
  options: Omit<SimulationOptions, 'config'>,
  tally?: FaultTally,
  steps: readonly MonthStep[] = monthSteps,
): Promise<LedgerOutcome> => {
  const { emulators, config, undisturbed } = setting();
  const world = newSimulation(await emulators.site(), { config, ...options });
  await playSteps(world, steps);
  const outcome = await readOutcome(world);
  const requests = world.invocations.reduce((sum, invocation) => sum + invocation.requests.length, 0);
  const done = tally === undefined ? '' : `, ${[...tally.values()].reduce((a, b) => a + b, 0)} disturbed`;
  printReportLine(
    `${title}: ${world.invocations.length} invocations, ${requests} requests${done}; ledger ${outcome.digest}`,
  );
  expect([...new Set(world.refused)].toSorted()).toEqual([...new Set(undisturbed.stood.at(-1)?.refused)].toSorted());
  return outcome;
};

describe.each(SEEDS)('with seed %i', (seed) => {
  test.each([
    ['a third of all requests throttled', throttleRequests, 1 / 3],
    ['a third of all writes carried out and not answered', loseAnswers, 1 / 3],
    ['a third of the messages of a batch not taken', rejectPartOfBatches, 1 / 3],
  ] as const)('%s', async (what, fault, share) => {
    const tally: FaultTally = new Map();
    const wrong = fault(share, seededRandom(seed), tally);
    const outcome = await disturbed(`${what}, seed ${seed}`, { choose: () => wrong }, tally);
    expect(outcome).toEqual(setting().undisturbed.outcome);
    expect(tally.size).toBeGreaterThan(0);
  });

  test('all of that at once, a fifth each, every batch delivered twice, the evidence in another order', async () => {
    const tally: FaultTally = new Map();
    const draw = seededRandom(seed);
    const wrong = combineFaults(
      throttleRequests(0.2, draw, tally),
      loseAnswers(0.2, draw, tally),
      rejectPartOfBatches(0.2, draw, tally),
    );
    const steps = reorderEvidence(monthSteps, seededRandom(seed));
    const outcome = await disturbed(`all at once, seed ${seed}`, { choose: () => wrong, times: 2 }, tally, steps);
    expect(outcome).toEqual(setting().undisturbed.outcome);
  });

  test('the evidence in another order, and some of it again', async () => {
    const outcome = await disturbed(
      `reordered, seed ${seed}`,
      {},
      undefined,
      reorderEvidence(monthSteps, seededRandom(seed)),
    );
    expect(outcome).toEqual(setting().undisturbed.outcome);
  });
});

test('every batch delivered twice', async () => {
  expect(await disturbed('delivered twice', { times: 2 })).toEqual(setting().undisturbed.outcome);
});

test.each(['the alarms are read', 'the status page is read'])(
  'the ledger depends on what is read: without "%s" it is another',
  async (left) => {
    const steps = monthSteps.filter(({ name }) => name !== left);
    const { emulators, config, undisturbed } = setting();
    const world = newSimulation(await emulators.site(), { config });
    await playSteps(world, steps);
    expect((await readOutcome(world)).digest).not.toBe(undisturbed.outcome.digest);
  },
);
