import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ofKind } from '../../shared/domain/facts/effective-facts.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { historyGaps, missingTransitions } from '../../shared/ingest/missing-transitions.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import { type DataQualityIssue, keepDataQualityIssue, keepAlarmPoll } from '../../shared/persistence/source-health.ts';
import { keepPayload } from '../../shared/persistence/payload-store.ts';
import { loadSharedFacts } from '../../shared/persistence/shared-facts.ts';
import { countRecordedFact } from '../../shared/ingest/count-recorded-fact.ts';
import type { ReconcileContext } from './handler.ts';
import { readAlarm, type ReadAlarmResult } from './read-alarm.ts';

const DAY = 24 * 3_600_000;

/** As long as CloudWatch keeps an alarm's history. */
const KEPT_MS = 30 * DAY;

/** An event on its way gets there first; what is younger is left to the next reading. */
const SETTLE_MS = 10 * 60_000;

type Context = Pick<ReconcileContext, 'table' | 'telemetry' | 'clock'>;

/**
 * Compares what CloudWatch tells of an alarm with what arrived: records the transitions that never did, and the state that it is
 * in, under the ids that their events would have had; and keeps what a person should see. `described` is undefined for an alarm
 * that does not exist.
 */
export const reconcileAlarm = async (
  context: Context,
  client: CloudWatchClient,
  monitor: string,
  described: unknown,
): Promise<void> => {
  const { table, clock } = context;
  const now = clock();
  const range = { from: now - KEPT_MS, to: now - SETTLE_MS };
  const { transitions, deletions, present } = await readAlarm(client, monitor, described, range);
  const settled = present?.fact !== undefined && present.fact.at <= range.to ? present.fact : undefined;

  const subjects = { monitors: [monitor], providerComponents: [], components: [] };
  const from = Math.min(range.from, settled?.at ?? now);
  const known = ofKind(await loadSharedFacts(table, subjects, { from, to: now }, now), 'monitor-state');
  const history: ReadAlarmResult[] = [...transitions, ...deletions];
  const told = history.map(({ fact }) => fact);
  const lost = new Set(missingTransitions(told, known));
  const isNews = settled !== undefined && missingTransitions([settled], [...known, ...told]).length > 0;
  await recordTold(context, monitor, [
    ...history.filter(({ fact }) => lost.has(fact)),
    ...(isNews ? [{ fact: settled, source: described }] : []),
  ]);

  const findings = [
    ...historyGaps(transitions, [...known, ...deletions.map(({ fact }) => fact)], settled).map((hole) => ({
      kind: 'alarm-history-hole',
      subject: monitor,
      at: hole.at,
      note: `was ${hole.left} at ${formatInstant(hole.at)}, known before: ${hole.entered}`,
    })),
    ...(described === undefined ? [missing(monitor, now)] : []),
    ...(present?.configuredAt === undefined ? [] : [changed(monitor, present.configuredAt)]),
  ];
  for (const finding of findings) await keepDataQualityIssue(table, finding, now);
  await keepAlarmPoll(table, monitor, now);
};

/** Records what no event told, each with the piece of history that did. */
const recordTold = async (
  { table, telemetry, clock }: Context,
  alarm: string,
  lost: readonly ReadAlarmResult[],
): Promise<void> => {
  const by = 'reconcile-alarms';
  for (const { fact, source } of lost) {
    const now = clock();
    const body = JSON.stringify({ alarm, source });
    const payload = await keepPayload(table, { door: 'alarm-history', body, receivedAt: now, by });
    const recording = await recordFact(table, { fact: { ...fact, recordedAt: now }, payload, by });
    countRecordedFact(telemetry, recording);
    if (recording.outcome === 'recorded') telemetry.count('TransitionsRecovered');
  }
};

/** Found anew each day, and once a day. */
const missing = (subject: string, now: Instant): DataQualityIssue => ({
  kind: 'alarm-missing',
  subject,
  at: now - (now % DAY),
  note: 'CloudWatch knows no such alarm',
});

const changed = (subject: string, at: Instant): DataQualityIssue => ({
  kind: 'alarm-changed',
  subject,
  at,
  note: `created or changed at ${formatInstant(at)}`,
});
