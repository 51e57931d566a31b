import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Transition } from './alarm-history.ts';
import { endOfSecond } from './cloudwatch-event.ts';

type MonitorState = FactOf<'monitor-state'>;

/** Far more than CloudWatch's clocks differ, and far less than the 10 s between evaluations of the fastest alarm. */
const CLOCK_DIFFERENCE_MS_MAX = 1000;

const isSame = (a: MonitorState, b: MonitorState): boolean =>
  a.state === b.state && Math.abs(a.at - b.at) <= CLOCK_DIFFERENCE_MS_MAX;

/**
 * Returns the reported states of which no event arrived.
 * Each known state matches one reported state: by its id, else by the same state within a second.
 * So timestamps that differ by milliseconds add no fact, and two changes within a second are both found.
 * `known` includes retracted facts: a person retracts a transition, not one of its timestamps.
 */
export const missingTransitions = (
  reported: readonly MonitorState[],
  known: readonly MonitorState[],
): MonitorState[] => {
  const ids = new Set(known.map(({ id }) => id));
  const reportedIds = new Set(reported.map(({ id }) => id));
  const spare = new Set(known.filter(({ id }) => !reportedIds.has(id)));
  return reported.filter((fact) => {
    if (ids.has(fact.id)) return false;
    const twin = [...spare].find((other) => isSame(other, fact));
    if (twin !== undefined) spare.delete(twin);
    return twin === undefined;
  });
};

/** A deletion by its event, at the end of its second, and the history's item with its millisecond. */
export type MovedDeletion<D> = { readonly event: MonitorState; readonly history: D };

/**
 * Returns the deletions after which a new alarm changed state in the same second: their event has a wrong effect.
 * The instant in the history then replaces the end of the second.
 */
export const movedDeletions = <D extends { readonly fact: MonitorState }>(
  deletions: readonly D[],
  states: readonly MonitorState[],
): MovedDeletion<D>[] =>
  deletions.flatMap((history) => {
    const { at } = history.fact;
    const end = endOfSecond(at);
    const event = states.find((state) => state.state === 'DELETED' && state.at === end && end !== at);
    const isFollowed = states.some((state) => state.state !== 'DELETED' && state.at > at && state.at <= end);
    return event === undefined || !isFollowed ? [] : [{ event, history }];
  });

/** A gap in an alarm's history. `entered`: the last known state before it; `left`: the state after it. */
export type HistoryGap = { readonly at: Instant; readonly entered: string; readonly left: string };

/**
 * Returns the gaps of an alarm's history: places where it left a state that it was not seen to enter.
 * Each transition must leave the last known state, and the current state must be the last known one.
 * Without a known state before, only a transition from ALARM is a gap. A state after DELETED belongs to a new alarm.
 */
export const historyGaps = (
  transitions: readonly Transition[],
  known: readonly MonitorState[],
  now: MonitorState | undefined,
): HistoryGap[] => {
  const states = [...known, ...transitions.map(({ fact }) => fact)].toSorted((a, b) => a.at - b.at);
  const gapAt = (at: Instant, left: string, before: MonitorState | undefined): HistoryGap[] => {
    if (before === undefined) return left === 'ALARM' ? [{ at, entered: 'nothing known', left }] : [];
    return before.state === 'DELETED' || before.state === left ? [] : [{ at, entered: before.state, left }];
  };
  const ofHistory = transitions.flatMap(({ from, fact }) =>
    gapAt(
      fact.at,
      from,
      states.findLast((state) => state.at < fact.at && !isSame(state, fact)),
    ),
  );
  const last = now && states.findLast(({ at }) => at <= now.at + CLOCK_DIFFERENCE_MS_MAX);
  return [...ofHistory, ...(now === undefined || last === undefined ? [] : gapAt(now.at, now.state, last))];
};
