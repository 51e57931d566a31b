import type { Config } from '../../shared/config/config.ts';
import { instant } from '../support/builders/instant.ts';
import type { Emulators, Items } from './simulation-site.ts';
import type { Step } from './simulated-month.ts';
import type { Request } from './function-invocation.ts';
import { type Outcome, outcomeOf } from './ledger-outcome.ts';
import { newWorld, type Waiting, type World } from './simulation.ts';

/** How things stand: what is stored, what waits, what was received. */
export type Snapshot = {
  readonly items: Items;
  readonly waiting: readonly Waiting[];
  readonly billed: readonly string[];
  readonly refused: readonly string[];
};

/** An invocation of the undisturbed run: in which step it came, what it asked for, and how things stood before it. */
export type Recorded = {
  readonly step: number;
  readonly isFirst: boolean;
  readonly fn: string;
  /** The first message that it was brought, if it was brought any. */
  readonly body: string | undefined;
  readonly requests: readonly Request[];
  readonly before: Snapshot;
};

export type Recording = {
  readonly invocations: readonly Recorded[];
  /** How things stood when each step began, and at the end. */
  readonly stood: readonly Snapshot[];
  readonly outcome: Outcome;
};

const snapshotOf = async (world: World, waiting: readonly Waiting[]): Promise<Snapshot> => ({
  items: await world.site.items(),
  waiting,
  billed: [...world.billed],
  refused: [...world.refused],
});

/** Plays the steps undisturbed, and writes down every invocation. */
export const record = async (emulators: Emulators, config: Config, steps: readonly Step[]): Promise<Recording> => {
  const starts: Omit<Recorded, 'requests'>[] = [];
  const stood: Snapshot[] = [];
  let step = 0;
  let isFirst = true;
  const world: World = newWorld(await emulators.site(), {
    config,
    beforeTurn: async () => {
      pending = await snapshotOf(world, await world.waiting());
    },
    watch: async (fn, body) => {
      starts.push({ step, isFirst, fn, body, before: pending ?? (await snapshotOf(world, [])) });
      isFirst = false;
    },
  });
  let pending: Snapshot | undefined;
  for (const { at: time, act } of steps) {
    stood.push(await snapshotOf(world, []));
    isFirst = true;
    pending = undefined;
    world.setClock(instant(time));
    await act(world);
    await world.pump();
    step += 1;
  }
  stood.push(await snapshotOf(world, []));
  const invocations = starts.map((start, i) => ({ ...start, requests: world.invocations[i]?.requests ?? [] }));
  return { invocations, stood, outcome: await outcomeOf(world) };
};
