import { describe, expect, test } from 'vitest';
import { partial, random, type Tally, throttled, together, unanswered } from './request-faults.ts';
import { history, play, type Step } from './simulated-month.ts';
import { type Outcome, outcomeOf } from './ledger-outcome.ts';
import { print, useSetting } from './fault-suite.ts';
import { reordered } from './reorder-evidence.ts';
import { newWorld, type WorldOptions } from './simulation.ts';

const setting = useSetting();
const SEEDS = [1, 2, 3];

/** Plays the month with something wrong all the way, and prints what it came to. */
const disturbed = async (
  title: string,
  options: Omit<WorldOptions, 'config'>,
  tally?: Tally,
  steps: readonly Step[] = history,
): Promise<Outcome> => {
  const { emulators, config, undisturbed } = setting();
  const world = newWorld(await emulators.site(), { config, ...options });
  await play(world, steps);
  const outcome = await outcomeOf(world);
  const requests = world.invocations.reduce((sum, invocation) => sum + invocation.requests.length, 0);
  const done = tally === undefined ? '' : `, ${[...tally.values()].reduce((a, b) => a + b, 0)} disturbed`;
  print(`${title}: ${world.invocations.length} invocations, ${requests} requests${done}; ledger ${outcome.digest}`);
  expect([...new Set(world.refused)].toSorted()).toEqual([...new Set(undisturbed.stood.at(-1)?.refused)].toSorted());
  return outcome;
};

describe.each(SEEDS)('with seed %i', (seed) => {
  test.each([
    ['a third of all requests throttled', throttled, 1 / 3],
    ['a third of all writes carried out and not answered', unanswered, 1 / 3],
    ['a third of the messages of a batch not taken', partial, 1 / 3],
  ] as const)('%s', async (what, fault, share) => {
    const tally: Tally = new Map();
    const wrong = fault(share, random(seed), tally);
    const outcome = await disturbed(`${what}, seed ${seed}`, { choose: () => wrong }, tally);
    expect(outcome).toEqual(setting().undisturbed.outcome);
    expect(tally.size).toBeGreaterThan(0);
  });

  test('all of that at once, a fifth each, every batch delivered twice, the evidence in another order', async () => {
    const tally: Tally = new Map();
    const draw = random(seed);
    const wrong = together(throttled(0.2, draw, tally), unanswered(0.2, draw, tally), partial(0.2, draw, tally));
    const steps = reordered(history, random(seed));
    const outcome = await disturbed(`all at once, seed ${seed}`, { choose: () => wrong, times: 2 }, tally, steps);
    expect(outcome).toEqual(setting().undisturbed.outcome);
  });

  test('the evidence in another order, and some of it again', async () => {
    const outcome = await disturbed(`reordered, seed ${seed}`, {}, undefined, reordered(history, random(seed)));
    expect(outcome).toEqual(setting().undisturbed.outcome);
  });
});

test('every batch delivered twice', async () => {
  expect(await disturbed('delivered twice', { times: 2 })).toEqual(setting().undisturbed.outcome);
});

test.each(['the alarms are read', 'the status page is read'])(
  'the ledger depends on what is read: without "%s" it is another',
  async (left) => {
    const steps = history.filter(({ name }) => name !== left);
    const { emulators, config, undisturbed } = setting();
    const world = newWorld(await emulators.site(), { config });
    await play(world, steps);
    expect((await outcomeOf(world)).digest).not.toBe(undisturbed.outcome.digest);
  },
);
