import type { Month } from '../domain/month/month.ts';
import { clip, each, intersect, normalise, type Spans, subtract, union } from '../domain/time/intervals.ts';
import { outageRegion } from './select-customers.ts';

/**
 * Returns the components whose downtime or excused time changed between two evaluations of a month.
 * Returns all of them if global maintenance changed. `before` and `after`: the month under one policy as of two instants.
 *
 * Statements depend on whole outages, so the comparison covers every outage that touches the month, also outside of it. Changes elsewhere
 * affect no statement of the month.
 */
export const changedComponents = (before: Month, after: Month): string[] => {
  const components = after.components.map(({ id }) => id);
  const region = outageRegion([before, after]);
  const compared = union(region, normalise([after.interval]));
  if (!isSame(intersect(maintenanceOf(before), compared), intersect(maintenanceOf(after), compared))) return components;
  return components.filter((id) => !isSame(downtimeOf(before, id, region), downtimeOf(after, id, region)));
};

/** Returns a component's gross downtime in the region, and its unexcused part. */
const downtimeOf = ({ timelines }: Month, id: string, region: Spans): readonly (readonly number[])[] => {
  const timeline = timelines.get(id);
  if (timeline === undefined) return [];
  const gross = each(region).flatMap(({ start, end }) => clip(timeline.raw, start, end));
  return [gross, subtract(gross, timeline.excuse)];
};

const maintenanceOf = ({ maintenance }: Month): Spans => normalise(maintenance);

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);
