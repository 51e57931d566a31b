import { AWS_PROVIDER } from '../config/sources.ts';
import type { Component } from '../domain/month/component-timeline.ts';
import { formatInstant } from '../domain/time/instant.ts';
import type { Month } from '../domain/month/month.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { loadFindings, providerSubject } from '../persistence/source-findings.ts';
import { openIssues } from '../persistence/health-issues.ts';
import { lastReading } from '../persistence/last-polled.ts';
import type { Attention } from '../persistence/run-results.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { HOUR_MS } from '../lib/time-units.ts';

/** How many sources are looked up at once. */
const AT_ONCE = 16;

/** How long before `asOf` an alarm may have been read last: four times as long as there is between two readings. */
const FRESH_MS = 2 * HOUR_MS;

/** A source of evidence, and the components that go by it. */
type Source = { readonly subject: string; readonly components: readonly string[] };

/**
 * What was found about a month's sources while it ran: alarms that do not exist, were changed in it, or whose history has a hole;
 * components that a provider's page does not have, or whose change was seen on it alone; issues of AWS that are still open.
 *
 * `readings`: whether alarms are read here, and not only heard. Then one that was not read after the month ended is listed too:
 * transitions whose events were lost may be missing.
 */
export const sourceWarnings = async (table: Table, month: Month, readings: boolean): Promise<Attention[]> => {
  const alarms = sourcesOf(month.components, ({ monitors }) => monitors);
  const pages = sourcesOf(month.components, ({ dependsOn }) =>
    dependsOn.flatMap((on) => (on.provider === AWS_PROVIDER ? [] : [providerSubject(on.provider, on.component)])),
  );
  const services = sourcesOf(month.components, ({ dependsOn }) =>
    dependsOn.flatMap((on) => (on.provider === AWS_PROVIDER ? [on.component] : [])),
  );
  const looks = [
    ...(readings ? alarms.map((source) => () => unread(table, month, source)) : []),
    ...[...alarms, ...pages].map((source) => () => found(table, month, source)),
    ...services.map((source) => () => open(table, month, source)),
  ];
  return (await mapConcurrently(AT_ONCE, looks, (look) => look())).flat();
};

const sourcesOf = (components: readonly Component[], named: (component: Component) => readonly string[]): Source[] => {
  const by = new Map<string, string[]>();
  for (const component of components) {
    for (const subject of new Set(named(component))) by.set(subject, [...(by.get(subject) ?? []), component.id]);
  }
  return [...by].map(([subject, ids]) => ({ subject, components: ids }));
};

const of = ({ components }: Source): string => `component ${components.join(', ')}`;

/** A finding that came again day by day is one to look at. */
const found = async (table: Table, { interval, asOf }: Month, source: Source): Promise<Attention[]> => {
  const findings = await loadFindings(table, source.subject, interval, asOf);
  const alike = Map.groupBy(findings, ({ kind, note }) => `${kind} ${note}`);
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const times = more.length === 0 ? '' : ` (${more.length + 1} times in the month)`;
    return [{ kind: first.kind, subject: source.subject, note: `${first.note}${times}, ${of(source)}` }];
  });
};

const unread = async (table: Table, { interval, asOf }: Month, source: Source): Promise<Attention[]> => {
  const at = await lastReading(table, source.subject, asOf);
  if (at !== undefined && at >= Math.min(interval.end, asOf - FRESH_MS)) return [];
  const note = `${at === undefined ? 'never read' : `last read ${formatInstant(at)}`}, ${of(source)}`;
  return [{ kind: 'alarm-not-read', subject: source.subject, note }];
};

const open = async (table: Table, { interval, asOf }: Month, source: Source): Promise<Attention[]> => {
  const issues = await openIssues(table, source.subject, asOf);
  return issues
    .filter(({ start }) => start < interval.end)
    .map(({ event, start }) => ({
      kind: 'aws-issue-open',
      subject: event,
      note: `${source.subject} since ${formatInstant(start)}, ${of(source)}`,
    }));
};
