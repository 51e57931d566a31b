import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type BillingMessage, billingMessage } from '../../shared/billing/message.ts';
import type { Items } from '../faults/emulators.ts';
import { history } from '../faults/history.ts';
import { outcomeOf } from '../faults/outcome.ts';
import { useSetting } from '../faults/setting.ts';
import { newWorld, type World } from '../faults/world.ts';
import { at } from '../shared/store/instants.ts';
import { doAgain } from './again.ts';

/**
 * A table as it was at an instant of the month of the tests of faults, in an account whose queues are empty; on the 12th of November,
 * after the last step of that month.
 */
const setting = useSetting();
const NOW = at('2026-11-12T20:00:00Z');
const stepOf = (name: string): number => history.findIndex((step) => step.name.startsWith(name));

const restored = async (items: Items): Promise<World> => {
  const { emulators, config } = setting();
  const world = newWorld(await emulators.site(items), { config });
  world.setClock(NOW);
  return world;
};
const read = (body: string): BillingMessage => z.parse(billingMessage, JSON.parse(body));

/** What invoicing applies: by id, each once; the amounts and words, not which run it was or when. */
const applied = (bodies: readonly string[]): Map<string, unknown> =>
  new Map(
    bodies
      .map(read)
      .map(({ id, data: { run: _run, closedAsOf: _asOf, statement: _statement, ...said } }) => [id, said]),
  );

const expectTheSame = async (items: Items, step: number): Promise<void> => {
  const { undisturbed } = setting();
  const world = await restored(items);
  await doAgain(world, step, NOW);
  const { ledger, digest } = await outcomeOf(world);
  expect(ledger).toEqual(undisturbed.outcome.ledger);
  expect(digest).toBe(undisturbed.outcome.digest);

  const before = applied(undisturbed.stood.at(-1)?.billed ?? []);
  const again = [...applied(world.billed)];
  expect(again).not.toEqual([]);
  for (const [id, said] of again) expect(said, `${id} is a repeat`).toEqual(before.get(id));
};

describe('the table as it was at an instant: what came after it is recorded again and closed again in order, and the ledger is the same', () => {
  test.each([
    ['before any evidence', stepOf('alarms and health')],
    ['before the closing', stepOf('scheduled')],
    ['after the closing', stepOf('scheduled') + 1],
    ['among late facts', stepOf('scheduled') + 4],
    ['before the sweep', stepOf('sweep')],
  ])('%s', async (_, step) => {
    await expectTheSame(setting().undisturbed.stood[step]?.items ?? [], step);
  });

  test('in the middle of the closing', async () => {
    const step = stepOf('scheduled');
    const chunks = setting().undisturbed.invocations.filter(
      (each) => each.step === step && each.fn === 'assess-customers',
    );
    expect(chunks.length).toBeGreaterThan(2);
    await expectTheSame(chunks.at(-2)?.before.items ?? [], step);
  });
});

test('chunks of a closing that the restored table knows nothing of do nothing, and the month can be closed', async () => {
  const step = stepOf('scheduled');
  const { undisturbed } = setting();
  const left = undisturbed.invocations.find((each) => each.step === step && each.fn === 'assess-customers');
  const chunks = left?.before.waiting.filter(({ queue }) => queue === 'work.fifo') ?? [];
  expect(chunks.length).toBeGreaterThan(2);
  const { items } = undisturbed.stood[step] ?? { items: [] };
  const world = await restored(items);
  await world.put(...chunks);
  await world.pump();
  expect(await world.site.items()).toEqual(items);
  await doAgain(world, step, NOW);
  expect((await outcomeOf(world)).ledger).toEqual(undisturbed.outcome.ledger);
});
