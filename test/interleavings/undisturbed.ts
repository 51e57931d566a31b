import type { Task } from './machine.ts';
import { playState, startedAt } from './program.ts';
import { carryOut, type SharedState } from './shared-state.ts';

/** Returns what is shared after tasks that run one after the other, each at its instant. */
export const endOf = async (shared: SharedState, tasks: readonly Task[]): Promise<SharedState> => {
  let standing = shared;
  for (const { program, instant: now } of tasks) {
    let state = await playState(program.root, startedAt(now));
    for (let [open] = state.open; open !== undefined; [open] = state.open) {
      const effect = carryOut(standing, open.request, now);
      standing = effect.shared;
      state = await playState(state, { place: open.place, reply: effect.reply });
    }
    if (state.end?.succeeded !== true) throw new Error(`${program.name} failed: ${state.end?.text}`);
  }
  return standing;
};
