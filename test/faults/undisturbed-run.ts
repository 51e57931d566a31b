import type { Config } from '../../shared/config/config.ts';
import { instant } from '../support/builders/instant.ts';
import type { SiteEmulators, StoredItems } from './simulation-site.ts';
import type { MonthStep } from './simulated-month.ts';
import type { ServiceRequest } from './function-invocation.ts';
import { type LedgerOutcome, readOutcome } from './ledger-outcome.ts';
import { newSimulation, type WaitingMessage, type Simulation } from './simulation.ts';

/** How things stand: what is stored, what waits, what was received. */
export type SiteSnapshot = {
  readonly items: StoredItems;
  readonly waiting: readonly WaitingMessage[];
  readonly billed: readonly string[];
  readonly refused: readonly string[];
};

/** An invocation of the undisturbed run: in which step it came, what it asked for, and how things stood before it. */
export type RecordedInvocation = {
  readonly step: number;
  readonly isFirst: boolean;
  readonly fn: string;
  /** The first message that it was brought, if it was brought any. */
  readonly body: string | undefined;
  readonly requests: readonly ServiceRequest[];
  readonly before: SiteSnapshot;
};

export type UndisturbedRun = {
  readonly invocations: readonly RecordedInvocation[];
  /** How things stood when each step began, and at the end. */
  readonly stood: readonly SiteSnapshot[];
  readonly outcome: LedgerOutcome;
};

const snapshotOf = async (world: Simulation, waiting: readonly WaitingMessage[]): Promise<SiteSnapshot> => ({
  items: await world.site.items(),
  waiting,
  billed: [...world.billed],
  refused: [...world.refused],
});

/** Plays the steps undisturbed, and writes down every invocation. */
export const recordRun = async (
  emulators: SiteEmulators,
  config: Config,
  steps: readonly MonthStep[],
): Promise<UndisturbedRun> => {
  const starts: Omit<RecordedInvocation, 'requests'>[] = [];
  const stood: SiteSnapshot[] = [];
  let step = 0;
  let isFirst = true;
  const world: Simulation = newSimulation(await emulators.site(), {
    config,
    beforeTurn: async () => {
      pending = await snapshotOf(world, await world.waiting());
    },
    watch: async (fn, body) => {
      starts.push({ step, isFirst, fn, body, before: pending ?? (await snapshotOf(world, [])) });
      isFirst = false;
    },
  });
  let pending: SiteSnapshot | undefined;
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
  return { invocations, stood, outcome: await readOutcome(world) };
};
