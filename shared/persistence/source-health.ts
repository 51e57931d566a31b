import * as z from 'zod/mini';
import { flag, instantField, text } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Interval } from '../domain/time/intervals.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { conditionalPut, decodeItem, putOrRead, readAll, readLast, type Table } from './dynamo-table.ts';
import {
  findingKey,
  findingKeys,
  healthIssueKey,
  healthIssueKeys,
  monitoringKey,
  providerIncidentKey,
  providerIncidentKeys,
  readingKey,
  readingKeysUpTo,
} from './keys.ts';

const findingItem = z.object({
  finding: z.object({ kind: z.string(), subject: z.string(), at: instantField, note: z.string() }),
  recordedAt: instantField,
});

/** A reason to doubt a source: its kind, the source, when, and a note. */
export type DataQualityIssue = z.output<typeof findingItem>['finding'];

/** Stores a data-quality issue; the first one with the same subject, instant and kind stays. */
export const keepDataQualityIssue = async (
  table: Table,
  finding: DataQualityIssue,
  recordedAt: Instant,
): Promise<void> => {
  await conditionalPut(table, { ...findingKey(finding), ...z.encode(findingItem, { finding, recordedAt }) });
};

/** Returns a source's data-quality issues in `[start, end)` that were recorded by `asOf`, in order of time. */
export const loadDataQualityIssues = async (
  table: Table,
  subject: string,
  { start, end }: Interval,
  asOf: Instant,
): Promise<DataQualityIssue[]> => {
  const items = await readAll(table, findingKeys(subject, start, end - 1));
  return items
    .map((item) => decodeItem(findingItem, item))
    .flatMap(({ finding, recordedAt }) => (recordedAt <= asOf ? [finding] : []));
};

/** Returns the subject of a provider's component in data-quality issues; an alarm's subject is its ARN. */
export const providerSubject = (provider: string, component: string): string => `${provider} ${component}`;

const healthIssueItem = z.object({
  issue: z.object({
    event: text,
    id: z.optional(text),
    provided: text,
    start: instantField,
    isOver: flag,
    isClosed: z.optional(flag),
    end: z.optional(instantField),
    updatedAt: z.optional(instantField),
    limitedTo: z.optional(text),
    description: z.optional(text),
  }),
  recordedAt: instantField,
});

/**
 * One account's report of an AWS Health issue. `id`: the event, and the account unless it is the stack's.
 * `isOver`: closed with an end. `isClosed`: closed, perhaps without an end. `updatedAt`: when AWS last edited the event.
 * `limitedTo`: the reason why it excuses nothing; undefined for a public issue.
 */
export type HealthIssue = z.output<typeof healthIssueItem>['issue'];

/** Stores one report of an AWS Health issue. Each edit of a report is its own item. */
export const keepHealthIssue = async (table: Table, issue: HealthIssue, recordedAt: Instant): Promise<void> => {
  const { provided, event, id = event, updatedAt = recordedAt, isOver, isClosed = false } = issue;
  await conditionalPut(table, {
    ...healthIssueKey(provided, id, updatedAt, isOver ? 'over' : isClosed ? 'open-end' : 'open'),
    ...z.encode(healthIssueItem, { issue, recordedAt }),
  });
};

/** Returns the newest report, recorded by `asOf`, of each issue of a service and account. */
export const loadHealthIssues = async (table: Table, provided: string, asOf: Instant): Promise<HealthIssue[]> => {
  const items = (await readAll(table, healthIssueKeys(provided))).map((item) => decodeItem(healthIssueItem, item));
  const newest = new Map<string, HealthIssue>();
  // Sort keys are in order of report, then of AWS's edit; at one instant `open-end` follows `open`, and `over` both.
  for (const { issue, recordedAt } of items) if (recordedAt <= asOf) newest.set(issue.id ?? issue.event, issue);
  return [...newest.values()];
};

const incidentItem = z.object({
  incident: z.object({
    incident: text,
    name: text,
    start: instantField,
    end: z.optional(instantField),
    updatedAt: instantField,
    namesNoComponent: flag,
  }),
  recordedAt: instantField,
});

/** One version of a provider's incident: when it began and ended, and whether it names no component. */
export type ProviderIncident = z.output<typeof incidentItem>['incident'];

/** Stores a version of a provider's incident. */
export const keepProviderIncident = async (
  table: Table,
  provider: string,
  incident: ProviderIncident,
  recordedAt: Instant,
): Promise<void> => {
  await conditionalPut(table, {
    ...providerIncidentKey(provider, incident),
    ...z.encode(incidentItem, { incident, recordedAt }),
  });
};

/** Days before a span in which an incident that overlaps it may have begun. */
const INCIDENT_DAYS_MAX = 31;

/** Returns the incidents of a provider that overlap a span, each in its newest version recorded by `asOf`. */
export const loadProviderIncidents = async (
  table: Table,
  provider: string,
  { start, end }: Interval,
  asOf: Instant,
): Promise<ProviderIncident[]> => {
  const items = await readAll(table, providerIncidentKeys(provider, start - INCIDENT_DAYS_MAX * DAY_MS, end - 1));
  const newest = new Map<string, ProviderIncident>();
  for (const { incident, recordedAt } of items.map((item) => decodeItem(incidentItem, item))) {
    const other = newest.get(incident.incident);
    if (recordedAt <= asOf && (other === undefined || other.updatedAt <= incident.updatedAt))
      newest.set(incident.incident, incident);
  }
  return [...newest.values()].filter((incident) => incident.start < end && (incident.end ?? asOf) > start);
};

const readingItem = z.object({ readAt: instantField });

/** Stores that an alarm's state and history were read completely, and that all their transitions are recorded. */
export const keepAlarmPoll = async (table: Table, monitor: string, readAt: Instant): Promise<void> => {
  await conditionalPut(table, { ...readingKey(monitor, readAt), ...z.encode(readingItem, { readAt }) });
};

/** Returns when an alarm was last polled, at `asOf` at the latest; undefined if never. */
export const lastPolledAt = async (table: Table, monitor: string, asOf: Instant): Promise<Instant | undefined> => {
  const item = await readLast(table, readingKeysUpTo(monitor, asOf));
  return item === undefined ? undefined : decodeItem(readingItem, item).readAt;
};

const monitoringItem = z.object({ since: instantField });

/** Returns since when overdue months are reported: the instant of the first call. Months that were due earlier do not count. */
export const monitoringSince = async (table: Table, now: Instant): Promise<Instant> => {
  const item = { ...monitoringKey, ...z.encode(monitoringItem, { since: now }) };
  return (await putOrRead(table, item, (stored) => decodeItem(monitoringItem, stored))).stored.since;
};
