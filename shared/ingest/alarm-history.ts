import * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import { keywordField } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { tryParseJson } from '../lib/parse-json.ts';
import { alarmStateFact } from './cloudwatch-event.ts';

type MonitorState = FactOf<'monitor-state'>;

const state = keywordField(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
type State = z.output<typeof state>;

/** A state change in an alarm's history, and the fact that its event would have made. */
export type Transition = { readonly from: State; readonly fact: MonitorState };

const historyItem = z.object({
  Timestamp: z.date(),
  HistorySummary: z.optional(z.string()),
  HistoryData: z.optional(z.string()),
  // Present in items about one time series of an alarm. The state of the alarm itself has separate items.
  AlarmContributorId: z.optional(z.never()),
});

const historyData = z.object({
  oldState: z.object({ stateValue: state }),
  newState: z.object({ stateValue: state, stateReasonData: z.optional(z.unknown()) }),
});

const SUMMARY = /^Alarm updated from (\w+) to (\w+)/;

/**
 * Parses an item of the type StateUpdate of an alarm's history.
 * Its `Timestamp` is the event's `state.timestamp`, so the fact has the same id as the event's fact.
 * CloudWatch truncates `HistoryData` at 4,095 characters; then the summary contains both states.
 * Returns undefined for an item without states; the history then has a gap.
 */
export const parseTransition = (monitor: string, item: unknown): Transition | undefined => {
  const { data: parsed } = z.safeParse(historyItem, item);
  if (parsed === undefined) return undefined;
  const at = parsed.Timestamp.getTime();
  const { data } = z.safeParse(historyData, tryParseJson(parsed.HistoryData));
  if (data !== undefined) {
    const { stateValue, stateReasonData } = data.newState;
    const fact = alarmStateFact(monitor, stateValue, at, asText(stateReasonData));
    return { from: data.oldState.stateValue, fact };
  }
  const [, before, after] = SUMMARY.exec(parsed.HistorySummary ?? '') ?? [];
  const [from, to] = [z.safeParse(state, before).data, z.safeParse(state, after).data];
  return from === undefined || to === undefined
    ? undefined
    : { from, fact: alarmStateFact(monitor, to, at, undefined) };
};

const DELETED = /^Alarm .* deleted$/s;

/** Parses an item of the type ConfigurationUpdate of an alarm's history; undefined unless the alarm was deleted. */
export const parseDeletion = (monitor: string, item: unknown): MonitorState | undefined => {
  const { data: parsed } = z.safeParse(historyItem, item);
  if (parsed === undefined) return undefined;
  const { data } = z.safeParse(z.object({ type: z.string() }), tryParseJson(parsed.HistoryData));
  const isDeletion = data === undefined ? DELETED.test(parsed.HistorySummary ?? '') : data.type === 'Delete';
  return isDeletion ? alarmStateFact(monitor, 'DELETED', parsed.Timestamp.getTime(), undefined) : undefined;
};

/** An alarm as CloudWatch currently describes it. */
export type AlarmDescription = {
  readonly name: string;
  /** The fact of its current state; undefined if CloudWatch does not report since when. */
  readonly fact: MonitorState | undefined;
  /** The creation of the alarm, or the last change of its configuration. */
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
 * Parses the description of an alarm of any type; undefined for other input.
 * The alarm has had its state since `StateTransitionedTimestamp`.
 * Alarms older than that field have only `StateUpdatedTimestamp`, which is never earlier.
 */
export const parseAlarmDescription = (monitor: string, described: unknown): AlarmDescription | undefined => {
  const { data: parsed } = z.safeParse(description, described);
  if (parsed === undefined) return undefined;
  const since = parsed.StateTransitionedTimestamp ?? parsed.StateUpdatedTimestamp;
  // Reason data belong to the last update, which may be later than the transition.
  const isLast = since?.getTime() === parsed.StateUpdatedTimestamp?.getTime();
  return {
    name: parsed.AlarmName,
    fact:
      since === undefined || parsed.StateValue === undefined
        ? undefined
        : alarmStateFact(monitor, parsed.StateValue, since.getTime(), isLast ? parsed.StateReasonData : undefined),
    configuredAt: parsed.AlarmConfigurationUpdatedTimestamp?.getTime(),
  };
};

/** Reason data are JSON text in an event, and an object in the history. */
const asText = (data: unknown): unknown => (typeof data === 'object' ? JSON.stringify(data) : data);
