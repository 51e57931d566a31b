import type { Config } from '../config/config.ts';
import { effectiveFacts, ofKind } from '../domain/facts/effective-facts.ts';
import type { Component } from '../domain/month/component-timeline.ts';
import type { ConfigurationSnapshot } from '../domain/month/configuration-snapshot.ts';
import { addMonths, monthInterval } from '../domain/time/calendar.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import { newestClosing, type Run, runId } from '../persistence/run-store.ts';
import { loadSharedFacts } from '../persistence/shared-facts.ts';
import { snapshotOf } from './config-snapshot.ts';

/** A close with whose configuration a run is compared. */
export type ComparedRun = { readonly run: Run; readonly snapshot: ConfigurationSnapshot };

/** Months without a close between two closes: then the configurations are still compared. */
const EARLIER_MONTHS_MAX = 3;

/**
 * Returns the closes with which a run's configuration is compared: that of the latest closed month before its own.
 * `replaced` is added: the close of the same month, if the run does not keep its configuration.
 */
export const comparedRuns = async (table: Table, month: string, replaced: Run | undefined): Promise<ComparedRun[]> => {
  let earlier: Run | undefined;
  for (let back = 1; back <= EARLIER_MONTHS_MAX && earlier === undefined; back += 1)
    earlier = await newestClosing(table, addMonths(month, -back));
  return [earlier, replaced].flatMap((run) => {
    const snapshot = run === undefined ? undefined : snapshotOf(run);
    return run === undefined || snapshot === undefined ? [] : [{ run, snapshot }];
  });
};

/** Returns the policies that compared runs have, or had, and that a snapshot lacks. `configured`: those of the configuration. */
export const formerPolicies = (
  compared: readonly Pick<ComparedRun, 'snapshot'>[],
  snapshot: Pick<ConfigurationSnapshot, 'policies' | 'formerPolicies'>,
  configured: Readonly<Record<string, unknown>>,
): string[] => {
  const earlier = [...compared, { snapshot }].flatMap(({ snapshot: { policies, formerPolicies: former = [] } }) => [
    ...Object.keys(policies),
    ...former,
  ]);
  return [...new Set(earlier)]
    .filter((id) => !Object.hasOwn(snapshot.policies, id) && !Object.hasOwn(configured, id))
    .toSorted();
};

/** Returns the former policies of a month that has no snapshot yet. */
export const formerPoliciesOf = async (
  table: Table,
  { policies }: Pick<Config, 'policies'>,
  month: string,
): Promise<string[]> => formerPolicies(await comparedRuns(table, month, undefined), { policies: {} }, policies);

/** Returns the components of compared runs that a snapshot lacks. */
export const removedComponents = (
  compared: readonly Pick<ComparedRun, 'snapshot'>[],
  { components }: ConfigurationSnapshot,
): string[] => {
  const current = new Set(components.map(({ id }) => id));
  const earlier = compared.flatMap(({ snapshot }) => snapshot.components.map(({ id }) => id));
  return [...new Set(earlier)].filter((id) => !current.has(id)).toSorted();
};

/** Returns a review item for each difference of a run's configuration to the runs before it. Notes contain evidence of the month. */
export const configurationChanges = async (
  table: Table,
  { month, asOf }: Pick<Run, 'month' | 'asOf'>,
  compared: readonly ComparedRun[],
  current: ConfigurationSnapshot,
): Promise<ReviewItem[]> => {
  const components = removedComponents(compared, current);
  const alarms = compared.flatMap(({ snapshot }) => alarmChanges(snapshot.components, current.components));
  const evidence = await evidenceOf(
    table,
    { month, zone: zoneOf(current), asOf },
    {
      monitors: [...new Set(alarms.map(({ subject }) => subject))],
      components,
    },
  );
  const items = compared.flatMap(({ run, snapshot: earlier }): ReviewItem[] => {
    const since = `since ${runId(run)}`;
    return [
      ...policyChanges(earlier, current, since),
      ...removedComponents([{ snapshot: earlier }], current).map((id) => ({
        kind: 'component-removed',
        subject: id,
        note: `${since}; ${evidence.downtimesOf(id)}`,
      })),
      ...alarmChanges(earlier.components, current.components).map(({ kind, subject, component }) => ({
        kind,
        subject,
        note: `component ${component}, ${since}; ${evidence.statesOf(subject)}`,
      })),
      ...dependencyChanges(earlier.components, current.components, since),
    ];
  });
  // A close with another configuration than both earlier runs has the same difference to both.
  return [...new Map(items.map((item) => [`${item.kind} ${item.subject} ${componentIn(item)}`, item])).values()];
};

const componentIn = ({ note = '' }: ReviewItem): string => /^component ([^,]*),/.exec(note)?.[1] ?? '';

const zoneOf = ({ policies, defaultPolicy }: ConfigurationSnapshot): string =>
  (Object.hasOwn(policies, defaultPolicy) ? policies[defaultPolicy]?.timeZone : undefined) ?? 'UTC';

const policyChanges = (earlier: ConfigurationSnapshot, current: ConfigurationSnapshot, since: string): ReviewItem[] => [
  ...Object.keys(earlier.policies)
    .filter((id) => current.formerPolicies?.includes(id) === true)
    .map((id) => ({ kind: 'policy-removed', subject: id, note: since })),
  ...(earlier.defaultPolicy === current.defaultPolicy
    ? []
    : [
        {
          kind: 'default-policy-changed',
          subject: current.defaultPolicy,
          note: `${earlier.defaultPolicy} before, ${since}`,
        },
      ]),
];

/** A part of a component: an alarm with its impact, or a dependency. */
type Part = { readonly component: string; readonly subject: string; readonly key: string };

const alarmsIn = (components: readonly Component[]): Part[] =>
  components.flatMap(({ id, monitors }) =>
    monitors.map(({ monitor, impact }) => ({
      component: id,
      subject: monitor,
      key: JSON.stringify([id, monitor, impact.written]),
    })),
  );

const dependenciesIn = (components: readonly Component[]): Part[] =>
  components.flatMap(({ id, dependsOn }) =>
    dependsOn.map(({ provider, component }) => ({
      component: id,
      subject: `${provider} ${component}`,
      key: JSON.stringify([id, provider, component]),
    })),
  );

const partsMissingIn = (parts: readonly Part[], others: readonly Part[]): Part[] => {
  const keys = new Set(others.map(({ key }) => key));
  return parts.filter(({ key }) => !keys.has(key));
};

/** An alarm whose impact changed, or that moved to another component, was removed and added. */
const alarmChanges = (
  earlier: readonly Component[],
  current: readonly Component[],
): (Omit<Part, 'key'> & { readonly kind: string })[] => {
  const [before, now] = [alarmsIn(earlier), alarmsIn(current)];
  return [
    ...partsMissingIn(before, now).map((part) => ({ ...part, kind: 'alarm-removed' })),
    ...partsMissingIn(now, before).map((part) => ({ ...part, kind: 'alarm-added' })),
  ];
};

const isIn = (components: readonly Component[], { component }: Part): boolean =>
  components.some(({ id }) => id === component);

/** The dependencies of a component that is new, or that was removed, are no changes of their own. */
const dependencyChanges = (
  earlier: readonly Component[],
  current: readonly Component[],
  since: string,
): ReviewItem[] => {
  const [before, now] = [dependenciesIn(earlier), dependenciesIn(current)];
  const itemOf = (kind: string, { component, subject }: Part): ReviewItem => ({
    kind,
    subject,
    note: `component ${component}, ${since}`,
  });
  return [
    ...partsMissingIn(before, now)
      .filter((part) => isIn(current, part))
      .map((part) => itemOf('dependency-removed', part)),
    ...partsMissingIn(now, before)
      .filter((part) => isIn(earlier, part))
      .map((part) => itemOf('dependency-added', part)),
  ];
};

/** A note lists at most these states or downtimes; it counts the rest. */
const LISTED_MAX = 10;

const listText = (texts: readonly string[], nothing: string): string => {
  if (texts.length === 0) return nothing;
  const rest = texts.length - LISTED_MAX;
  return `${texts.slice(0, LISTED_MAX).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
};

/** Texts of a month's evidence for alarms that changed and for removed components. */
type RecordedEvidence = {
  readonly statesOf: (monitor: string) => string;
  readonly downtimesOf: (component: string) => string;
};

const evidenceOf = async (
  table: Table,
  { month, zone, asOf }: { readonly month: string; readonly zone: string; readonly asOf: Instant },
  subjects: { readonly monitors: readonly string[]; readonly components: readonly string[] },
): Promise<RecordedEvidence> => {
  const { start, end } = monthInterval(month, zone);
  const isEmpty = subjects.monitors.length + subjects.components.length === 0;
  const range = { from: start, to: end };
  const stored = isEmpty ? [] : await loadSharedFacts(table, { ...subjects, providerComponents: [] }, range, asOf);
  const facts = effectiveFacts(stored, asOf);
  return {
    statesOf: (monitor) => {
      const states = ofKind(facts, 'monitor-state')
        .filter((fact) => fact.monitor === monitor && fact.at >= start && fact.at < end)
        .toSorted((a, b) => a.at - b.at);
      return listText(
        states.map(({ state, at }) => `${state} at ${formatInstant(at)}`),
        'no states in the month',
      );
    },
    downtimesOf: (component) => {
      const downtimes = ofKind(facts, 'downtime').filter(
        (fact) => fact.component === component && fact.start < end && fact.end > start,
      );
      return listText(
        downtimes.map((fact) => `downtime from ${formatInstant(fact.start)} to ${formatInstant(fact.end)}`),
        'no downtime recorded for the month',
      );
    },
  };
};
