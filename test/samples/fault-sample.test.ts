import { expect, test } from 'vitest';
import { crashAtPoints } from '../faults/crash-points.ts';
import {
  rejectPartOfBatches,
  seededRandom,
  throttleRequests,
  combineFaults,
  loseAnswers,
} from '../faults/request-faults.ts';
import { monthSteps, playSteps } from '../faults/simulated-month.ts';
import { readOutcome } from '../faults/ledger-outcome.ts';
import { usingFaultSuite } from '../faults/fault-suite.ts';
import { newSimulation } from '../faults/simulation.ts';

/** A sample of `npm run test:faults`. */
const suite = await usingFaultSuite();

test('a crash at a sample of points leaves the ledger unchanged', async () => {
  expect(await crashAtPoints(suite, 'a sample', (_, place) => place % 97 === 0)).toEqual([]);
});

test('throttling, lost answers and partial batches together leave the ledger unchanged', async () => {
  const { emulators, config, undisturbed } = suite;
  const [draw, tally] = [seededRandom(1), new Map<string, number>()];
  const fault = combineFaults(
    throttleRequests(1 / 3, draw, tally),
    loseAnswers(0.1, draw, tally),
    rejectPartOfBatches(1 / 3, draw, tally),
  );
  const simulation = newSimulation(await emulators.site(), { config, choose: () => fault });
  await playSteps(simulation, monthSteps);
  expect(await readOutcome(simulation)).toEqual(undisturbed.outcome);
  expect([...tally.keys()]).toEqual(
    expect.arrayContaining(['dynamodb Query', 'dynamodb PutItem', 'sqs SendMessageBatch', 's3 PUT']),
  );
});
