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

/** A sample of what `npm run test:faults` does whole. */
const setting = usingFaultSuite();

test('a process that is killed at one of some points changes nothing in the end', async () => {
  expect(await crashAtPoints(setting(), 'a sample', (_, place) => place % 97 === 0)).toEqual([]);
});

test('nor do throttling of a third of all requests, writes without an answer, and batches taken in part, all at once', async () => {
  const { emulators, config, undisturbed } = setting();
  const [draw, tally] = [seededRandom(1), new Map<string, number>()];
  const fault = combineFaults(
    throttleRequests(1 / 3, draw, tally),
    loseAnswers(0.1, draw, tally),
    rejectPartOfBatches(1 / 3, draw, tally),
  );
  const world = newSimulation(await emulators.site(), { config, choose: () => fault });
  await playSteps(world, monthSteps);
  expect(await readOutcome(world)).toEqual(undisturbed.outcome);
  expect([...tally.keys()]).toEqual(
    expect.arrayContaining(['dynamodb Query', 'dynamodb PutItem', 'sqs SendMessageBatch', 's3 PUT']),
  );
});
