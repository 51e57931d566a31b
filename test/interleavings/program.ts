import { AsyncLocalStorage } from 'node:async_hooks';
import { conflictsOf, footprintOf } from './conflicts.ts';
import { type IncomingReply, type OutgoingRequest, replyNumbered, requestNumber } from './numbered-requests.ts';

/**
 * The invocations of the real handlers, as trees of what they did. A handler is a function of its event, of the clock and of the answers to
 * its requests. So each sequence of answers is played to it once, and the tree keeps the requests that follow.
 */

/** The end of an invocation: its message is done, or comes again. */
export type InvocationEnd = { readonly succeeded: boolean; readonly text: string };

/** A request that has no answer yet: its place among those of the invocation, and its number. */
export type OpenRequest = { readonly place: number; readonly request: number };

/** A state of an invocation. Invocations with the same answers so far are in the same state. */
export type InvocationState = {
  readonly id: number;
  readonly program: Program;
  readonly parent: InvocationState | undefined;
  /** The answer that led here, as a key of the parent's `next`. */
  readonly via: string;
  readonly open: readonly OpenRequest[];
  readonly end: InvocationEnd | undefined;
  readonly next: Map<string, InvocationState>;
  readonly future: Future;
};

/** The requests that may follow a state, as far as they are known. Both sets grow. */
export type Future = {
  /** The footprints of the requests that may follow, as a set of bits by their numbers. */
  bits: bigint;
  /** The footprints of the requests of others that were answered at once, since they commute with all that may follow. */
  assumed: bigint;
};

/** Runs a handler with an event. */
type Code = () => Promise<InvocationEnd>;

/** One kind of invocation: a handler with its event. `among`: the requests of several programs together. */
export type Program = {
  readonly name: string;
  readonly code: Code;
  readonly root: InvocationState;
  readonly among: Future | undefined;
  /** Whether an invocation of it has failed, so that it comes again. */
  mayFail: boolean;
};

export const newFuture = (): Future => ({ bits: 0n, assumed: 0n });

type Waiting = { readonly request: number; readonly reply: (reply: IncomingReply) => void };

/** A handler that runs now, and stands at a state. */
type Live = {
  now: number;
  places: number;
  readonly waiting: Map<number, Waiting>;
  end: InvocationEnd | undefined;
};

const running = new AsyncLocalStorage<Live>();
const live = (): Live => {
  const store = running.getStore();
  if (store === undefined) throw new Error('a request outside of an invocation');
  return store;
};

/** Sends a request of the invocation that runs now, and waits for the scheduler to answer it. */
export const sendScheduled = (request: OutgoingRequest): Promise<IncomingReply> => {
  const { waiting, places } = live();
  live().places += 1;
  return new Promise((reply) => void waiting.set(places, { request: requestNumber(request), reply }));
};

/** The clock of the invocation that runs now. */
export const scheduledClock = (): number => {
  return live().now;
};

let states = 0;
let played = 0;
/** How many states of invocations are known, and how often a handler was run for them. */
export const countPlayed = (): { readonly states: number; readonly invocations: number } => ({
  states,
  invocations: played,
});

/** Handlers that stand at a state and can go on from there, the latest last. */
const parked = new Map<InvocationState, Live>();
const PARKED_MAX = 200;

export const handlerProgram = (name: string, code: Code, among?: Future): Program => {
  const root: InvocationState = {
    id: (states += 1),
    get program() {
      return program;
    },
    parent: undefined,
    via: '',
    open: [],
    end: undefined,
    next: new Map(),
    future: newFuture(),
  };
  const program: Program = { name, code, root, among, mayFail: false };
  return program;
};

/** The input by which an invocation continues: its start at an instant, or the answer to one of its requests. */
export type Continuation = { readonly place: number; readonly reply: number };

const keyOf = ({ place, reply }: Continuation): string => `${place}|${reply}`;
const START = -1;
export const startedAt = (now: number): Continuation => ({ place: START, reply: now });

/** The state that follows, if it is known. */
export const knownState = (from: InvocationState, by: Continuation): InvocationState | undefined =>
  from.next.get(keyOf(by));

/** Plays the handler on to the state that follows. */
export const playState = async (from: InvocationState, by: Continuation): Promise<InvocationState> => {
  const known = knownState(from, by);
  if (known !== undefined) return known;
  const handler = parked.get(from) ?? (await replay(from));
  parked.delete(from);
  await advance(from.program, handler, by);
  const state: InvocationState = {
    id: (states += 1),
    program: from.program,
    parent: from,
    via: keyOf(by),
    open: openOf(handler),
    end: handler.end,
    next: new Map(),
    future: newFuture(),
  };
  from.next.set(keyOf(by), state);
  learn(state);
  if (state.end === undefined) park(state, handler);
  return state;
};

let lessons = 0;
/** The number of new requests that do not commute with one that was answered at once. */
export const countLessons = (): number => lessons;

/** Adds the requests of a new state to those that may follow the states before it. */
const learn = (state: InvocationState): void => {
  const footprints = [...new Set(state.open.map(({ request }) => footprintOf(request)))];
  for (let at: InvocationState | undefined = state; at !== undefined; at = at.parent)
    for (const footprint of footprints) add(at.future, footprint);
  const { among, mayFail } = state.program;
  if (state.end?.succeeded === false && !mayFail) {
    state.program.mayFail = true;
    lessons += 1;
  }
  if (among !== undefined) for (const footprint of footprints) add(among, footprint);
};

const add = (future: Future, footprint: number): void => {
  const bit = 1n << BigInt(footprint);
  if ((future.bits & bit) !== 0n) return;
  future.bits |= bit;
  if ((future.assumed & conflictsOf(footprint)) !== 0n) lessons += 1;
};

const park = (state: InvocationState, handler: Live): void => {
  parked.set(state, handler);
  const [oldest] = parked.keys();
  if (parked.size > PARKED_MAX && oldest !== undefined) parked.delete(oldest);
};

const openOf = ({ waiting }: Live): OpenRequest[] =>
  [...waiting].map(([place, { request }]) => ({ place, request })).toSorted((a, b) => a.place - b.place);

/** Runs a handler from its start to a known state, and checks that it does again what it did. */
const replay = async (to: InvocationState): Promise<Live> => {
  const path: InvocationState[] = [];
  for (let at: InvocationState | undefined = to; at?.parent !== undefined; at = at.parent) path.unshift(at);
  const handler: Live = { now: 0, places: 0, waiting: new Map(), end: undefined };
  for (const state of path) {
    const [place = 0, reply = 0] = state.via.split('|').map(Number);
    await advance(to.program, handler, { place, reply });
    if (JSON.stringify(openOf(handler)) !== JSON.stringify(state.open))
      throw new Error(`${to.program.name} did something else after the same answers`);
  }
  return handler;
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const TURNS_MAX = 500;

/** Passes an answer to a handler, and waits until it waits for others or ends. */
const advance = async ({ name, code }: Program, handler: Live, { place, reply }: Continuation): Promise<void> => {
  if (place === START) {
    played += 1;
    handler.now = reply;
    void running.run(handler, async () => {
      handler.end = await code().catch((error: unknown) => ({ succeeded: false, text: String(error) }));
    });
  } else {
    const request = handler.waiting.get(place);
    const answer = replyNumbered(reply);
    if (request === undefined) throw new Error(`${name} does not wait for ${place}`);
    handler.waiting.delete(place);
    request.reply(answer);
  }
  for (let turns = 0; turns < TURNS_MAX; turns += 1) {
    await turn();
    if (handler.end !== undefined || handler.waiting.size > 0) return;
  }
  throw new Error(`${name} neither ends nor waits for an answer`);
};
