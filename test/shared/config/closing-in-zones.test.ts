import { describe, expect, test } from 'vitest';
import { addMonths, monthInterval } from '../../../shared/domain/time/calendar.ts';
import { type Closing, closingInstant, closingsAfterGaps, monthClosedAt } from '../../../shared/config/schedule.ts';
import { type Clocks, CLOCKS, DISTINCT_CLOCKS, HOUR, instantsOf } from '../../support/builders/zone-clocks.ts';

/** The months that the table of holidays covers: 2020 to 2040. */
const MONTHS = Array.from({ length: 21 * 12 }, (_, index) => addMonths('2020-01', index));

/** Returns the local time of a month's closing, as if it were UTC. */
const wallOf = (month: string, day: number, hour: number): number =>
  Date.parse(`${addMonths(month, 1)}-01T00:00:00Z`) + ((day - 1) * 24 + hour) * HOUR;

/**
 * Returns the instants at which EventBridge Scheduler may fire `cron(0 hour day * ? *)` for a month.
 * It fires never if clocks skip the hour, and once if the hour occurs twice; AWS does not document which.
 */
const firings = (clocks: Clocks, month: string, day: number, hour: number): number[] =>
  instantsOf(clocks, wallOf(month, day, hour));

/** The instants, of all years, at which the schedules for closings whose hour is skipped fire. */
const firingsAfterGaps = (clocks: Clocks, closing: Closing): number[] =>
  closingsAfterGaps(closing).flatMap(({ years, month, day, hour, minute }) =>
    years.flatMap((year) => instantsOf(clocks, Date.UTC(year, month - 1, day, hour, minute))),
  );

/** Every hour, on days that a closing can have, that clocks skip or show twice, from 2020 to 2040. */
const changedHours = (clocks: Clocks): { month: string; day: number; hour: number }[] =>
  clocks.slice(1).flatMap(({ from, offset }, i) => {
    const before = clocks[i]?.offset ?? offset;
    const [first, last] = [from + Math.min(before, offset), from + Math.max(before, offset)];
    const walls = Array.from({ length: 5 }, (_, n) => Math.floor(first / HOUR) * HOUR + n * HOUR);
    return walls
      .filter((wall) => first <= wall && wall < last)
      .map((wall) => new Date(wall))
      .map((wall) => ({
        month: addMonths(wall.toISOString().slice(0, 7), -1),
        day: wall.getUTCDate(),
        hour: wall.getUTCHours(),
      }))
      .filter(({ month, day }) => MONTHS.includes(month) && day <= 28);
  });

/**
 * Lists the zones whose schedules do not fire exactly once at the closing's instant for a month that has ended.
 * It also lists firings that close no month.
 */
const wrongOf = (zones: Iterable<readonly [string, Clocks]>, day: number, hour: number): string[] =>
  [...zones].flatMap(([timeZone, clocks]) => {
    const closing = { day, hour, timeZone };
    const afterGaps = firingsAfterGaps(clocks, closing);
    const closings = MONTHS.map((month) => ({ month, at: closingInstant(closing, month) }));
    const wrong = closings.filter(({ month, at }) => {
      const [first] = firings(clocks, month, day, hour);
      const fires = [...(first === undefined ? [] : [first]), ...afterGaps.filter((instant) => instant === at)];
      return (
        fires.length !== 1 ||
        at !== fires[0] ||
        monthClosedAt(timeZone, at) !== month ||
        at < monthInterval(month, timeZone).end
      );
    });
    const ordered = new Set(closings.map(({ at }) => at));
    return [
      ...wrong.map(({ month }) => `${month} in ${timeZone}`),
      ...afterGaps.filter((at) => !ordered.has(at)).map((at) => `${at} in ${timeZone}`),
    ];
  });

describe('the instant at which a month is closed', () => {
  test("equals the schedule's firing in every zone and month", () => {
    expect(wrongOf(CLOCKS, 2, 12)).toEqual([]);
  });

  test.each([
    { day: 1, hour: 0 },
    { day: 28, hour: 23 },
  ])("equals the schedule's firing on all distinct clocks: day $day, hour $hour", (at) => {
    expect(wrongOf(DISTINCT_CLOCKS, at.day, at.hour)).toEqual([]);
  });

  const changed = DISTINCT_CLOCKS.flatMap(([timeZone, clocks]) =>
    changedHours(clocks).map(({ month, ...at }) => ({
      month,
      closing: { ...at, timeZone },
      fires: firings(clocks, month, at.day, at.hour),
    })),
  );

  test('is the first of an hour that occurs twice', () => {
    const twice = changed.filter(({ fires }) => fires.length === 2);
    const wrong = twice.filter(({ month, closing, fires }) => {
      const { end } = monthInterval(month, closing.timeZone);
      const orders = fires.every((at) => at >= end && monthClosedAt(closing.timeZone, at) === month);
      return !orders || closingInstant(closing, month) !== fires[0];
    });
    expect(wrong).toEqual([]);
    expect(twice.length).toBeGreaterThan(200);
  });

  test('is the end of a skipped hour, where another schedule fires', () => {
    const skipped = changed.filter(({ fires }) => fires.length === 0);
    const wrong = skipped.filter(({ month, closing }) => {
      const clocks = CLOCKS.get(closing.timeZone) ?? [];
      const at = closingInstant(closing, month);
      const changesThere = clocks.some(({ from }) => from === at);
      return !changesThere || firingsAfterGaps(clocks, closing).filter((instant) => instant === at).length !== 1;
    });
    expect(wrong).toEqual([]);
    expect(skipped.length).toBeGreaterThan(200);
  });
});

test.each(['America/Los_Angeles', 'Australia/Lord_Howe', 'Antarctica/Troll'])(
  'schedules in %s order each month once despite clock changes',
  (timeZone) => {
    const clocks = CLOCKS.get(timeZone) ?? [];
    const hours = new Map(changedHours(clocks).map(({ day, hour }) => [`${day} ${hour}`, { day, hour }]));
    const wrong = [...hours.values()].flatMap(({ day, hour }) => wrongOf([[timeZone, clocks]], day, hour));
    expect(wrong).toEqual([]);
    expect(hours.size).toBeGreaterThan(5);
  },
);
