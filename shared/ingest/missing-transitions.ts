import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Transition } from './alarm-history.ts';

type MonitorState = FactOf<'monitor-state'>;

/** Far above any difference between two clocks of CloudWatch's; far below the 10 s between two evaluations of the fastest alarm. */
const SAME_WITHIN_MS = 1000;

const isSame = (a: MonitorState, b: MonitorState): boolean =>
  a.state === b.state && Math.abs(a.at - b.at) <= SAME_WITHIN_MS;

/**
 * Those of `told` that are not among `known`: the states of which no event arrived. Each known state answers for one told, first
 * by its id, then by the same state within a second; so that a history whose timestamps differ from the events' by some
 * milliseconds tells nothing twice, and an alarm set by hand back and forth within a second loses nothing.
 * `known` includes what was retracted: a person who took a state back meant the transition, not one of its timestamps.
 */
export const missingTransitions = (told: readonly MonitorState[], known: readonly MonitorState[]): MonitorState[] => {
  const ids = new Set(known.map(({ id }) => id));
  const toldIds = new Set(told.map(({ id }) => id));
  const spare = new Set(known.filter(({ id }) => !toldIds.has(id)));
  return told.filter((fact) => {
    if (ids.has(fact.id)) return false;
    const twin = [...spare].find((other) => isSame(other, fact));
    if (twin !== undefined) spare.delete(twin);
    return twin === undefined;
  });
};

/** A place where a chain of states does not hold together. `entered`: the last state known before; `left`: what it was by then. */
export type HistoryGap = { readonly at: Instant; readonly entered: string; readonly left: string };

/**
 * Where an alarm left a state that it was never seen to enter: each transition must leave what was last known, from an event or
 * from the history; and it must now be in what was last known. Where nothing was known before, only an alarm that rang already
 * is a hole. What comes after `DELETED` is a new alarm's.
 */
export const historyGaps = (
  transitions: readonly Transition[],
  known: readonly MonitorState[],
  now: MonitorState | undefined,
): HistoryGap[] => {
  const states = [...known, ...transitions.map(({ fact }) => fact)].toSorted((a, b) => a.at - b.at);
  const holeAt = (at: Instant, left: string, before: MonitorState | undefined): HistoryGap[] => {
    if (before === undefined) return left === 'ALARM' ? [{ at, entered: 'nothing known', left }] : [];
    return before.state === 'DELETED' || before.state === left ? [] : [{ at, entered: before.state, left }];
  };
  const ofHistory = transitions.flatMap(({ from, fact }) =>
    holeAt(
      fact.at,
      from,
      states.findLast((state) => state.at < fact.at && !isSame(state, fact)),
    ),
  );
  const last = now && states.findLast(({ at }) => at <= now.at + SAME_WITHIN_MS);
  return [...ofHistory, ...(now === undefined || last === undefined ? [] : holeAt(now.at, now.state, last))];
};
