import { addDays, addMonths, type LocalDay, localDays, localInstant, localOffset } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { clip, each, intersect, normalise, type Span, type Spans, union } from '../domain/time/intervals.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { coarserIntervals, type DrawnInterval, drawnIntervals } from './drawn-intervals.ts';

/** A day as the calendar has it, whatever happened on it: from its first instant to its last, however long that is. */
type DayFrame = LocalDay & {
  /** When clocks show 6, 12 and 18, where they do. */
  readonly ticks: readonly Instant[];
  /** When the clocks change, if they do. */
  readonly change: Instant | undefined;
};

/** A day as a strip shows it. */
export type DayRow = DayFrame & {
  /** What was not simply service time, in order of time. */
  readonly runs: readonly DrawnInterval[];
  /** Downtime where nothing counts: on a weekend, a holiday, in maintenance, outside the contract. */
  readonly outside: Spans;
  /** When the company received notices. */
  readonly notices: readonly Instant[];
  /** What the day earned; undefined if nothing. */
  readonly credits: number | undefined;
};

export type DrawnMonth = {
  readonly days: readonly DayRow[];
  /** How wide a column is where there is too much to draw each stretch, in milliseconds; 0 if each is drawn. */
  readonly grain: number;
};

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** How many marks a page can hold. */
const MOST = 400;
/** Two hours a column are at most 12 a day, which a page can hold in any month. */
const GRAINS = [0, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR];

/** A statement's month as strips, a day each, coarser where it would be too much to draw. */
export const drawnMonth = (statement: Statement): DrawnMonth => {
  const { explanation } = statement;
  const marks = explanation.stretches
    .map(({ start, end, label }) => ({ ...spanOf({ start, end }), mark: label }))
    .filter(({ mark }) => mark !== 'up');
  const outside = outsideOf(statement);
  const days = frameOf(explanation.timeZone, statement.month);
  const notices = explanation.downtimes.flatMap((downtime) =>
    downtime.notices.map(({ receivedAt }) => Date.parse(receivedAt)),
  );
  const earned = new Map(explanation.credit.days.map(({ date, credits }) => [date, credits]));
  const strips = (grain: number): DayRow[] =>
    days.map((day) => ({
      ...day,
      runs: coarserIntervals(drawnIntervals(day, marks), day, grain),
      outside: outsideOn(day, outside, grain),
      notices: thinned([...new Set(notices.filter((at) => at >= day.start && at < day.end))].toSorted((a, b) => a - b)),
      credits: earned.get(day.date),
    }));
  let drawn: DrawnMonth = { days: [], grain: 0 };
  for (const grain of GRAINS) {
    drawn = { days: strips(grain), grain };
    if (countOf(drawn.days) <= MOST) break;
  }
  return drawn;
};

/** The last month that was asked for: a closing draws one and the same for customer after customer. */
let last: { readonly zone: string; readonly month: string; readonly days: readonly DayFrame[] } | undefined;

const frameOf = (zone: string, month: string): readonly DayFrame[] => {
  if (last?.zone !== zone || last.month !== month) last = { zone, month, days: framed(zone, month) };
  return last.days;
};

const framed = (zone: string, month: string): DayFrame[] =>
  localDays(zone, `${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1)).map((day) => ({
    ...day,
    ticks: [6, 12, 18]
      .map((hour) => (day.end - day.start === 24 * HOUR ? day.start + hour * HOUR : localInstant(zone, day.date, hour)))
      .filter((at) => at > day.start && at < day.end),
    change: changeOf(zone, day),
  }));

const countOf = (days: readonly DayRow[]): number =>
  days.reduce((sum, { runs, outside }) => sum + runs.length + outside.length / 2, 0);

const spanOf = ({ start, end }: { readonly start: string; readonly end: string }): Span => ({
  start: Date.parse(start),
  end: Date.parse(end),
});

/** Downtime of a statement's customer where nothing counts. */
export const outsideOf = ({ explanation: { stretches, downtimes } }: Statement): Spans =>
  intersect(
    normalise(downtimes.map(spanOf)),
    union(
      ...['holiday', 'weekend', 'maintenance', 'inactive'].map((label) =>
        normalise(stretches.filter((stretch) => stretch.label === label).map(spanOf)),
      ),
    ),
  );

const outsideOn = (day: Span, outside: Spans, grain: number): Spans =>
  normalise(
    coarserIntervals(
      each(clip(outside, day.start, day.end)).map((span) => ({ ...span, mark: 'outside' })),
      day,
      grain,
    ),
  );

/** No two closer than half an hour: they would be drawn over each other. */
const thinned = (instants: readonly Instant[]): Instant[] =>
  instants.reduce<Instant[]>((kept, at) => {
    if (kept.length === 0 || at - (kept.at(-1) ?? 0) >= HOUR / 2) kept.push(at);
    return kept;
  }, []);

/** The first instant of a day at which clocks are ahead of UTC by another time than at its beginning. */
const changeOf = (zone: string, { start, end }: Span): Instant | undefined => {
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
