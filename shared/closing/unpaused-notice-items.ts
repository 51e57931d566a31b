import { ofKind } from '../domain/facts/effective-facts.ts';
import type { Fact } from '../domain/facts/facts.ts';
import type { Assessment } from '../domain/month/assessment.ts';
import { type LocalDay, localDate, localDays } from '../domain/time/calendar.ts';
import { overlapping, overlaps } from '../domain/time/intervals.ts';
import type { ReviewItem } from '../persistence/run-results.ts';

/** Notices on fewer days may be about one problem that no alarm detects. */
const DAYS_MIN = 5;

/**
 * Returns each series of five or more local days with a notice, and without downtime of the customer's components.
 * Such notices would cover any later downtime. A series may begin before the month or end after it.
 */
export const unpausedNoticeItems = (
  customer: string,
  own: readonly Fact[],
  assessments: readonly Assessment[],
): ReviewItem[] => {
  const [first] = assessments;
  if (first === undefined) return [];
  const { month } = first;
  const zone = month.policy.timeZone;
  const byDate = Map.groupBy(
    ofKind(own, 'notice').filter(({ recognizedAt }) => recognizedAt >= month.range.start),
    ({ recognizedAt }) => localDate(zone, recognizedAt),
  );
  const dates = [...byDate.keys()].toSorted();
  const [from, to] = [dates.at(0), dates.at(-1)];
  if (from === undefined || to === undefined) return [];
  const used = new Set(assessments.flatMap(({ contract }) => contract.components));
  const downtimes = [...used].map((id) => month.timelines.get(id)?.downtime ?? []);
  const isUp = ({ start, end }: LocalDay): boolean =>
    downtimes.every((downtime) => overlapping(downtime, start, end).length === 0);
  return series(localDays(zone, from, to), (day) => byDate.has(day.date) && isUp(day))
    .filter((days) => days.length >= DAYS_MIN && days.some((day) => overlaps(day, month.interval)))
    .map((days) => ({
      kind: 'notice-without-pause',
      subject: byDate.get(days[0]?.date ?? '')?.[0]?.id ?? '',
      customer,
      note: `notices on ${days.length} days running, from ${days[0]?.date} to ${days.at(-1)?.date}`,
    }));
};

/** Returns the longest series of successive items that have a property. */
const series = <T>(items: readonly T[], has: (item: T) => boolean): T[][] => {
  const found: T[][] = [];
  let current: T[] = [];
  for (const item of items) {
    if (!has(item)) current = [];
    else if (current.push(item) === 1) found.push(current);
  }
  return found;
};
