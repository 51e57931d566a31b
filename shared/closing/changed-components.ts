import type { Month } from '../domain/month/month.ts';
import {
  clip,
  each,
  intersect,
  normalise,
  type Span,
  type Spans,
  subtract,
  touching,
  union,
} from '../domain/time/intervals.ts';

/**
 * What of a month came out differently since it was closed: the components whose downtime of it, or its excuse, is another now; all of
 * them if maintenance of everything is. `before` and `after` are the same month under the same policy, as of two instants.
 *
 * What is compared is what a statement can depend on: downtimes are judged whole, so it is every stretch that touches the month in
 * which some component was down without a gap. What happened outside of those, or came later and changed nothing, concerns nobody.
 */
export const changedComponents = (before: Month, after: Month): string[] => {
  const all = after.components.map(({ id }) => id);
  const region = outageRegion([before, after]);
  const everywhere = union(region, normalise([after.interval]));
  if (!same(intersect(maintenanceOf(before), everywhere), intersect(maintenanceOf(after), everywhere))) return all;
  return all.filter((id) => !same(judgedOf(before, id, region), judgedOf(after, id, region)));
};

/** The last instant at which something can matter to a month: its own end, or that of the last downtime that touches it. */
export const relevantUntil = (months: readonly Month[]): number =>
  months.reduce((last, month) => Math.max(last, month.interval.end, ...outageRegion([month])), 0);

/** Where any component was down without a gap, if that touches the month: downtimes of several components may be one customer's. */
export const outageRegion = (months: readonly Month[]): Spans => {
  const raw = union(...months.flatMap(({ timelines }) => [...timelines.values()].map((timeline) => timeline.raw)));
  return normalise(months.flatMap(({ interval }): Span[] => touching(raw, interval.start, interval.end)));
};

/** A component's downtime in the region, and what of it is unexcused. */
const judgedOf = ({ timelines }: Month, id: string, region: Spans): readonly (readonly number[])[] => {
  const timeline = timelines.get(id);
  if (timeline === undefined) return [];
  const raw = each(region).flatMap(({ start, end }) => clip(timeline.raw, start, end));
  return [raw, subtract(raw, timeline.excuse)];
};

const maintenanceOf = ({ maintenance }: Month): Spans => normalise(maintenance);

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);
