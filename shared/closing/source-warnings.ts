import { AWS_PROVIDER, MULTIPLE_SERVICES } from '../config/sources.ts';
import { ofKind } from '../domain/facts/effective-facts.ts';
import type { FactOf } from '../domain/facts/facts.ts';
import type { Component } from '../domain/month/component-timeline.ts';
import type { Month } from '../domain/month/month.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { HOUR_MS, MINUTE_MS } from '../lib/time-units.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import {
  type HealthIssue,
  lastPolledAt,
  loadDataQualityIssues,
  loadHealthIssues,
  loadProviderIncidents,
  providerSubject,
} from '../persistence/source-health.ts';

/** Returns the alarms without any event, with the first event in the month, deleted in it, or recreated in ALARM. */
export const alarmWarnings = ({ components, facts, interval: { start, end } }: Month): ReviewItem[] => {
  const statesByAlarm = Map.groupBy(ofKind(facts, 'monitor-state'), ({ monitor }) => monitor);
  return components.flatMap(({ id, monitors }) =>
    monitors.flatMap(({ monitor }): ReviewItem[] => {
      const states = (statesByAlarm.get(monitor) ?? []).filter(({ at }) => at < end);
      const note = `component ${id}`;
      if (states.length === 0) return [{ kind: 'alarm-never-heard', subject: monitor, note }];
      const first = states.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
      const firstNote = `${note}, first event ${formatInstant(first)}`;
      const deleted = states.filter(({ state, at }) => state === 'DELETED' && at >= start);
      return [
        ...(first >= start ? [{ kind: 'alarm-silent-before-month', subject: monitor, note: firstNote }] : []),
        ...deleted.map(({ at }) => ({
          kind: 'alarm-deleted',
          subject: monitor,
          note: `${note}, at ${formatInstant(at)}`,
        })),
        ...recreations(statesByAlarm.get(monitor) ?? []).flatMap(({ deletedAt, againAt }) =>
          againAt < start || deletedAt >= end
            ? []
            : [
                {
                  kind: 'alarm-recreated-in-alarm',
                  subject: monitor,
                  note: `${note}, deleted in ALARM at ${formatInstant(deletedAt)}, in ALARM again at ${formatInstant(againAt)}`,
                },
              ],
        ),
      ];
    }),
  );
};

/** Time for a deployment to replace an alarm. A later alarm is probably another outage. */
const RECREATION_MS_MAX = 15 * MINUTE_MS;

const hasData = ({ state }: FactOf<'monitor-state'>): boolean => state !== 'INSUFFICIENT_DATA';

/** Returns the deletions in ALARM after which a new alarm soon reports, without an OK before its ALARM. */
const recreations = (
  states: readonly FactOf<'monitor-state'>[],
): { readonly deletedAt: Instant; readonly againAt: Instant }[] => {
  const ordered = states.toSorted((a, b) => a.at - b.at);
  return ordered.flatMap(({ state, at }, i) => {
    if (state !== 'DELETED' || ordered.slice(0, i).findLast(hasData)?.state !== 'ALARM') return [];
    const [next] = ordered.slice(i + 1);
    const again = ordered.slice(i + 1).find(hasData);
    return next === undefined || again?.state !== 'ALARM' || next.at - at > RECREATION_MS_MAX
      ? []
      : [{ deletedAt: at, againAt: again.at }];
  });
};

const SOURCE_READS_MAX = 16;

/** Alarms are polled every 30 minutes; the last poll may be four intervals before `asOf`. */
const POLL_AGE_MAX_MS = 2 * HOUR_MS;

/** A source of evidence, and the components that depend on it. */
type Source = { readonly subject: string; readonly components: readonly string[] };

/**
 * Returns the data-quality issues of a month's sources, and the issues of AWS and incidents that a person should check.
 * `isPolled`: alarms are polled here. Then alarms that were not polled after the month's end are included.
 */
export const sourceWarnings = async (table: Table, month: Month, isPolled: boolean): Promise<ReviewItem[]> => {
  const alarms = sourcesOf(month.components, ({ monitors }) => monitors.map(({ monitor }) => monitor));
  const providerComponents = sourcesOf(month.components, ({ dependsOn }) =>
    dependsOn.flatMap((on) => (on.provider === AWS_PROVIDER ? [] : [providerSubject(on.provider, on.component)])),
  );
  const providers = sourcesOf(month.components, ({ dependsOn }) =>
    dependsOn.flatMap(({ provider }) => (provider === AWS_PROVIDER ? [] : [provider])),
  );
  const awsServices = sourcesOf(month.components, ({ dependsOn }) =>
    dependsOn.flatMap((on) => (on.provider === AWS_PROVIDER ? servicesOf(on.component) : [])),
  );
  const reads = [
    ...(isPolled ? alarms.map((source) => () => unpolledAlarms(table, month, source)) : []),
    ...[...alarms, ...providerComponents].map((source) => () => storedIssues(table, month, source)),
    ...providers.map((source) => () => unnamedIncidents(table, month, source)),
    ...awsServices.map((source) => () => awsIssues(table, month, source)),
  ];
  return (await mapConcurrently(SOURCE_READS_MAX, reads, (read) => read())).flat();
};

const sourcesOf = (
  components: readonly Component[],
  subjectsOf: (component: Component) => readonly string[],
): Source[] => {
  const bySubject = new Map<string, string[]>();
  for (const component of components) {
    for (const subject of new Set(subjectsOf(component)))
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), component.id]);
  }
  return [...bySubject].map(([subject, ids]) => ({ subject, components: ids }));
};

const componentNote = ({ components }: Source): string => `component ${components.join(', ')}`;

/** An issue that recurs, day by day, is one review item. */
const storedIssues = async (table: Table, { interval, asOf }: Month, source: Source): Promise<ReviewItem[]> => {
  const issues = await loadDataQualityIssues(table, source.subject, interval, asOf);
  const recurring = Map.groupBy(issues, ({ kind, note }) => `${kind} ${note}`);
  return [...recurring.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const times = more.length === 0 ? '' : ` (${more.length + 1} times in the month)`;
    return [{ kind: first.kind, subject: source.subject, note: `${first.note}${times}, ${componentNote(source)}` }];
  });
};

const unpolledAlarms = async (table: Table, { interval, asOf }: Month, source: Source): Promise<ReviewItem[]> => {
  const at = await lastPolledAt(table, source.subject, asOf);
  if (at !== undefined && at >= Math.min(interval.end, asOf - POLL_AGE_MAX_MS)) return [];
  const note = `${at === undefined ? 'never read' : `last read ${formatInstant(at)}`}, ${componentNote(source)}`;
  return [{ kind: 'alarm-not-read', subject: source.subject, note }];
};

/** Returns the provider's incidents that name no component and overlap a downtime that is not excused. */
const unnamedIncidents = async (table: Table, month: Month, source: Source): Promise<ReviewItem[]> => {
  const { interval, asOf, timelines } = month;
  const incidents = await loadProviderIncidents(table, source.subject, interval, asOf);
  return incidents.flatMap(({ incident, name, start, end = asOf, namesNoComponent }) => {
    if (!namesNoComponent) return [];
    const affected = source.components.filter((id) => {
      const { downBy = [], excusedBy = [] } = timelines.get(id) ?? {};
      return downBy.some((down) => {
        const from = Math.max(down.start, start, interval.start);
        const to = Math.min(down.end, end, interval.end);
        return from < to && !excusedBy.some((excuse) => excuse.start <= from && excuse.end >= to);
      });
    });
    if (affected.length === 0) return [];
    const note = `“${name}” since ${formatInstant(start)} until ${formatInstant(end)}, ${componentNote({ ...source, components: affected })}`;
    return [{ kind: 'provider-incident-without-components', subject: `${source.subject} ${incident}`, note }];
  });
};

/** Returns the services whose issues concern a service: itself, and several services of its region at once. */
const servicesOf = (service: string): string[] => [service, `${MULTIPLE_SERVICES}/${service.split('/')[1]}`];

/** Returns the AWS issues that are open, have no end, excuse nothing, or concern several services. */
const awsIssues = async (table: Table, { interval, asOf }: Month, source: Source): Promise<ReviewItem[]> => {
  const issues = await loadHealthIssues(table, source.subject, asOf);
  const publicEvents = new Set(issues.flatMap(({ event, limitedTo }) => (limitedTo === undefined ? [event] : [])));
  return issues.flatMap((issue) => {
    const kind = awsIssueKind(issue, source.subject);
    // Other accounts' reports of an issue that has a public report here add nothing.
    const isRepeated = issue.limitedTo !== undefined && publicEvents.has(issue.event);
    if (kind === undefined || isRepeated || issue.start >= interval.end) return [];
    // Only a public issue that is open may still excuse later months. Any other issue concerns months up to its last edit.
    if (kind !== 'aws-issue-open' && lastInstant(issue) < interval.start) return [];
    return [{ kind, subject: issue.event, note: `${issueNote(issue, source.subject)}, ${componentNote(source)}` }];
  });
};

const awsIssueKind = ({ limitedTo, isOver, isClosed }: HealthIssue, service: string): string | undefined => {
  if (limitedTo !== undefined) return 'aws-event-excuses-nothing';
  if (!isOver) return isClosed === true ? 'aws-issue-without-end' : 'aws-issue-open';
  return service.startsWith(`${MULTIPLE_SERVICES}/`) ? 'aws-issue-of-several-services' : undefined;
};

const lastInstant = ({ start, end, updatedAt }: HealthIssue): Instant => end ?? updatedAt ?? start;

/** Characters of a description in a note. */
const DESCRIPTION_CHARACTERS_MAX = 300;

const issueNote = ({ start, end, limitedTo, description }: HealthIssue, service: string): string => {
  const until = end === undefined ? '' : ` until ${formatInstant(end)}`;
  const limit = limitedTo === undefined ? '' : `, limited to ${limitedTo}`;
  const isQuoted = service.startsWith(`${MULTIPLE_SERVICES}/`) && description !== undefined;
  const quote = isQuoted ? `: “${description.slice(0, DESCRIPTION_CHARACTERS_MAX).toWellFormed()}”` : '';
  return `${service} since ${formatInstant(start)}${until}${limit}${quote}`;
};
