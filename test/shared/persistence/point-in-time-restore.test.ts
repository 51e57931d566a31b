import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import type { Items } from '../../faults/simulation-site.ts';
import { history } from '../../faults/simulated-month.ts';
import { outcomeOf } from '../../faults/ledger-outcome.ts';
import { useSetting } from '../../faults/fault-suite.ts';
import { newWorld, type World } from '../../faults/simulation.ts';
import { instant } from '../../support/builders/instant.ts';
import { doAgain } from '../../faults/redo-after-restore.ts';

/**
 * A table as it was at an instant of the month of the tests of faults, in an account whose queues are empty; on the 12th of November,
 * after the last step of that month.
 */
const setting = useSetting();
const NOW = instant('2026-11-12T20:00:00Z');
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

/** The ledger once all is done again, and what of it invoicing could not take for a repeat. */
const afterwards = async (items: Items, step: number) => {
  const world = await restored(items);
  await doAgain(world, step, NOW);
  const { ledger, digest } = await outcomeOf(world);
  const before = applied(setting().undisturbed.stood.at(-1)?.billed ?? []);
  const again = [...applied(world.billed)];
  const isEmpty = again.length === 0;
  return { ledger, digest, isEmpty, news: again.filter(([id, said]) => !isDeepStrictEqual(said, before.get(id))) };
};
const asBefore = () => {
  const { ledger, digest } = setting().undisturbed.outcome;
  return { ledger, digest, isEmpty: false, news: [] };
};

describe('the table as it was at an instant: what came after it is recorded again and closed again in order, and the ledger is the same', () => {
  test.each([
    ['before any evidence', stepOf('alarms and health')],
    ['before the closing', stepOf('scheduled')],
    ['after the closing', stepOf('scheduled') + 1],
    ['among late facts', stepOf('scheduled') + 4],
    ['before the sweep', stepOf('sweep')],
  ])('%s', async (_, step) => {
    expect(await afterwards(setting().undisturbed.stood[step]?.items ?? [], step)).toEqual(asBefore());
  });

  test('in the middle of the closing', async () => {
    const step = stepOf('scheduled');
    const chunks = setting().undisturbed.invocations.filter(
      (each) => each.step === step && each.fn === 'assess-customers',
    );
    expect(chunks.length).toBeGreaterThan(2);
    expect(await afterwards(chunks.at(-2)?.before.items ?? [], step)).toEqual(asBefore());
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
