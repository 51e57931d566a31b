import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { keywordField } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { alarmState } from './cloudwatch-event.ts';

type MonitorState = FactOf<'monitor-state'>;

const state = keywordField(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
type State = z.output<typeof state>;

/** That an alarm went from one state into another, as its history tells; the fact is the one that its event would have made. */
export type Transition = { readonly from: State; readonly fact: MonitorState };

const historyItem = z.object({
  Timestamp: z.date(),
  HistorySummary: z.optional(z.string()),
  HistoryData: z.optional(z.string()),
  // An item about one time series that the alarm watches: the alarm's own state has items of its own.
  AlarmContributorId: z.optional(z.never()),
});

const historyData = z.object({
  oldState: z.object({ stateValue: state }),
  newState: z.object({ stateValue: state, stateReasonData: z.optional(z.unknown()) }),
});

const SUMMARY = /^Alarm updated from (\w+) to (\w+)/;

/**
 * Reads an item of an alarm's history, of the type StateUpdate. Its `Timestamp` is the `state.timestamp` of the event, so the
 * fact's id is the event's too. CloudWatch cuts `HistoryData` at 4,095 characters: where they cannot be read, the summary says
 * from what to what. Undefined for an item that tells neither; the chain of states then has a hole.
 */
export const transitionOf = (monitor: string, item: unknown): Transition | undefined => {
  const { data: read } = z.safeParse(historyItem, item);
  if (read === undefined) return undefined;
  const at = read.Timestamp.getTime();
  const { data } = z.safeParse(historyData, json(read.HistoryData));
  if (data !== undefined) {
    const { stateValue, stateReasonData } = data.newState;
    const fact = alarmState(monitor, stateValue, at, written(stateReasonData));
    return { from: data.oldState.stateValue, fact };
  }
  const [, before, after] = SUMMARY.exec(read.HistorySummary ?? '') ?? [];
  const [from, to] = [z.safeParse(state, before).data, z.safeParse(state, after).data];
  return from === undefined || to === undefined ? undefined : { from, fact: alarmState(monitor, to, at, undefined) };
};

const DELETED = /^Alarm .* deleted$/s;

/** Reads an item of an alarm's history, of the type ConfigurationUpdate: that it was deleted, or undefined. */
export const deletionOf = (monitor: string, item: unknown): MonitorState | undefined => {
  const { data: read } = z.safeParse(historyItem, item);
  if (read === undefined) return undefined;
  const { data } = z.safeParse(z.object({ type: z.string() }), json(read.HistoryData));
  const isDeletion = data === undefined ? DELETED.test(read.HistorySummary ?? '') : data.type === 'Delete';
  return isDeletion ? alarmState(monitor, 'DELETED', read.Timestamp.getTime(), undefined) : undefined;
};

/** An alarm as CloudWatch describes it now. */
export type Present = {
  readonly name: string;
  /** What it is in, as its event said or would have said; undefined where CloudWatch does not tell since when. */
  readonly fact: MonitorState | undefined;
  /** When its configuration was last changed, or the alarm created. */
  readonly configuredAt: Instant | undefined;
};

const description = z.object({
  AlarmName: z.string(),
  StateValue: z.optional(state),
  StateReasonData: z.optional(z.string()),
  StateTransitionedTimestamp: z.optional(z.date()),
  StateUpdatedTimestamp: z.optional(z.date()),
  AlarmConfigurationUpdatedTimestamp: z.optional(z.date()),
});

/**
 * Reads the description of an alarm of any type. It has been in its state since `StateTransitionedTimestamp`; an alarm older than
 * that field has `StateUpdatedTimestamp` alone, which is not before it. Undefined for what is no description.
 */
export const presentOf = (monitor: string, described: unknown): Present | undefined => {
  const { data: read } = z.safeParse(description, described);
  if (read === undefined) return undefined;
  const since = read.StateTransitionedTimestamp ?? read.StateUpdatedTimestamp;
  // Reason data are those of the last update, not of the transition, unless the one was the other.
  const isLast = since?.getTime() === read.StateUpdatedTimestamp?.getTime();
  return {
    name: read.AlarmName,
    fact:
      since === undefined || read.StateValue === undefined
        ? undefined
        : alarmState(monitor, read.StateValue, since.getTime(), isLast ? read.StateReasonData : undefined),
    configuredAt: read.AlarmConfigurationUpdatedTimestamp?.getTime(),
  };
};

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** Reason data are JSON inside the event, and an object inside the history. */
const written = (data: unknown): unknown => (typeof data === 'object' ? JSON.stringify(data) : data);
