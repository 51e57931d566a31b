import type { Telemetry } from '../config/telemetry-names.ts';
import type { FactOf } from '../domain/facts/facts.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { reconcileFacts } from '../persistence/reconcile-facts.ts';
import { recordFact } from '../persistence/record-fact.ts';
import type { DataQualityIssue } from '../persistence/source-health.ts';
import type { Transition } from './alarm-history.ts';
import { countRecordedFact } from './count-recorded-fact.ts';
import type { HistoryGap, MovedDeletion } from './missing-transitions.ts';

/** A state of an alarm, and the history item or the description that contains it. */
export type AlarmState = { readonly fact: FactOf<'monitor-state'>; readonly source: unknown };

/** An alarm's history, oldest first. */
export type AlarmReport = {
  readonly transitions: readonly (Transition & AlarmState)[];
  readonly deletions: readonly AlarmState[];
};

/** `by`: the source that is stored with each fact. */
type RecordingContext = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
  readonly by: string;
};

/** Records states whose events did not arrive, each with the history item that contains it. */
export const recordAlarmStates = async (
  { table, telemetry, clock, by }: RecordingContext,
  alarm: string,
  states: readonly AlarmState[],
): Promise<void> => {
  for (const { fact, source } of states) {
    const now = clock();
    const body = JSON.stringify({ alarm, source });
    const payload = await keepPayload(table, { door: 'alarm-history', body, receivedAt: now, by });
    const recording = await recordFact(table, { fact: { ...fact, recordedAt: now }, payload, by });
    countRecordedFact(telemetry, recording);
    if (recording.outcome === 'recorded') telemetry.count('TransitionsRecovered');
  }
};

export const MOVED_DELETION = "the alarm's history has the instant of the deletion";

/** Records deletions at the instants in the history, and retracts those at the ends of their seconds. */
export const moveDeletions = async (
  { table, clock, by }: RecordingContext,
  alarm: string,
  moved: readonly MovedDeletion<AlarmState>[],
): Promise<void> => {
  for (const { event, history } of moved) {
    const now = clock();
    const body = JSON.stringify({ alarm, source: history.source });
    const payload = await keepPayload(table, { door: 'alarm-history', body, receivedAt: now, by });
    const origin = { recordedAt: now, reason: MOVED_DELETION, payload, by };
    await reconcileFacts(table, { stand: [history.fact], fall: [event] }, origin);
  }
};

/** Returns a gap of an alarm's history as a data-quality issue. */
export const gapIssue = (subject: string, { at, entered, left }: HistoryGap): DataQualityIssue => ({
  kind: 'alarm-history-hole',
  subject,
  at,
  note: `was ${left} at ${formatInstant(at)}, known before: ${entered}`,
});
