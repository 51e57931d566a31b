import {
  describeMove,
  isEnd,
  keyOfState,
  type Machine,
  type MachineState,
  type Move,
  movesFrom,
  transition,
} from './machine.ts';
import { countLessons, knownState, playState } from './program.ts';
import type { SharedState } from './shared-state.ts';

/** The result of an exploration. */
export type Exploration = {
  /** The number of interleavings within the bound, without those that are equivalent to another. */
  readonly interleavings: number;
  /** The number of states at which they branch, and the number of different ends. */
  readonly states: number;
  readonly ends: number;
  /** The number of explorations until no new request of a handler changed a decision. */
  readonly rounds: number;
  /** The first errors at an end, each with the moves that lead there. */
  readonly failures: readonly ExploredFailure[];
};

type ExploredFailure = { readonly wrong: readonly string[]; readonly moves: readonly string[] };

/** Explores all interleavings from a state, and checks each end. */
export const explore = async (
  machine: Machine,
  first: MachineState,
  check: (end: SharedState) => readonly string[],
): Promise<Exploration> => {
  const ends = new Map<string, readonly string[]>();
  for (let rounds = 1; ; rounds += 1) {
    const lessons = countLessons();
    const round = await exploreOnce(machine, first, check, ends);
    if (round.failures.length > 0 || countLessons() === lessons) return { ...round, rounds };
  }
};

type Frame = {
  readonly key: string;
  readonly state: MachineState;
  readonly moves: readonly Move[];
  next: number;
  paths: number;
};

const FAILURES_MAX = 3;

const exploreOnce = async (
  machine: Machine,
  first: MachineState,
  check: (end: SharedState) => readonly string[],
  ends: Map<string, readonly string[]>,
): Promise<Omit<Exploration, 'rounds'>> => {
  const paths = new Map<string, number>();
  const failures: ExploredFailure[] = [];
  const stack: Frame[] = [];
  const enter = (state: MachineState, moves: readonly Move[], key: string): void => {
    const frame: Frame = { key, state, moves, next: 0, paths: 0 };
    stack.push(frame);
    if (moves.length > 0) return;
    frame.paths = 1;
    const { table, billed } = state.shared;
    const wrong =
      ends.get(`${table} ${billed}`) ?? (isEnd(machine, state) ? check(state.shared) : ['it does not go on']);
    ends.set(`${table} ${billed}`, wrong);
    if (wrong.length > 0) failures.push({ wrong, moves: told(machine, stack) });
  };
  enter(first, movesFrom(machine, first), keyOfState(first));
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const move = frame.moves[frame.next];
    if (move === undefined || failures.length >= FAILURES_MAX) {
      paths.set(frame.key, frame.paths);
      stack.pop();
      const before = stack.at(-1);
      if (before !== undefined) before.paths += frame.paths;
      continue;
    }
    frame.next += 1;
    const { state } = frame;
    let after = await follow(machine, state, move);
    let moves = movesIn(machine, after);
    // A state with one move needs no frame.
    for (let [only, other] = moves; only !== undefined && other === undefined; [only, other] = moves) {
      const step = follow(machine, after, only);
      after = step instanceof Promise ? await step : step;
      moves = movesIn(machine, after);
    }
    const key = keyOfState(after);
    const known = paths.get(key);
    if (known === undefined) enter(after, moves, key);
    else frame.paths += known;
  }
  return { interleavings: paths.get(keyOfState(first)) ?? 0, states: paths.size, ends: ends.size, failures };
};

const movesIn = (machine: Machine, state: MachineState): readonly Move[] =>
  isEnd(machine, state) ? [] : movesFrom(machine, state);

/** The state that a move leads to; a promise of it, if a handler has to be played for that. */
const follow = (machine: Machine, state: MachineState, move: Move): MachineState | Promise<MachineState> => {
  const step = transition(machine, state, move);
  if (step.kind === 'done') return step.state;
  const known = knownState(step.from, step.by);
  return known === undefined ? playState(step.from, step.by).then(step.settled) : step.settled(known);
};

const told = (machine: Machine, stack: readonly Frame[]): string[] =>
  stack.flatMap(({ state, moves, next }) => {
    const move = moves[next - 1];
    return move === undefined ? [] : [describeMove(machine, state, move)];
  });
