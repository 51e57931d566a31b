import type { Config } from '../../shared/config/config.ts';
import { instant } from '../support/builders/instant-text.ts';
import type { SiteEmulators, StoredItems } from './simulation-site.ts';
import type { MonthStep } from './simulated-month.ts';
import type { ServiceRequest } from './function-invocation.ts';
import { type LedgerOutcome, readOutcome } from './ledger-outcome.ts';
import { newSimulation, type WaitingMessage, type Simulation } from './simulation.ts';

/** The stored items, the waiting messages, and the received messages at one time. */
export type SiteSnapshot = {
  readonly items: StoredItems;
  readonly waiting: readonly WaitingMessage[];
  readonly billed: readonly string[];
  readonly refused: readonly string[];
};

/** An invocation of the undisturbed run: its step, its requests, and the state before it. */
export type RecordedInvocation = {
  readonly step: number;
  readonly isFirst: boolean;
  readonly fn: string;
  /** The body of its first message, if it had one. */
  readonly body: string | undefined;
  readonly requests: readonly ServiceRequest[];
  readonly before: SiteSnapshot;
};

export type UndisturbedRun = {
  readonly invocations: readonly RecordedInvocation[];
  /** The state at the start of each step and at the end. */
  readonly stood: readonly SiteSnapshot[];
  readonly outcome: LedgerOutcome;
};

const snapshotOf = async (simulation: Simulation, waiting: readonly WaitingMessage[]): Promise<SiteSnapshot> => ({
  items: await simulation.site.items(),
  waiting,
  billed: [...simulation.billed],
  refused: [...simulation.refused],
});

/** Plays the steps without faults and records every invocation. */
export const recordRun = async (
  emulators: SiteEmulators,
  config: Config,
  steps: readonly MonthStep[],
): Promise<UndisturbedRun> => {
  const starts: Omit<RecordedInvocation, 'requests'>[] = [];
  const stood: SiteSnapshot[] = [];
  let step = 0;
  let isFirst = true;
  const simulation: Simulation = newSimulation(await emulators.site(), {
    config,
    beforeTurn: async () => {
      pending = await snapshotOf(simulation, await simulation.waiting());
    },
    watch: async (fn, body) => {
      starts.push({ step, isFirst, fn, body, before: pending ?? (await snapshotOf(simulation, [])) });
      isFirst = false;
    },
  });
  let pending: SiteSnapshot | undefined;
  for (const { at: time, act } of steps) {
    stood.push(await snapshotOf(simulation, []));
    isFirst = true;
    pending = undefined;
    simulation.setClock(instant(time));
    await act(simulation);
    await simulation.pump();
    step += 1;
  }
  stood.push(await snapshotOf(simulation, []));
  const invocations = starts.map((start, i) => ({ ...start, requests: simulation.invocations[i]?.requests ?? [] }));
  return { invocations, stood, outcome: await readOutcome(simulation) };
};
