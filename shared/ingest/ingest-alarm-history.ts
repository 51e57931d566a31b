import { alarmArn, alarmsOf, type Sources } from '../config/sources.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { ofKind } from '../domain/facts/effective-facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';
import { keepDataQualityIssue } from '../persistence/source-health.ts';
import { parseAlarmHistory } from './parse-alarm-history.ts';
import { historyGaps, missingTransitions, movedDeletions } from './missing-transitions.ts';
import { type AlarmReport, gapIssue, moveDeletions, recordAlarmStates } from './record-alarm-states.ts';

/** An account and a region, to which alarms without an ARN belong. */
export type AlarmPlace = { readonly account: string; readonly region: string };

/** The place of alarms in a history that names no account. */
export const UNKNOWN_PLACE: AlarmPlace = { account: '000000000000', region: 'us-east-1' };

/** The configured alarms, the place of those that are configured by name, and the place of those in the history. */
export type AlarmNames = {
  readonly sources: Pick<Sources, 'components'>;
  readonly own: AlarmPlace;
  /** @default the place of configured names; `UNKNOWN_PLACE` for other names */
  readonly historyOf?: AlarmPlace | undefined;
};

/** Returns the ARN of an alarm that a history names. */
export const historyArn = ({ sources, own, historyOf }: AlarmNames, name: string): string => {
  const isOwn = alarmsOf(sources).includes(name);
  return alarmArn(name, historyOf ?? (isOwn ? own : UNKNOWN_PLACE));
};

/** Returns the ARNs of all configured alarms. */
export const configuredArns = ({ sources, own }: AlarmNames): ReadonlySet<string> =>
  new Set(alarmsOf(sources).map((alarm) => alarmArn(alarm, own)));

type AlarmHistoryContext = AlarmNames & {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

const BY = 'alarm-history';

/**
 * Records the states in an answer of DescribeAlarmHistory, under the ids that their events would have had.
 * States that are known, and alarms that are not configured, change nothing. Gaps of the history become data-quality issues.
 * Throws `InvalidInput` as `parseAlarmHistory` does.
 */
export const ingestAlarmHistory = async (context: AlarmHistoryContext, payload: unknown): Promise<void> => {
  const configured = configuredArns(context);
  const reports = parseAlarmHistory(payload, (name) => historyArn(context, name));
  for (const [monitor, report] of reports) {
    if (configured.has(monitor)) await recordReport(context, monitor, report);
    else context.telemetry.count('AlarmsIgnored');
  }
};

const recordReport = async (context: AlarmHistoryContext, monitor: string, report: AlarmReport): Promise<void> => {
  const { table, clock } = context;
  const { transitions, deletions } = report;
  const states = [...transitions, ...deletions];
  const reported = states.map(({ fact }) => fact);
  const now = clock();
  const range = {
    from: reported.reduce((first, { at }) => Math.min(first, at), now),
    to: reported.reduce((last, { at }) => Math.max(last, at), now),
  };
  const subjects = { monitors: [monitor], providerComponents: [], components: [] };
  const known = ofKind(await loadSharedFacts(table, subjects, range, now), 'monitor-state');
  const missing = new Set(missingTransitions(reported, known));
  const recording = { ...context, by: BY };
  await recordAlarmStates(
    recording,
    monitor,
    states.filter(({ fact }) => missing.has(fact)),
  );
  await moveDeletions(recording, monitor, movedDeletions(deletions, [...known, ...reported]));
  const before = [...known, ...deletions.map(({ fact }) => fact)];
  for (const gap of historyGaps(transitions, before, undefined))
    await keepDataQualityIssue(table, gapIssue(monitor, gap), now);
};
