import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { alarmArn, alarmsOf } from '../../shared/config/sources.ts';
import { ofKind } from '../../shared/domain/facts/effective-facts.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { parseAlarmDescription } from '../../shared/ingest/alarm-history.ts';
import { historyGaps, movedDeletions, missingTransitions } from '../../shared/ingest/missing-transitions.ts';
import {
  type AlarmState,
  gapIssue,
  moveDeletions,
  recordAlarmStates,
} from '../../shared/ingest/record-alarm-states.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/lib/time-units.ts';
import { keepAlarmPoll, type DataQualityIssue, keepDataQualityIssue } from '../../shared/persistence/source-health.ts';
import { loadSharedFacts } from '../../shared/persistence/shared-facts.ts';
import type { ReconcileContext } from './context.ts';
import { alarmNameOf, describeAlarms, readAlarm } from './read-alarm.ts';

/** Alarms read at the same time: CloudWatch allows an account about ten requests for a history per second. */
const CONCURRENT_ALARMS = 4;

/** CloudWatch keeps an alarm's history this long. */
const HISTORY_MS = 30 * DAY_MS;

/** Time for an event to arrive first: younger states are left to the next reconciliation. */
const SETTLE_MS = 10 * MINUTE_MS;

const BY = 'reconcile-alarms';

/**
 * Reads all configured alarms from CloudWatch, and records the transitions whose events did not arrive.
 * Alarms and regions are read independently; any failure then fails the invocation, which is retried.
 * Alarms of other accounts are not read: only their events arrive.
 */
export const reconcileAlarms = async (context: ReconcileContext): Promise<void> => {
  const { sources, own, telemetry } = context;
  const monitors = alarmsOf(sources).map((alarm) => alarmArn(alarm, own));
  const ownMonitors = [...new Set(monitors)].filter((monitor) => monitor.split(':')[4] === own.account);
  const failures: string[] = [];
  const attempt = async (subject: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(`${subject}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    }
  };

  for (const [region, inRegion] of Map.groupBy(ownMonitors, (monitor) => monitor.split(':')[3] ?? '')) {
    await attempt(region, async () => {
      const client = context.cloudWatch(region);
      const described = await describeAlarms(client, inRegion.map(alarmNameOf));
      await mapConcurrently(CONCURRENT_ALARMS, inRegion, (monitor) =>
        attempt(monitor, async () => {
          await reconcileAlarm(context, client, monitor, described.get(alarmNameOf(monitor)));
          telemetry.count('AlarmsReconciled');
        }),
      );
    });
  }
  if (failures.length > 0) throw new Error(`${failures.length} could not be read: ${failures.join('; ')}`);
  telemetry.count('ReconciliationsCompleted');
};

/**
 * Records the missing transitions and the current state of an alarm, under the ids that their events would have had.
 * Stores warnings about the alarm, and that it was read. `described` is undefined for an alarm that does not exist.
 */
const reconcileAlarm = async (
  context: ReconcileContext,
  client: CloudWatchClient,
  monitor: string,
  described: unknown,
): Promise<void> => {
  const { table, clock } = context;
  const now = clock();
  const range = { from: now - HISTORY_MS, to: now - SETTLE_MS };
  const present = described === undefined ? undefined : parseAlarmDescription(monitor, described);
  const settled = present?.fact !== undefined && present.fact.at <= range.to ? present.fact : undefined;

  const subjects = { monitors: [monitor], providerComponents: [], components: [] };
  const from = Math.min(range.from, settled?.at ?? now);
  const known = ofKind(await loadSharedFacts(table, subjects, { from, to: now }, now), 'monitor-state');
  const isDeleted = described === undefined || known.some(({ state }) => state === 'DELETED');
  const { transitions, deletions } = await readAlarm(client, monitor, range, isDeleted);
  const history: AlarmState[] = [...transitions, ...deletions];
  const reported = history.map(({ fact }) => fact);
  const lost = new Set(missingTransitions(reported, known));
  const isSettledLost = settled !== undefined && missingTransitions([settled], [...known, ...reported]).length > 0;
  await recordAlarmStates({ ...context, by: BY }, monitor, [
    ...history.filter(({ fact }) => lost.has(fact)),
    ...(isSettledLost ? [{ fact: settled, source: described }] : []),
  ]);

  await moveDeletions({ ...context, by: BY }, monitor, movedDeletions(deletions, [...known, ...reported]));

  const findings = [
    ...historyGaps(transitions, [...known, ...deletions.map(({ fact }) => fact)], settled).map((gap) =>
      gapIssue(monitor, gap),
    ),
    ...(described === undefined ? [missingAlarm(monitor, now)] : []),
    ...(present?.configuredAt === undefined ? [] : [changedAlarm(monitor, present.configuredAt)]),
  ];
  for (const finding of findings) await keepDataQualityIssue(table, finding, now);
  await keepAlarmPoll(table, monitor, now);
};

/** Its instant is the start of the day, so that one warning a day is stored. */
const missingAlarm = (subject: string, now: Instant): DataQualityIssue => ({
  kind: 'alarm-missing',
  subject,
  at: now - (now % DAY_MS),
  note: 'CloudWatch has no such alarm',
});

const changedAlarm = (subject: string, at: Instant): DataQualityIssue => ({
  kind: 'alarm-changed',
  subject,
  at,
  note: `created or changed at ${formatInstant(at)}`,
});
