import { describe, expect, test } from 'vitest';
import { addMonths, monthInterval } from '../../shared/domain/calendar.ts';
import { closingInstant, isSkipped, monthClosedAt, neverCloses } from '../../shared/schedule.ts';
import { type Clocks, CLOCKS, DIFFERENT, HOUR, instantsOf } from './clocks.ts';

/** The months that the table of holidays covers: 2020 to 2040. */
const MONTHS = Array.from({ length: 21 * 12 }, (_, index) => addMonths('2020-01', index));

/** The wall time, as if in UTC, at which a month is closed: on a day of the month after it. */
const wallOf = (month: string, day: number, hour: number): number =>
  Date.parse(`${addMonths(month, 1)}-01T00:00:00Z`) + ((day - 1) * 24 + hour) * HOUR;

/**
 * The instants at which EventBridge Scheduler may fire `cron(0 hour day * ? *)` for a month: never if clocks skip that hour; once if
 * it comes twice, and which of the two it is, is not documented.
 */
const firings = (clocks: Clocks, month: string, day: number, hour: number): number[] =>
  instantsOf(clocks, wallOf(month, day, hour));

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

/** Where the product's instant is not the one at which the schedule fires, or what that orders is another month, or one that still runs. */
const wrongOf = (zones: Iterable<readonly [string, Clocks]>, day: number, hour: number): string[] =>
  [...zones].flatMap(([timeZone, clocks]) =>
    MONTHS.filter((month) => {
      const at = closingInstant({ day, hour, timeZone }, month);
      const [fires] = firings(clocks, month, day, hour);
      return fires === undefined
        ? !isSkipped({ day, hour, timeZone }, month)
        : at !== fires || monthClosedAt(timeZone, at) !== month || at < monthInterval(month, timeZone).end;
    }).map((month) => `${month} in ${timeZone}`),
  );

describe('the instant at which a month is closed', () => {
  test('is that at which the schedule fires, in every zone, by whatever name, and every month: day 2, 12:00', () => {
    expect(wrongOf(CLOCKS, 2, 12)).toEqual([]);
  });

  test.each([
    { day: 1, hour: 0 },
    { day: 28, hour: 23 },
  ])('is that at which the schedule fires, by all the different clocks that there are: day $day, hour $hour', (at) => {
    expect(wrongOf(DIFFERENT, at.day, at.hour)).toEqual([]);
  });

  const changed = DIFFERENT.flatMap(([timeZone, clocks]) =>
    changedHours(clocks).map(({ month, ...at }) => ({
      month,
      closing: { ...at, timeZone },
      fires: firings(clocks, month, at.day, at.hour),
    })),
  );

  test('of an hour that comes twice is the first, and whichever the schedule takes orders the same month, which has ended', () => {
    const twice = changed.filter(({ fires }) => fires.length === 2);
    const wrong = twice.filter(({ month, closing, fires }) => {
      const { end } = monthInterval(month, closing.timeZone);
      const orders = fires.every((at) => at >= end && monthClosedAt(closing.timeZone, at) === month);
      return !orders || closingInstant(closing, month) !== fires[0] || isSkipped(closing, month);
    });
    expect(wrong).toEqual([]);
    expect(twice.length).toBeGreaterThan(200);
  });

  test('of an hour that clocks skip does not come: the schedule does not fire', () => {
    const skipped = changed.filter(({ fires }) => fires.length === 0);
    expect(skipped.filter(({ month, closing }) => !isSkipped(closing, month))).toEqual([]);
    expect(skipped.filter(({ closing, month }) => (neverCloses(closing) ?? '9999-12') > month)).toEqual([]);
    expect(skipped.length).toBeGreaterThan(200);
  });
});

test.each(['America/Los_Angeles', 'Australia/Lord_Howe'])(
  'in %s every day and hour that is accepted fires once for each month, and no other is refused',
  (timeZone) => {
    const clocks = CLOCKS.get(timeZone) ?? [];
    const skipped = changedHours(clocks).filter(
      ({ month, day, hour }) => firings(clocks, month, day, hour).length === 0,
    );
    for (let day = 1; day <= 28; day += 1) {
      for (let hour = 0; hour <= 23; hour += 1) {
        const first = skipped.find((at) => at.day === day && at.hour === hour)?.month;
        expect({ day, hour, never: neverCloses({ day, hour, timeZone }) }).toEqual({ day, hour, never: first });
      }
    }
    expect(skipped).not.toEqual([]);
  },
);
