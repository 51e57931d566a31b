import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { holidayTable } from '../../../../scripts/holiday-table.ts';
import { HOLIDAY_COUNTRIES, HOLIDAYS_COVER, holidaysBetween } from '../../../../shared/domain/time/holidays.ts';

it('the committed table is what scripts/holiday-table.ts makes of date-holidays', async () => {
  const committed = await readFile(new URL('../../../../shared/domain/time/holidays.data.ts', import.meta.url), 'utf8');
  expect(committed).toBe(holidayTable());
});

describe('the holidays of the United States', () => {
  it('are eleven in 2026, and the observed 3 July', () => {
    expect(holidaysBetween('US', '2026-01-01', '2026-12-31')).toEqual([
      '2026-01-01',
      '2026-01-19',
      '2026-02-16',
      '2026-05-25',
      '2026-06-19',
      '2026-07-03',
      '2026-07-04',
      '2026-09-07',
      '2026-10-12',
      '2026-11-11',
      '2026-11-26',
      '2026-12-25',
    ]);
  });

  it.each([
    { date: '2028-11-10', why: 'Veterans Day 2028 is a Saturday' },
    { date: '2029-11-12', why: 'Veterans Day 2029 is a Sunday' },
    { date: '2027-12-31', why: 'New Year’s Day 2028 is a Saturday: observed in the year before' },
    { date: '2021-12-31', why: 'New Year’s Day 2022 is a Saturday' },
    { date: '2023-01-02', why: 'New Year’s Day 2023 is a Sunday' },
    { date: '2021-06-18', why: 'the first Juneteenth is a Saturday' },
  ])('include $date: $why', ({ date }) => {
    expect(holidaysBetween('US', date, date)).toEqual([date]);
  });

  it.each([
    { date: '2020-06-19', why: 'Juneteenth became a holiday in 2021' },
    { date: '2026-12-24', why: 'Christmas Eve is none' },
    { date: '2025-01-20', days: 1, why: 'Martin Luther King Day is, Inauguration Day besides is none' },
  ])('know that $why ($date)', ({ date, days = 0 }) => {
    expect(holidaysBetween('US', date, date)).toHaveLength(days);
  });
});

describe('the holidays of other countries', () => {
  it.each([
    { country: 'DE', date: '2026-12-24', why: 'half a day is no holiday' },
    { country: 'NL', date: '2026-12-31', why: 'a day on which banks close is a working day elsewhere' },
    { country: 'JP', date: '2027-01-02', why: 'a day on which banks close is a working day elsewhere' },
  ])('$date is none in $country: $why', ({ country, date }) => {
    expect(holidaysBetween(country, date, date)).toEqual([]);
  });

  it.each([
    { country: 'GB', date: '2026-12-28', name: 'Boxing Day, observed' },
    { country: 'IE', date: '2029-03-19', name: 'St Patrick’s Day, observed' },
    { country: 'DE', date: '2026-10-03', name: 'Tag der Deutschen Einheit' },
  ])('$date is one in $country: $name', ({ country, date }) => {
    expect(holidaysBetween(country, date, date)).toEqual([date]);
  });
});

describe('the table', () => {
  it.each([...HOLIDAY_COUNTRIES])('has dates for %s in every year, in order, none twice', (country) => {
    const dates = holidaysBetween(country, HOLIDAYS_COVER.from, HOLIDAYS_COVER.to) ?? [];
    expect(dates).toEqual([...new Set(dates)].toSorted());
    expect(new Set(dates.map((date) => date.slice(0, 4))).size).toBe(21);
    expect(dates.filter((date) => new Date(date).toISOString().slice(0, 10) !== date)).toEqual([]);
  });

  it.each([
    { country: 'US', from: '2019-12-31', to: '2020-02-01', why: 'begins before it' },
    { country: 'US', from: '2040-12-01', to: '2041-01-01', why: 'ends after it' },
    { country: 'XX', from: '2026-01-01', to: '2026-12-31', why: 'is of a country that it does not have' },
    { country: 'toString', from: '2026-01-01', to: '2026-12-31', why: 'is of no country' },
  ])('has no answer to a question that $why, rather than no holidays', ({ country, from, to }) => {
    expect(holidaysBetween(country, from, to)).toBeUndefined();
  });
});
