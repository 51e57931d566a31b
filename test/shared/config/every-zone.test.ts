import { DateTime } from 'luxon';
import { describe, expect, test, vi } from 'vitest';
import {
  addDays,
  addMonths,
  localDate,
  localDays,
  localOffset,
  monthInterval,
} from '../../../shared/domain/time/calendar.ts';
import { CLOCKS, DAY, dayStarts, DISTINCT_CLOCKS, HOUR, instantsOf } from '../../support/builders/zone-clocks.ts';

// Each test compares hundreds of thousands of local times.
vi.setConfig({ testTimeout: 300_000 });

const MONTHS = Array.from({ length: 16 * 12 }, (_, index) => addMonths('2020-01', index));
const [FIRST, LAST] = ['2020-01-01', '2035-12-31'];
const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const firstOf = (month: string): number => midnight(`${month}-01`);

const DAYS = DISTINCT_CLOCKS.map(([name, clocks]) => ({ name, clocks, days: localDays(name, FIRST, LAST) }));

test('months partition 2020 to 2035 in every time zone', () => {
  const wrong = [...CLOCKS].flatMap(([name, clocks]) => {
    const starts = [...MONTHS, addMonths('2035-12', 1)].map((month) => dayStarts(clocks, firstOf(month)));
    return MONTHS.filter((month, i) => {
      const { start, end } = monthInterval(month, name);
      return start !== starts[i] || end !== starts[i + 1] || start >= end;
    }).map((month) => `${month} in ${name}`);
  });
  expect(wrong).toEqual([]);
  expect(CLOCKS.size).toBeGreaterThan(590);
});

test('offset and date change with the clocks in every zone', () => {
  const wrong = [...CLOCKS].flatMap(([name, clocks]) =>
    clocks
      .flatMap(({ from, until, offset }) => [from, until - 1].map((at) => ({ at, offset })))
      .filter(({ at }) => at < midnight('2042-01-01'))
      .filter(({ at, offset }) => {
        const date = new Date(at + offset).toISOString().slice(0, 10);
        return localOffset(name, at) !== offset || localDate(name, at) !== date;
      })
      .map(({ at }) => `${new Date(at).toISOString()} in ${name}`),
  );
  expect(wrong).toEqual([]);
});

describe('days, on all distinct clocks', () => {
  test('begin at the first instant with their date', () => {
    const wrong = DAYS.flatMap(({ name, clocks, days }) =>
      days
        .filter(({ date, start }) => start !== dayStarts(clocks, midnight(date)))
        .map(({ date }) => `${date} in ${name}`),
    );
    expect(wrong).toEqual([]);
    const midnights = DAYS.flatMap(({ clocks, days }) =>
      days.map(({ date }) => instantsOf(clocks, midnight(date)).length),
    );
    expect(new Set(midnights)).toEqual(new Set([0, 1, 2]));
  });

  test('partition their months, leap days included', () => {
    const dates = Array.from({ length: (midnight(LAST) - midnight(FIRST)) / DAY + 1 }, (_, i) =>
      new Date(midnight(FIRST) + i * DAY).toISOString().slice(0, 10),
    );
    const wrong = DAYS.filter(({ name, days }) => {
      const inOrder = days.every(({ start, end }, i) => start < end && (i === 0 || days[i - 1]?.end === start));
      const months = Map.groupBy(days, ({ date }) => date.slice(0, 7));
      const edges = MONTHS.every((month) => {
        const own = months.get(month);
        const { start, end } = monthInterval(month, name);
        return own?.[0]?.start === start && own.at(-1)?.end === end;
      });
      return !inOrder || !edges || days.length !== dates.length || days.some(({ date }, i) => date !== dates[i]);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(dates.filter((date) => date.endsWith('02-29'))).toHaveLength(4);
  });

  test('have 23, 23.5, 24, 24.5 or 25 hours outside Antarctica', () => {
    const lengths = new Set<number>();
    for (const { name, days } of DAYS) {
      if (!name.startsWith('Antarctica/')) for (const { start, end } of days) lengths.add((end - start) / HOUR);
    }
    expect(lengths).toEqual(new Set([23, 23.5, 24, 24.5, 25]));
  });

  test('begin at luxon’s start of the day around all changes', () => {
    const wrong = DAYS.flatMap(({ name, clocks, days }) => {
      const changes = clocks.map(({ from, offset }) => Math.floor((from + offset) / DAY));
      return days
        .filter(({ date }) => date.endsWith('-01') || changes.some((day) => Math.abs(midnight(date) / DAY - day) <= 1))
        .filter(({ date, start }) => luxonMidnight(name, date) !== start)
        .map(({ date }) => `${date} in ${name}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** luxon takes one of two midnights by today's offset: the first of those that it finds possible is asked for. */
const luxonMidnight = (zone: string, date: string): number | undefined =>
  DateTime.fromISO(date, { zone }).getPossibleOffsets()[0]?.toMillis();

test.each([
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Fakaofo', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kiritimati', '1994-12-31'],
  ['Pacific/Enderbury', '1994-12-31'],
  ['Asia/Manila', '1844-12-31'],
])('%s skipped %s: the day is empty', (zone, date) => {
  const [before, skipped, after] = localDays(zone, addDays(date, -1), addDays(date, 1));
  expect(skipped?.date).toBe(date);
  expect([before?.end, skipped?.start, skipped?.end]).toEqual([after?.start, after?.start, after?.start]);
});
