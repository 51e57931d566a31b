import { addDays, addMonths, type LocalDay, localDays, localInstant, localOffset } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { clip, intersect, type Interval, type Intervals, listIntervals, normalise } from '../domain/time/intervals.ts';
import type { ExplainedBooking } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { LabelMark } from './label-marks.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time-units.ts';

/** An interval of a chart. */
export type DrawnInterval = Interval & { readonly mark: LabelMark };

/** A local day of any length. */
type CalendarDay = LocalDay & {
  /** The instants at 6, 12 and 18 o'clock; a clock change may skip one. */
  readonly ticks: readonly Instant[];
  /** The instant of a clock change. */
  readonly change: Instant | undefined;
};

/** A day of the calendar with its intervals. */
export type DayRow = CalendarDay & {
  /** Every interval that is not up, in order of time. */
  readonly intervals: readonly DrawnInterval[];
  /** Downtime outside service time: on a weekend, on a holiday, in maintenance, outside the contract. */
  readonly outside: Intervals;
  /** When notices were received. */
  readonly notices: readonly Instant[];
  /** The credits booked on the day; undefined if nothing was earned. */
  readonly booking: ExplainedBooking | undefined;
};

export type DrawnMonth = {
  readonly days: readonly DayRow[];
  /** The width of a column in milliseconds if there are too many intervals to draw; 0 if each is drawn. */
  readonly columnMs: number;
};

/** More marks would take a statement page over its size limit. */
export const MARKS_MAX = 400;
/** Columns of two hours are at most 12 a day, which stays under MARKS_MAX in any month. */
const COLUMN_WIDTHS_MS = [0, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, DAY_MS];

/** Returns a statement's month as rows of days, in the narrowest columns that stay under `marksMax`. */
export const drawnMonth = (statement: Statement, marksMax: number): DrawnMonth => {
  const { explanation } = statement;
  const marks = explanation.intervals
    .map(({ start, end, label }) => ({ ...intervalOf({ start, end }), mark: label }))
    .filter(({ mark }) => mark !== 'up');
  const outside = outsideOf(statement);
  const days = cachedDays(explanation.timeZone, statement.month);
  const notices = explanation.outages.flatMap(({ steps }) =>
    steps.flatMap((step) => step.notices.map(({ receivedAt }) => Date.parse(receivedAt))),
  );
  const bookings = new Map(explanation.credit.bookings.map((booking) => [booking.date, booking]));
  const rows = (columnMs: number): DayRow[] =>
    days.map((day) => ({
      ...day,
      intervals: coarserIntervals(drawnIntervals(day, marks), day, columnMs),
      outside: outsideOn(day, outside, columnMs),
      notices: spacedOut(
        [...new Set(notices.filter((at) => at >= day.start && at < day.end))].toSorted((a, b) => a - b),
      ),
      booking: bookings.get(day.date),
    }));
  let drawn: DrawnMonth = { days: [], columnMs: 0 };
  for (const columnMs of COLUMN_WIDTHS_MS) {
    drawn = { days: rows(columnMs), columnMs };
    if (markCount(drawn.days) <= marksMax) break;
  }
  return drawn;
};

/** Returns the parts of intervals inside another. */
const drawnIntervals = (within: Interval, intervals: readonly DrawnInterval[]): DrawnInterval[] =>
  intervals.flatMap(({ start, end, mark }) =>
    start < within.end && end > within.start
      ? [{ start: Math.max(start, within.start), end: Math.min(end, within.end), mark }]
      : [],
  );

/**
 * Returns intervals as columns of `columnMs`. Each column has the mark that lasts longest in it; equal neighbours are joined.
 * A width of 0 returns them unchanged.
 */
export const coarserIntervals = (
  intervals: readonly DrawnInterval[],
  within: Interval,
  columnMs: number,
): DrawnInterval[] => {
  if (columnMs === 0) return [...intervals];
  const columns: DrawnInterval[] = [];
  for (let start = within.start; start < within.end; start += columnMs) {
    const column = { start, end: Math.min(start + columnMs, within.end) };
    const share = new Map<LabelMark, number>();
    for (const { mark, ...interval } of drawnIntervals(column, intervals))
      share.set(mark, (share.get(mark) ?? 0) + interval.end - interval.start);
    const [most] = [...share].toSorted(([, a], [, b]) => b - a);
    if (most === undefined) continue;
    const last = columns.at(-1);
    if (last !== undefined && last.mark === most[0] && last.end === column.start)
      columns.splice(-1, 1, { ...last, end: column.end });
    else columns.push({ ...column, mark: most[0] });
  }
  return columns;
};

/** A close draws the same month for every customer: the last month's days are kept. */
let lastDays: { readonly zone: string; readonly month: string; readonly days: readonly CalendarDay[] } | undefined;

const cachedDays = (zone: string, month: string): readonly CalendarDay[] => {
  if (lastDays?.zone !== zone || lastDays.month !== month) lastDays = { zone, month, days: calendarDays(zone, month) };
  return lastDays.days;
};

const calendarDays = (zone: string, month: string): CalendarDay[] =>
  localDays(zone, `${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1)).map((day) => ({
    ...day,
    ticks: [6, 12, 18]
      .map((hour) =>
        day.end - day.start === DAY_MS ? day.start + hour * HOUR_MS : localInstant(zone, day.date, hour * 60),
      )
      .filter((at) => at > day.start && at < day.end),
    change: clockChangeOn(zone, day),
  }));

const markCount = (days: readonly DayRow[]): number =>
  days.reduce((sum, { intervals, outside }) => sum + intervals.length + outside.length / 2, 0);

const intervalOf = ({ start, end }: { readonly start: string; readonly end: string }): Interval => ({
  start: Date.parse(start),
  end: Date.parse(end),
});

/** Labels outside service time. With the effect `count-as-up`, the company's maintenance stays in it. */
const OUTSIDE_LABELS = ['holiday', 'weekend', 'off-hours', 'inactive'] as const;

/** Returns the downtime of a statement that is outside service time. */
export const outsideOf = ({ explanation: { intervals, outages, counted } }: Statement): Intervals => {
  const labels = new Set<string>([...OUTSIDE_LABELS, ...(counted.effect === 'remove' ? ['maintenance'] : [])]);
  return intersect(
    normalise(outages.map(intervalOf)),
    normalise(intervals.filter(({ label }) => labels.has(label)).map(intervalOf)),
  );
};

const outsideOn = (day: Interval, outside: Intervals, columnMs: number): Intervals =>
  normalise(
    coarserIntervals(
      listIntervals(clip(outside, day.start, day.end)).map((interval) => ({ ...interval, mark: 'outside' })),
      day,
      columnMs,
    ),
  );

/** Drops instants less than half an hour after another: their marks would overlap. */
const spacedOut = (instants: readonly Instant[]): Instant[] =>
  instants.reduce<Instant[]>((spaced, at) => {
    if (spaced.length === 0 || at - (spaced.at(-1) ?? 0) >= HOUR_MS / 2) spaced.push(at);
    return spaced;
  }, []);

/** Finds the first instant of a day with another offset than its start, by bisection. */
const clockChangeOn = (zone: string, { start, end }: Interval): Instant | undefined => {
  const before = localOffset(zone, start);
  if (start >= end || localOffset(zone, end - 1) === before) return undefined;
  let [low, high] = [start, end - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localOffset(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
};
