import type { Task } from './machine.ts';
import { playState, startedAt } from './program.ts';
import { carryOut, type SharedState } from './shared-state.ts';

/** Returns what is shared after tasks that run one after the other, undisturbed, a minute apart. */
export const endOf = async (shared: SharedState, tasks: readonly Task[], start: number): Promise<SharedState> => {
  let standing = shared;
  let now = start;
  for (const { program } of tasks) {
    let state = await playState(program.root, startedAt(now));
    for (let [open] = state.open; open !== undefined; [open] = state.open) {
      const effect = carryOut(standing, open.request, now);
      standing = effect.shared;
      state = await playState(state, { place: open.place, reply: effect.reply, now });
    }
    if (state.end?.succeeded !== true) throw new Error(`${program.name} failed: ${state.end?.text}`);
    now += 60_000;
  }
  return standing;
};
