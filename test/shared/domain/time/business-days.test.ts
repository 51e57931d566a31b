import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBusinessDays } from '../../../../shared/domain/time/business-days.ts';
import { addDays } from '../../../../shared/domain/time/calendar.ts';

const HOLIDAYS = new Set(['2026-10-12', '2026-10-15', '2026-12-25']);

/** The model: steps a day at a time. */
const stepwise = (date: string, count: number, direction: 1 | -1): string => {
  let day = date;
  for (let left = count; left > 0;) {
    day = addDays(day, direction);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !HOLIDAYS.has(day)) left -= 1;
  }
  return day;
};

describe('business days', () => {
  test.each([
    { from: '2026-10-14', count: 0, direction: 1, to: '2026-10-14' },
    { from: '2026-10-17', count: 0, direction: 1, to: '2026-10-17' },
    { from: '2026-10-14', count: 1, direction: 1, to: '2026-10-16' },
    { from: '2026-10-16', count: 1, direction: 1, to: '2026-10-19' },
    { from: '2026-10-17', count: 1, direction: 1, to: '2026-10-19' },
    { from: '2026-10-13', count: 1, direction: -1, to: '2026-10-09' },
    { from: '2026-10-16', count: 2, direction: -1, to: '2026-10-13' },
  ] as const)('$count from $from are $to', ({ from, count, direction, to }) => {
    expect(addBusinessDays(from, count, direction, HOLIDAYS)).toBe(to);
  });

  test('are reached a day at a time', () => {
    const dates = fc.nat({ max: 120 }).map((days) => addDays('2026-09-01', days));
    fc.assert(
      fc.property(dates, fc.nat({ max: 60 }), fc.constantFrom(1 as const, -1 as const), (date, count, direction) => {
        expect(addBusinessDays(date, count, direction, HOLIDAYS)).toBe(stepwise(date, count, direction));
      }),
      { numRuns: 400 },
    );
  });

  test('in their thousands take no longer', () => {
    expect(addBusinessDays('2026-10-14', 100_000, 1, new Set())).toBe(addDays('2026-10-14', 140_000));
  });
});
