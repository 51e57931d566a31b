import { conflictsOf, footprintOf } from './conflicts.ts';
import { requestNumbered } from './numbered-requests.ts';
import {
  type Continuation,
  type Future,
  type InvocationState,
  type OpenRequest,
  type Program,
  startedAt,
} from './program.ts';
import { carryOut, type Effect, queueNumbered, type SharedState, withoutFirst } from './shared-state.ts';

/**
 * Something that happens once: an order on the closing queue, or a call of the HTTP API.
 * Each has its instant: the `asOf` of the order, or when the call is made. An order waits five minutes, and a call lasts less than that. So
 * the calls of an earlier instant are over when an order starts.
 */
export type Task = { readonly program: Program; readonly instant: number; readonly kind: 'order' | 'call' };

/** The system that is explored. */
export type Machine = {
  readonly tasks: readonly Task[];
  /** The order that comes when all is over, and is not disturbed. */
  readonly last: Task;
  readonly groups: readonly string[];
  /** The program of the invocation for a message of the work queue. */
  readonly assess: (message: number) => Program;
  /** The requests that the invocations for all messages of a group may make. */
  readonly futureOfGroup: (group: string) => Future;
  /** The clock of the invocations, but for the first try of a call. */
  readonly clock: number;
  readonly preemptions: number;
  readonly crashes: number;
  /** Whether requests that an invocation sends at once are answered in any order, or as they were sent. */
  readonly anyOrder: boolean;
};

/** A task, or the processing of a message group, at a time. */
type Slot =
  | { readonly kind: 'idle' | 'done' }
  | { readonly kind: 'running'; readonly at: InvocationState; readonly tries: number }
  | { readonly kind: 'away'; readonly tries: number };

/** All that decides how things go on. */
export type MachineState = {
  readonly shared: SharedState;
  /** The tasks' slots, then the message groups', then that of the last order. */
  readonly slots: readonly Slot[];
  /** The slot that runs; -1 if its invocation is over. */
  readonly current: number;
  /** Whether the current slot was switched to, and has not decided anything since. */
  readonly fresh: boolean;
  readonly preemptions: number;
  readonly crashes: number;
};

/** One way to go on. */
export type Move = Switch | Answer;
type Switch = { readonly kind: 'start' | 'resume'; readonly slot: number; readonly preempts: boolean };
type Answer = {
  readonly kind: 'answer' | 'crash';
  readonly slot: number;
  readonly open: OpenRequest;
  readonly effect: Effect;
  /** Whether it commutes with all that others may do. */
  readonly local: boolean;
};

const isAnswer = (move: Move): move is Answer => 'open' in move;

const TRIES_MAX = 5;

export const firstState = ({ tasks, groups }: Machine, shared: SharedState): MachineState => ({
  shared,
  slots: Array.from({ length: tasks.length + groups.length + 1 }, () => ({ kind: 'idle' })),
  current: -1,
  fresh: false,
  preemptions: 0,
  crashes: 0,
});

export const keyOfState = ({ shared, slots, current, fresh, preemptions, crashes }: MachineState): string => {
  let key = `${shared.table} ${shared.work} ${shared.billed} ${current} ${fresh ? 1 : 0} ${preemptions} ${crashes}`;
  for (const slot of slots) {
    if (slot.kind === 'running') key += ` ${slot.at.id}.${slot.tries}`;
    else if (slot.kind === 'away') key += ` a${slot.tries}`;
    else key += slot.kind === 'idle' ? ' i' : ' d';
  }
  return key;
};

const groupOf = ({ tasks, groups }: Machine, slot: number): string | undefined =>
  slot < tasks.length ? undefined : groups[slot - tasks.length];

const taskOf = ({ tasks, groups, last }: Machine, slot: number): Task | undefined =>
  slot === tasks.length + groups.length ? last : tasks[slot];

const waitingIn = ({ shared }: MachineState, group: string): readonly number[] =>
  queueNumbered(shared.work).waiting[group] ?? [];

const isOrderOpen = ({ tasks }: Machine, { slots }: MachineState): boolean =>
  tasks.some(({ kind }, slot) => kind === 'order' && slots[slot]?.kind !== 'done');

const isLast = (machine: Machine, slot: number): boolean => taskOf(machine, slot) === machine.last;

/** Whether a slot can start an invocation. */
const canStart = (machine: Machine, state: MachineState, slot: number): boolean => {
  const standing = state.slots[slot];
  if (standing === undefined || standing.kind === 'running' || standing.kind === 'done') return false;
  const group = groupOf(machine, slot);
  if (group !== undefined) return waitingIn(state, group).length > 0;
  if (isLast(machine, slot)) return isOver(machine, state);
  const { instant = 0 } = machine.tasks[slot] ?? {};
  return (
    standing.kind === 'away' || machine.tasks.every((task, i) => !isBefore(task, instant) || isPast(state.slots[i]))
  );
};

const isBefore = ({ kind, instant }: Task, other: number): boolean => kind === 'call' && instant < other;

/** Whether the first try of a call is over. */
const isPast = (slot: Slot | undefined): boolean =>
  slot?.kind === 'done' || slot?.kind === 'away' || (slot?.kind === 'running' && slot.tries > 0);

/** Whether everything is done but for the last order. */
const isOver = (machine: Machine, state: MachineState): boolean =>
  state.slots.every((slot, i) => {
    const group = groupOf(machine, i);
    if (group !== undefined) return slot.kind === 'idle' && waitingIn(state, group).length === 0;
    return isLast(machine, i) || slot.kind === 'done';
  });

/** Whether everything is done. */
export const isEnd = (machine: Machine, state: MachineState): boolean =>
  isOver(machine, state) && state.slots.at(-1)?.kind === 'done';

const programOf = (machine: Machine, state: MachineState, slot: number): Program => {
  const task = taskOf(machine, slot);
  if (task !== undefined) return task.program;
  const [message] = waitingIn(state, groupOf(machine, slot) ?? '');
  if (message === undefined) throw new Error('no message waits');
  return machine.assess(message);
};

/** The requests that a slot may still make. */
const futuresOf = (machine: Machine, state: MachineState, slot: number): readonly Future[] => {
  const standing = state.slots[slot];
  if (standing === undefined || standing.kind === 'done' || isLast(machine, slot)) return NOTHING;
  const mayComeAgain = ({ program }: InvocationState): boolean => state.crashes < machine.crashes || program.mayFail;
  const group = groupOf(machine, slot);
  if (group !== undefined) {
    const waiting = waitingIn(state, group);
    if (waiting.length === 0 && !isOrderOpen(machine, state)) return NOTHING;
    return standing.kind === 'running' &&
      !mayComeAgain(standing.at) &&
      waiting.length === 1 &&
      !isOrderOpen(machine, state)
      ? [standing.at.future]
      : [machine.futureOfGroup(group)];
  }
  if (standing.kind === 'running' && !mayComeAgain(standing.at)) return [standing.at.future];
  return machine.tasks[slot] === undefined ? NOTHING : [machine.tasks[slot].program.root.future];
};

const NOTHING: readonly Future[] = [];

/** Returns an open request that commutes with all requests that others may still make, or undefined. */
const localRequest = (machine: Machine, state: MachineState, at: InvocationState): OpenRequest | undefined => {
  const others: Future[] = [];
  let bits = 0n;
  for (let slot = 0; slot < state.slots.length; slot += 1) {
    if (slot === state.current) continue;
    for (const future of futuresOf(machine, state, slot)) {
      others.push(future);
      bits |= future.bits;
    }
  }
  const local = at.open.find((open) => {
    const conflicts = conflictsOf(footprintOf(open.request));
    return (conflicts & bits) === 0n && !at.open.some((other) => other !== open && conflictsWith(conflicts, other));
  });
  if (local === undefined) return undefined;
  const bit = 1n << BigInt(footprintOf(local.request));
  for (const future of others) if ((future.assumed & bit) === 0n) future.assumed |= bit;
  return local;
};

const conflictsWith = (conflicts: bigint, { request }: OpenRequest): boolean =>
  ((conflicts >> BigInt(footprintOf(request))) & 1n) === 1n;

/** All ways to go on from a state, but for those that others are equivalent to. */
export const movesFrom = (machine: Machine, state: MachineState): Move[] => {
  const { current, slots, fresh, preemptions } = state;
  const running = slots[current];
  if (running === undefined || running.kind !== 'running') return switches(machine, state, false);
  const { at } = running;
  const local = localRequest(machine, state, at);
  if (local !== undefined) return answers(machine, state, local, true);
  const next = machine.anyOrder ? at.open : at.open.slice(0, 1);
  const moves = next.flatMap((open) => answers(machine, state, open, false));
  const canPreempt = !fresh && preemptions < machine.preemptions;
  return canPreempt ? [...moves, ...switches(machine, state, true)] : moves;
};

const switches = (machine: Machine, state: MachineState, preempts: boolean): Move[] =>
  state.slots.flatMap((standing, slot): Move[] => {
    if (slot === state.current) return [];
    if (standing.kind === 'running') return [{ kind: 'resume', slot, preempts }];
    return canStart(machine, state, slot) ? [{ kind: 'start', slot, preempts }] : [];
  });

const answers = (machine: Machine, state: MachineState, open: OpenRequest, local: boolean): Move[] => {
  const { current: slot, shared, crashes } = state;
  const effect = carryOut(shared, open.request, sendsAt(state, slot));
  const { table, work, billed } = effect.shared;
  // Reads change nothing, so a crash between two writes is a crash right after the first.
  const isWrite = table !== shared.table || work !== shared.work || billed !== shared.billed;
  const answer = { kind: 'answer', slot, open, effect, local } as const;
  return [answer, ...(isWrite && crashes < machine.crashes ? [{ ...answer, kind: 'crash' as const }] : [])];
};

/** The effect of a move on a state: `play` needs the state of the invocation that follows. */
export type MachineStep =
  | { readonly kind: 'done'; readonly state: MachineState }
  | {
      readonly kind: 'play';
      readonly from: InvocationState;
      readonly by: Continuation;
      readonly settled: (at: InvocationState) => MachineState;
    };

export const transition = (machine: Machine, state: MachineState, move: Move): MachineStep => {
  const { slot } = move;
  const standing = state.slots[slot];
  if (isAnswer(move)) return answered(machine, state, move);
  if (move.kind === 'resume') {
    const preemptions = state.preemptions + (move.preempts ? 1 : 0);
    return { kind: 'done', state: { ...state, current: slot, fresh: true, preemptions } };
  }
  const tries = standing?.kind === 'away' ? standing.tries : 0;
  const undisturbed = isLast(machine, slot) ? { crashes: machine.crashes, preemptions: machine.preemptions } : {};
  const preemptions = state.preemptions + (move.preempts ? 1 : 0);
  const started = { ...state, preemptions, fresh: true, current: slot, ...undisturbed };
  return {
    kind: 'play',
    from: programOf(machine, state, slot).root,
    by: startedAt(clockOf(machine, slot, tries)),
    settled: (at) => settle(machine, started, slot, at, tries),
  };
};

const answered = (machine: Machine, state: MachineState, move: Answer): MachineStep => {
  const { slot, open, effect, local } = move;
  const { shared, reply } = effect;
  const standing = state.slots[slot];
  if (standing?.kind !== 'running') throw new Error('an answer for nobody');
  if (move.kind === 'crash') {
    const away: Slot = { kind: 'away', tries: standing.tries + 1 };
    const crashed = { ...state, shared, current: -1, fresh: false, crashes: state.crashes + 1 };
    return { kind: 'done', state: withSlot(crashed, slot, away) };
  }
  return {
    kind: 'play',
    from: standing.at,
    by: { place: open.place, reply },
    settled: (at) => settle(machine, { ...state, shared, fresh: state.fresh && local }, slot, at, standing.tries),
  };
};

/** The clock of an invocation: of a call the instant at which it is made, unless it is made again. */
const clockOf = (machine: Machine, slot: number, tries: number): number => {
  const task = taskOf(machine, slot);
  if (task === undefined) return machine.clock;
  return task.kind === 'call' && tries === 0 ? task.instant : Math.max(task.instant, machine.clock);
};

const HOUR_MS = 3_600_000;

/** The time at which the queue counts an invocation's messages. A redelivery is later than the deduplication of its first try. */
const sendsAt = ({ slots }: MachineState, slot: number): number => {
  const standing = slots[slot];
  return standing?.kind === 'running' ? standing.tries * HOUR_MS : 0;
};

const withSlot = (state: MachineState, slot: number, standing: Slot): MachineState => ({
  ...state,
  slots: state.slots.with(slot, standing),
});

/** Lets a slot stand where its invocation stands now, or is over. */
const settle = (
  machine: Machine,
  state: MachineState,
  slot: number,
  at: InvocationState,
  tries: number,
): MachineState => {
  if (at.end === undefined) return withSlot(state, slot, { kind: 'running', at, tries });
  const over = { ...state, current: -1, fresh: false };
  if (!at.end.succeeded) {
    if (tries + 1 >= TRIES_MAX) throw new Error(`${at.program.name} went to the dead letters: ${at.end.text}`);
    return withSlot(over, slot, { kind: 'away', tries: tries + 1 });
  }
  const group = groupOf(machine, slot);
  if (group === undefined) return withSlot(over, slot, { kind: 'done' });
  return withSlot({ ...over, shared: withoutFirst(state.shared, group) }, slot, { kind: 'idle' });
};

/** A move in words. */
export const describeMove = (machine: Machine, state: MachineState, move: Move): string => {
  const { name } = programOf(machine, state, move.slot);
  if (!isAnswer(move)) return `${move.preempts ? 'preempt: ' : ''}${move.kind} ${name}`;
  const { service, operation, body } = requestNumbered(move.open.request);
  return `${name}: ${move.kind} ${service} ${operation} ${body.slice(0, SHOWN)}`;
};

/** How much of a request is shown: its table and its key. */
const SHOWN = 200;
