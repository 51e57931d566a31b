import { expect, test } from 'vitest';
import { killAt } from '../faults/crash-points.ts';
import { partial, random, throttled, together, unanswered } from '../faults/request-faults.ts';
import { history, play } from '../faults/simulated-month.ts';
import { outcomeOf } from '../faults/ledger-outcome.ts';
import { useSetting } from '../faults/fault-suite.ts';
import { newWorld } from '../faults/simulation.ts';

/** A sample of what `npm run test:faults` does whole. */
const setting = useSetting();

test('a process that is killed at one of some points changes nothing in the end', async () => {
  expect(await killAt(setting(), 'a sample', (_, place) => place % 97 === 0)).toEqual([]);
});

test('nor do throttling of a third of all requests, writes without an answer, and batches taken in part, all at once', async () => {
  const { emulators, config, undisturbed } = setting();
  const [draw, tally] = [random(1), new Map<string, number>()];
  const fault = together(throttled(1 / 3, draw, tally), unanswered(0.1, draw, tally), partial(1 / 3, draw, tally));
  const world = newWorld(await emulators.site(), { config, choose: () => fault });
  await play(world, history);
  expect(await outcomeOf(world)).toEqual(undisturbed.outcome);
  expect([...tally.keys()]).toEqual(
    expect.arrayContaining(['dynamodb Query', 'dynamodb PutItem', 'sqs SendMessageBatch', 's3 PUT']),
  );
});
