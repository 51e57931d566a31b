import {
  AlarmType,
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  ScanBy,
} from '@aws-sdk/client-cloudwatch';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { parseDeletion, parseTransition } from '../../shared/ingest/alarm-history.ts';
import type { AlarmReport } from '../../shared/ingest/record-alarm-states.ts';

/** Limit of CloudWatch for the names in a request, and for the items of a page. */
const PAGE_ITEMS_MAX = 100;

/** By default CloudWatch describes metric alarms only. */
const AlarmTypes = Object.values(AlarmType);

/**
 * Reads an alarm's history in `range`, with deletions only on request.
 * CloudWatch keeps the history of deleted alarms: only that shows the deletion if its event was lost, and its millisecond.
 */
export const readAlarm = async (
  client: CloudWatchClient,
  monitor: string,
  range: { readonly from: Instant; readonly to: Instant },
  withDeletions: boolean,
): Promise<AlarmReport> => {
  const history = await alarmHistory(client, alarmNameOf(monitor), range);
  const changes = withDeletions ? await alarmHistory(client, alarmNameOf(monitor), range, 'ConfigurationUpdate') : [];
  return {
    transitions: history.flatMap((source) => {
      const transition = parseTransition(monitor, source);
      return transition === undefined ? [] : [{ ...transition, source }];
    }),
    deletions: changes.flatMap((source) => {
      const fact = parseDeletion(monitor, source);
      return fact === undefined ? [] : [{ fact, source }];
    }),
  };
};

/** Returns the name in `arn:aws:cloudwatch:us-west-2:111122223333:alarm:voice 5xx`; a name may contain colons. */
export const alarmNameOf = (monitor: string): string => monitor.split(':').slice(6).join(':');

/** Returns the current descriptions of alarms by name, without those that do not exist. */
export const describeAlarms = async (
  client: CloudWatchClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, unknown>> => {
  const described = new Map<string, unknown>();
  for (let i = 0; i < names.length; i += PAGE_ITEMS_MAX) {
    const request = { AlarmNames: names.slice(i, i + PAGE_ITEMS_MAX), AlarmTypes, MaxRecords: PAGE_ITEMS_MAX };
    for await (const page of paginateDescribeAlarms({ client }, request)) {
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []), ...(page.LogAlarms ?? [])])
        described.set(alarm.AlarmName ?? '', alarm);
    }
  }
  return described;
};

/** Returns an alarm's history in `[from, to]`, oldest first. CloudWatch keeps it for 30 days. */
const alarmHistory = async (
  client: CloudWatchClient,
  AlarmName: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  HistoryItemType: 'StateUpdate' | 'ConfigurationUpdate' = 'StateUpdate',
): Promise<unknown[]> => {
  const items: unknown[] = [];
  const request = {
    AlarmName,
    AlarmTypes,
    HistoryItemType,
    StartDate: new Date(from),
    EndDate: new Date(to),
    ScanBy: ScanBy.TIMESTAMP_ASCENDING,
    MaxRecords: PAGE_ITEMS_MAX,
  };
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, request))
    items.push(...AlarmHistoryItems);
  return items;
};
