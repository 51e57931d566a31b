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

const suite = await usingFaultSuite();
const SEEDS = [1, 2, 3];

/** Plays the month with a permanent fault and prints the result. */
const disturbed = async (
  title: string,
  options: Omit<SimulationOptions, 'config'>,
  tally?: FaultTally,
  steps: readonly MonthStep[] = monthSteps,
): Promise<LedgerOutcome> => {
  const { emulators, config, undisturbed } = suite;
  const simulation = newSimulation(await emulators.site(), { config, ...options });
  await playSteps(simulation, steps);
  const outcome = await readOutcome(simulation);
  const requests = simulation.invocations.reduce((sum, invocation) => sum + invocation.requests.length, 0);
  const done = tally === undefined ? '' : `, ${[...tally.values()].reduce((a, b) => a + b, 0)} disturbed`;
  printReportLine(
    `${title}: ${simulation.invocations.length} invocations, ${requests} requests${done}; ledger ${outcome.digest}`,
  );
  expect([...new Set(simulation.refused)].toSorted()).toEqual(
    [...new Set(undisturbed.stood.at(-1)?.refused)].toSorted(),
  );
  return outcome;
};

describe.each(SEEDS)('with seed %i', (seed) => {
  test.each([
    ['throttling of a third of all requests leaves the ledger unchanged', throttleRequests, 1 / 3],
    ['losing the answers of a third of all writes leaves the ledger unchanged', loseAnswers, 1 / 3],
    ['rejecting a third of the messages of a batch leaves the ledger unchanged', rejectPartOfBatches, 1 / 3],
  ] as const)('%s', async (what, fault, share) => {
    const tally: FaultTally = new Map();
    const wrong = fault(share, seededRandom(seed), tally);
    const outcome = await disturbed(`${what}, seed ${seed}`, { choose: () => wrong }, tally);
    expect(outcome).toEqual(suite.undisturbed.outcome);
    expect(tally.size).toBeGreaterThan(0);
  });

  test('all faults together, with reordered evidence, leave the ledger unchanged', async () => {
    const tally: FaultTally = new Map();
    const draw = seededRandom(seed);
    const wrong = combineFaults(
      throttleRequests(0.2, draw, tally),
      loseAnswers(0.2, draw, tally),
      rejectPartOfBatches(0.2, draw, tally),
    );
    const steps = reorderEvidence(monthSteps, seededRandom(seed));
    const outcome = await disturbed(`all at once, seed ${seed}`, { choose: () => wrong, times: 2 }, tally, steps);
    expect(outcome).toEqual(suite.undisturbed.outcome);
  });

  test('reordered and repeated evidence leaves the ledger unchanged', async () => {
    const outcome = await disturbed(
      `reordered, seed ${seed}`,
      {},
      undefined,
      reorderEvidence(monthSteps, seededRandom(seed)),
    );
    expect(outcome).toEqual(suite.undisturbed.outcome);
  });
});

test('delivering every batch twice leaves the ledger unchanged', async () => {
  expect(await disturbed('delivered twice', { times: 2 })).toEqual(suite.undisturbed.outcome);
});

test.each(['the alarms are read', 'the status page is read'])(
  'the ledger changes without the step "%s"',
  async (left) => {
    const steps = monthSteps.filter(({ name }) => name !== left);
    const { emulators, config, undisturbed } = suite;
    const simulation = newSimulation(await emulators.site(), { config });
    await playSteps(simulation, steps);
    expect((await readOutcome(simulation)).digest).not.toBe(undisturbed.outcome.digest);
  },
);
