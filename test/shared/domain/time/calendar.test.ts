import * as fc from 'fast-check';
import { IANAZone, Settings } from 'luxon';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayNumber,
  endOfDate,
  instantsAtLocalTime,
  localDate,
  localDays,
  localInstant,
  localOffset,
  monthInterval,
  monthOfDate,
} from '../../../../shared/domain/time/calendar.ts';

const HOUR = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

/** Zones and years with half hours, skipped and repeated midnights, or skipped days. */
const ODD = [
  ['UTC', 2026],
  ['America/New_York', 2026],
  ['Australia/Lord_Howe', 2026],
  ['Pacific/Apia', 2011],
  ['Pacific/Kwajalein', 1993],
  ['America/St_Johns', 1988],
  ['America/St_Johns', 2010],
  ['America/Havana', 2026],
  ['America/Sao_Paulo', 2018],
  ['Asia/Beirut', 2023],
  ['Asia/Gaza', 2024],
  ['Africa/Casablanca', 2026],
  ['Africa/Cairo', 2010],
  ['Africa/Monrovia', 1972],
  ['Antarctica/Troll', 2026],
  ['Asia/Tehran', 2022],
  ['Asia/Pyongyang', 2018],
  ['Pacific/Chatham', 2026],
  ['Asia/Kathmandu', 1986],
  ['Europe/Dublin', 1971],
] as const;

/** Clocks, read without the calendar under test. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const shown = (zone: string, at: number): string => {
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-CA', options);
  clocks.set(zone, clock);
  return clock.format(at);
};

const instantTexts = (zone: string, wall: string): string[] =>
  instantsAtLocalTime(zone, utc(wall)).map((at) => new Date(at).toISOString().slice(0, 16));

describe.each(ODD)('%s in %i', (zone, year) => {
  const daysOfYear = () => localDays(zone, `${year}-01-01`, `${year}-12-31`);

  test('days follow each other without gap or overlap', () => {
    const days = daysOfYear();
    expect(days.filter(({ start }, i) => i > 0 && start !== days[i - 1]?.end)).toEqual([]);
    expect(days.filter(({ start, end }) => start > end)).toEqual([]);
    expect(days.map(({ date }) => date).filter((date) => !date.startsWith(String(year)))).toEqual([]);
  });

  test('days add up to their months', () => {
    const days = daysOfYear();
    for (let number = 1; number <= 12; number += 1) {
      const month = `${year}-${String(number).padStart(2, '0')}`;
      const own = days.filter(({ date }) => date.startsWith(month));
      expect({ start: own[0]?.start, end: own.at(-1)?.end }).toEqual(monthInterval(month, zone));
    }
  });

  test('a day starts with the first instant of its date', () => {
    const wrong = daysOfYear()
      .filter(({ start, end }) => start < end)
      .flatMap(({ date, start, end }) => {
        const before = [1, 60_000, 0.5 * HOUR, HOUR, 2 * HOUR, 5 * HOUR, 23 * HOUR].map((ms) =>
          shown(zone, start - ms),
        );
        const right = [shown(zone, start), localDate(zone, start)].every((shows) => shows === date);
        return right && before.every((earlier) => earlier < date) && shown(zone, end - 1) <= date ? [] : [date];
      });
    expect(wrong).toEqual([]);
  });
});

describe('the length of a day', () => {
  test.each([
    { zone: 'America/New_York', date: '2026-03-08', hours: 23 },
    { zone: 'Australia/Lord_Howe', date: '2026-10-04', hours: 23.5 },
    { zone: 'America/New_York', date: '2026-07-04', hours: 24 },
    { zone: 'Australia/Lord_Howe', date: '2026-04-05', hours: 24.5 },
    { zone: 'America/New_York', date: '2026-11-01', hours: 25 },
    { zone: 'Antarctica/Troll', date: '2026-03-29', hours: 22 },
    { zone: 'America/St_Johns', date: '1988-04-03', hours: 22 },
    { zone: 'Africa/Monrovia', date: '1972-01-07', hours: 24 - 44.5 / 60 },
    { zone: 'Pacific/Apia', date: '2011-12-29', hours: 24 },
    { zone: 'Pacific/Apia', date: '2011-12-30', hours: 0 },
    { zone: 'Pacific/Apia', date: '2011-12-31', hours: 24 },
  ])('$zone $date has $hours hours', ({ zone, date, hours }) => {
    const [day] = localDays(zone, date, date);
    expect(((day?.end ?? 0) - (day?.start ?? 0)) / HOUR).toBe(hours);
  });
});

describe('midnight', () => {
  test.each([
    { title: 'an ordinary one', zone: 'America/Los_Angeles', date: '2026-10-14', at: '2026-10-14T07:00:00' },
    { title: 'one that clocks skip', zone: 'America/Sao_Paulo', date: '2018-11-04', at: '2018-11-04T03:00:00' },
    { title: 'one that comes twice', zone: 'America/Havana', date: '2026-11-01', at: '2026-11-01T04:00:00' },
    {
      title: 'one a minute before clocks go back',
      zone: 'America/St_Johns',
      date: '2010-11-07',
      at: '2010-11-07T02:30:00',
    },
    { title: 'one of a day left out', zone: 'Pacific/Apia', date: '2011-12-30', at: '2011-12-30T10:00:00' },
    { title: 'one before standard time', zone: 'America/Los_Angeles', date: '1850-03-04', at: '1850-03-04T07:52:58' },
  ])('$title: $zone $date', ({ zone, date, at }) => {
    expect(localInstant(zone, date)).toBe(utc(at));
  });

  test.each([
    { title: 'an hour that exists', date: '2026-03-07', at: '2026-03-07T10:00:00' },
    { title: 'an hour that clocks skip is the end of the gap', date: '2026-03-08', at: '2026-03-08T10:00:00' },
    { title: 'the hour after', date: '2026-03-09', at: '2026-03-09T09:00:00' },
  ])('$title', ({ date, at }) => {
    expect(localInstant('America/Los_Angeles', date, 120)).toBe(utc(at));
  });

  test('an hour that occurs twice is the earlier one', () => {
    expect(localInstant('America/Los_Angeles', '2026-11-01', 60)).toBe(utc('2026-11-01T08:00:00'));
  });
});

describe('months', () => {
  test.each([
    { month: '2026-02', zone: 'UTC', hours: 28 * 24 },
    { month: '2024-02', zone: 'UTC', hours: 29 * 24 },
    { month: '2026-03', zone: 'America/New_York', hours: 31 * 24 - 1 },
    { month: '2026-11', zone: 'America/New_York', hours: 30 * 24 + 1 },
    { month: '2026-10', zone: 'Australia/Lord_Howe', hours: 31 * 24 - 0.5 },
    { month: '2011-12', zone: 'Pacific/Apia', hours: 30 * 24 },
  ])('$month in $zone has $hours hours', ({ month, zone, hours }) => {
    const { start, end } = monthInterval(month, zone);
    expect((end - start) / HOUR).toBe(hours);
  });

  test.each([
    { month: '2026-12', by: 1, gives: '2027-01' },
    { month: '2026-01', by: -1, gives: '2025-12' },
    { month: '2026-10', by: -34, gives: '2023-12' },
    { month: '0099-12', by: 1, gives: '0100-01' },
    { month: '9999-12', by: 1, gives: '+010000-01' },
  ])('$month and $by months is $gives', ({ month, by, gives }) => {
    expect(addMonths(month, by)).toBe(gives);
  });

  test.each(['0000-01', '0001-01', '1850-03', '9999-11', '9999-12'])('%s has days, far away as it is', (month) => {
    const { start, end } = monthInterval(month, 'America/Los_Angeles');
    const days = localDays('America/Los_Angeles', addDays(`${month}-01`, -33), addDays(`${month}-01`, 66));
    const own = days.filter(({ date }) => date.startsWith(month));
    expect([own[0]?.start, own.at(-1)?.end]).toEqual([start, end]);
    expect([start % 1000, end % 1000].map(Math.abs)).toEqual([0, 0]);
  });
});

test('weekdays are ISO: Sunday is 7', () => {
  expect(localDays('UTC', '2026-10-14', '2026-10-19').map(({ weekday }) => weekday)).toEqual([3, 4, 5, 6, 7, 1]);
});

test('clocks show the local date at any instant', () => {
  const instants = fc.integer({ min: utc('1975-01-01T00:00:00'), max: utc('2037-12-31T00:00:00') });
  fc.assert(
    fc.property(instants, fc.constantFrom(...ODD), (at, [zone]) => {
      expect(localDate(zone, at)).toBe(shown(zone, at));
    }),
    { numRuns: 500 },
  );
});

test('an offset is right before and after clocks change', () => {
  const change = utc('2026-11-01T09:00:00');
  const around = [change, change - 1, change, change - 1];
  expect(around.map((at) => localOffset('America/Los_Angeles', at) / HOUR)).toEqual([-8, -7, -8, -7]);
});

test('an instant that no date can represent has no offset', () => {
  expect([8.64e15 - 86_400_000, -8.64e15].map((at) => localOffset('Asia/Kolkata', at))).toEqual([
    5.5 * HOUR,
    expect.any(Number),
  ]);
  expect([8.64e15 + 1, -8.64e15 - 1].map((at) => localOffset('Asia/Kolkata', at))).toEqual([NaN, NaN]);
});

test('offsets agree with luxon in every zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instant = fc.integer({ min: utc('1900-01-01T00:00'), max: utc('2100-01-01T00:00') });
  fc.assert(
    fc.property(zone, instant, (zone, at) => {
      // luxon counts in minutes, and before standard time there are odd seconds.
      expect(localOffset(zone, at)).toBe(Math.round(IANAZone.create(zone).offset(at) * 60) * 1000);
    }),
    { numRuns: 1000 },
  );
});

test('a local time is its first instant or its gap’s end', () => {
  const instants = [8 * 60, 24 * 60, 2 * 60 + 30].map((minute) =>
    localInstant('America/Los_Angeles', '2026-03-08', minute),
  );
  expect(instants).toEqual(['2026-03-08T15:00:00', '2026-03-09T07:00:00', '2026-03-08T10:00:00'].map(utc));
  expect(localInstant('America/Los_Angeles', '2026-11-01', 90)).toBe(utc('2026-11-01T08:30:00'));
});

test('a local time is its earliest instant in every zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const day = fc.integer({ min: 0, max: 22_000 }).map((days) => addDays('1975-01-01', days));
  fc.assert(
    fc.property(zone, day, fc.nat({ max: 1439 }), (zone, date, minute) => {
      const wall = Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
      const at = localInstant(zone, date, minute);
      const [first = at] = instantsAtLocalTime(zone, wall);
      expect(at).toBe(first);
      expect(at + localOffset(zone, at)).toBeGreaterThanOrEqual(wall);
      expect(at - 1 + localOffset(zone, at - 1)).toBeLessThan(wall);
    }),
    { numRuns: 1000 },
  );
});

describe('the instants at a local time', () => {
  test.each([
    ['America/Los_Angeles', '2026-10-14T10:00', ['2026-10-14T17:00']],
    ['America/Los_Angeles', '2026-11-01T00:59', ['2026-11-01T07:59']],
    ['America/Los_Angeles', '2026-11-01T01:30', ['2026-11-01T08:30', '2026-11-01T09:30']],
    ['America/Los_Angeles', '2026-11-01T02:00', ['2026-11-01T10:00']],
    ['America/Los_Angeles', '2026-03-08T02:30', []],
    ['America/Los_Angeles', '2026-03-08T03:00', ['2026-03-08T10:00']],
    ['Australia/Lord_Howe', '2026-04-05T01:45', ['2026-04-04T14:45', '2026-04-04T15:15']],
    ['Pacific/Apia', '2011-12-30T12:00', []],
    ['UTC', '2026-10-14T10:00', ['2026-10-14T10:00']],
  ])('in %s at %s: %j', (zone, wall, expected) => {
    expect(instantTexts(zone, wall)).toEqual(expected);
  });

  test('include every instant that shows the time', () => {
    const zones = fc.constantFrom('America/Los_Angeles', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    fc.assert(
      fc.property(zones, fc.integer({ min: utc('2020-01-01T00:00'), max: utc('2035-01-01T00:00') }), (zone, at) => {
        expect(instantsAtLocalTime(zone, at + localOffset(zone, at))).toContain(at);
      }),
    );
  });
});

test('dates have a month, a number and a last millisecond', () => {
  expect([monthOfDate('2026-10-14'), monthOfDate('+010000-01-01')]).toEqual(['2026-10', '+010000-01']);
  expect([dayNumber('1970-01-02'), dayNumber('1969-12-31')]).toEqual([1, -1]);
  expect(endOfDate('America/New_York', '2026-11-01')).toBe(utc('2026-11-02T05:00:00') - 1);
});

test('many ranges of days keep their own days', () => {
  const firsts = Array.from({ length: 130 }, (_, i) => addDays('2026-01-01', i));
  const again = firsts.map((date) => localDays('UTC', date, date)[0]?.date);
  expect(firsts.map((date) => localDays('UTC', date, date)[0]?.date)).toEqual(again);
  expect(again).toEqual(firsts);
});

test('a skipped minute or day is the end of its gap', () => {
  expect(localInstant('Australia/Lord_Howe', '2026-10-04', 2 * 60 + 15)).toBe(utc('2026-10-03T15:30:00'));
  expect(localInstant('Pacific/Apia', '2011-12-30', 12 * 60)).toBe(utc('2011-12-30T10:00:00'));
});

test('dates do not depend on the time zone of the machine', () => {
  const { defaultZone } = Settings;
  Settings.defaultZone = 'Asia/Tokyo';
  try {
    expect(dayNumber('1970-01-03')).toBe(2);
    expect(localDate('UTC', utc('2026-10-14T20:00:00'))).toBe('2026-10-14');
  } finally {
    Settings.defaultZone = defaultZone;
  }
});
