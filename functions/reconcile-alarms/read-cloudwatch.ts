import {
  AlarmType,
  type CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  ScanBy,
} from '@aws-sdk/client-cloudwatch';
import type { Instant } from '../../shared/domain/time/instant.ts';

/** The most that CloudWatch takes as one request's names, and gives as one page. */
const PAGE = 100;

/** Of every type: without this CloudWatch tells of metric alarms alone. */
const AlarmTypes = Object.values(AlarmType);

/** Alarms as CloudWatch describes them now, by name; one that does not exist is left out. */
export const describeAlarms = async (
  client: CloudWatchClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, unknown>> => {
  const described = new Map<string, unknown>();
  for (let i = 0; i < names.length; i += PAGE) {
    const AlarmNames = names.slice(i, i + PAGE);
    for await (const page of paginateDescribeAlarms({ client }, { AlarmNames, AlarmTypes, MaxRecords: PAGE })) {
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []), ...(page.LogAlarms ?? [])])
        described.set(alarm.AlarmName ?? '', alarm);
    }
  }
  return described;
};

/** What an alarm, or its configuration, went through in `[from, to]`, oldest first, as far back as CloudWatch keeps it (30 days). */
export const alarmHistory = async (
  client: CloudWatchClient,
  AlarmName: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  HistoryItemType: 'StateUpdate' | 'ConfigurationUpdate' = 'StateUpdate',
): Promise<unknown[]> => {
  const items: unknown[] = [];
  const asked = {
    AlarmName,
    AlarmTypes,
    HistoryItemType,
    StartDate: new Date(from),
    EndDate: new Date(to),
    ScanBy: ScanBy.TIMESTAMP_ASCENDING,
    MaxRecords: PAGE,
  };
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, asked))
    items.push(...AlarmHistoryItems);
  return items;
};
