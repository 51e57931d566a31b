import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type BillingMessage, billingMessage } from '../../../shared/messaging/billing-message.ts';
import type { StoredItems } from '../../faults/simulation-site.ts';
import { monthSteps } from '../../faults/simulated-month.ts';
import { readOutcome } from '../../faults/ledger-outcome.ts';
import { usingFaultSuite } from '../../faults/fault-suite.ts';
import { newSimulation, type Simulation } from '../../faults/simulation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { redoAfterRestore } from '../../faults/redo-after-restore.ts';

/**
 * A copy of the table at an instant of the month of the fault tests. Its account has empty queues. The present is 12 November,
 * after the last step of that month.
 */
const suite = await usingFaultSuite();
const NOW = instant('2026-11-12T20:00:00Z');
const stepOf = (name: string): number => monthSteps.findIndex((step) => step.name.startsWith(name));

const restored = async (items: StoredItems): Promise<Simulation> => {
  const { emulators, config } = suite;
  const simulation = newSimulation(await emulators.site(items), { config });
  simulation.setClock(NOW);
  return simulation;
};
const read = (body: string): BillingMessage => z.parse(billingMessage, JSON.parse(body));

/** Returns each message once by id, without its run and time. */
const applied = (bodies: readonly string[]): Map<string, unknown> =>
  new Map(
    bodies
      .map(read)
      .map(({ id, data: { run: _run, closedAsOf: _asOf, statement: _statement, ...said } }) => [id, said]),
  );

/** The ledger after all steps ran again, and the messages that invoicing cannot recognise as repeats. */
const afterwards = async (items: StoredItems, step: number) => {
  const simulation = await restored(items);
  await redoAfterRestore(simulation, step, NOW);
  const { ledger, digest } = await readOutcome(simulation);
  const before = applied(suite.undisturbed.stood.at(-1)?.billed ?? []);
  const again = [...applied(simulation.billed)];
  const isEmpty = again.length === 0;
  return { ledger, digest, isEmpty, news: again.filter(([id, said]) => !isDeepStrictEqual(said, before.get(id))) };
};
const asBefore = () => {
  const { ledger, digest } = suite.undisturbed.outcome;
  return { ledger, digest, isEmpty: false, news: [] };
};

describe('a restored table gives the same ledger after later steps repeat', () => {
  test.each([
    ['before any evidence', stepOf('alarms and health')],
    ['before the closing', stepOf('scheduled')],
    ['after the closing', stepOf('scheduled') + 1],
    ['among late facts', stepOf('scheduled') + 4],
    ['before the sweep', stepOf('sweep')],
  ])('%s', async (_, step) => {
    expect(await afterwards(suite.undisturbed.stood[step]?.items ?? [], step)).toEqual(asBefore());
  });

  test('in the middle of the closing', async () => {
    const step = stepOf('scheduled');
    const chunks = suite.undisturbed.invocations.filter((each) => each.step === step && each.fn === 'assess-customers');
    expect(chunks.length).toBeGreaterThan(2);
    expect(await afterwards(chunks.at(-2)?.before.items ?? [], step)).toEqual(asBefore());
  });
});

test('batches of an unknown run do nothing after a restore', async () => {
  const step = stepOf('scheduled');
  const { undisturbed } = suite;
  const left = undisturbed.invocations.find((each) => each.step === step && each.fn === 'assess-customers');
  const chunks = left?.before.waiting.filter(({ queue }) => queue === 'work.fifo') ?? [];
  expect(chunks.length).toBeGreaterThan(2);
  const { items } = undisturbed.stood[step] ?? { items: [] };
  const simulation = await restored(items);
  await simulation.put(...chunks);
  await simulation.pump();
  expect(await simulation.site.items()).toEqual(items);
  await redoAfterRestore(simulation, step, NOW);
  expect((await readOutcome(simulation)).ledger).toEqual(undisturbed.outcome.ledger);
});
