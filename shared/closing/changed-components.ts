import { outageRegion } from '../domain/month/outage-region.ts';
import type { FactOf } from '../domain/facts/facts.ts';
import type { Month } from '../domain/month/month.ts';
import { intersect, type Intervals, normalise, subtract, union } from '../domain/time/intervals.ts';

/**
 * Returns the components whose downtime or excused time changed between two evaluations of a month.
 * Returns all of them if global maintenance changed. `before` and `after`: the month under one policy as of two instants.
 *
 * Statements depend on whole outages, so the comparison covers every outage that touches the month, also outside of it. Changes elsewhere
 * affect no statement of the month. Only a limit of maintenance depends on windows at other times.
 */
export const changedComponents = (before: Month, after: Month): string[] => {
  const components = after.components.map(({ id }) => id);
  const region = outageRegion([before, after]);
  const compared = union(region, normalise([after.interval]));
  if (!isSame(windowsOf(before, before.maintenance, compared), windowsOf(after, after.maintenance, compared)))
    return components;
  return components.filter((id) => !isSame(downtimeOf(before, id, region), downtimeOf(after, id, region)));
};

/** Returns a component's downtime in the region by impact, its unexcused part, and its maintenance. */
const downtimeOf = (month: Month, id: string, region: Intervals): readonly unknown[] => {
  const timeline = month.timelines.get(id);
  if (timeline === undefined) return [];
  const downtime = intersect(timeline.downtime, region);
  const weighted = month.policy.downtime.impact === 'share' ? timeline.downBy : [];
  const byImpact = Map.groupBy(weighted, ({ impact }) => impact?.hundredths ?? 0);
  return [
    downtime,
    subtract(downtime, timeline.excuse),
    [...byImpact].toSorted(([a], [b]) => a - b).map(([impact, parts]) => [impact, intersect(normalise(parts), region)]),
    windowsOf(month, timeline.maintenance, downtime),
  ];
};

/** Returns windows of maintenance in the compared time. Under a limit, earlier windows decide which later ones count. */
const windowsOf = (
  { policy, calendarMonths }: Month,
  windows: readonly FactOf<'maintenance'>[],
  compared: Intervals,
): readonly Intervals[] => {
  const isLimited = policy.exclusions.maintenance.maxPerMonth !== null;
  const limited = isLimited ? normalise(calendarMonths) : compared;
  const windowsBy = (by: 'customer' | 'company'): Intervals =>
    normalise(windows.filter(({ requestedBy }) => requestedBy === by));
  return [intersect(windowsBy('customer'), compared), intersect(windowsBy('company'), limited)];
};

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);
