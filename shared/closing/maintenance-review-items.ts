import { ofKind } from '../domain/facts/effective-facts.ts';
import type { Fact, FactOf } from '../domain/facts/facts.ts';
import type { Month } from '../domain/month/month.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { listIntervals, overlaps } from '../domain/time/intervals.ts';
import type { ReviewItem } from '../persistence/run-results.ts';

/**
 * Returns a month's maintenance that was recorded after it began, or announced or begun during a downtime.
 * Each can excuse downtime in retrospect. `customer`: the customer of the facts, if they are about one.
 */
export const maintenanceReviewItems = (
  facts: readonly Fact[],
  month: Month,
  usedComponents: readonly string[],
  customer?: string,
): ReviewItem[] =>
  ofKind(facts, 'maintenance')
    .filter((fact) => overlaps(fact, month.interval))
    .flatMap((fact) => itemsOf(fact, month, usedComponents).map((item) => ({ ...item, ...ownedBy(customer) })));

/** Returns these items for the maintenance of components. `since`: only of maintenance that was recorded later. */
export const sharedMaintenanceItems = (month: Month, since = -Infinity): ReviewItem[] =>
  maintenanceReviewItems(
    month.facts.filter(({ recordedAt }) => (recordedAt ?? since) >= since),
    month,
    month.components.map(({ id }) => id),
  );

const ownedBy = (customer: string | undefined) => (customer === undefined ? {} : { customer });

const itemsOf = (fact: FactOf<'maintenance'>, month: Month, usedComponents: readonly string[]): ReviewItem[] => {
  const { id, scope, start, announcedAt, recordedAt } = fact;
  const components = 'component' in scope ? [scope.component] : usedComponents;
  const down = components.filter((component) => wasDown(fact, component, month));
  const about = 'component' in scope ? `component ${scope.component}` : 'all' in scope ? 'all components' : undefined;
  const times = [
    ...(about === undefined ? [] : [about]),
    `begun at ${formatInstant(start)}`,
    `announced at ${formatInstant(announcedAt)}`,
    ...(recordedAt === undefined ? [] : [`recorded at ${formatInstant(recordedAt)}`]),
  ].join(', ');
  return [
    ...(down.length === 0
      ? []
      : [{ kind: 'maintenance-during-outage', subject: id, note: `${times}, while ${down.join(', ')} was down` }]),
    ...(recordedAt === undefined || recordedAt <= start
      ? []
      : [{ kind: 'maintenance-recorded-late', subject: id, note: times }]),
  ];
};

/** Whether maintenance was announced or begun during a downtime. Maintenance that begins with a downtime may have caused it. */
const wasDown = ({ start, announcedAt }: FactOf<'maintenance'>, component: string, { timelines }: Month): boolean =>
  listIntervals(timelines.get(component)?.downtime ?? []).some(
    (down) => (down.start <= announcedAt && announcedAt < down.end) || (down.start < start && start < down.end),
  );
