import { expect, test } from 'vitest';
import { dayName, monthName, percent } from '../../../shared/lib/format.ts';

test.each([
  ['2026-01', 'January 2026'],
  ['2026-12', 'December 2026'],
])('the month %s is %s', (month, name) => {
  expect(monthName(month)).toBe(name);
});

test.each([
  ['2026-01-09', '9 Jan'],
  ['2026-12-31', '31 Dec'],
])('the day %s is %s', (date, name) => {
  expect(dayName(date)).toBe(name);
});

test.each([
  [500, '5 %'],
  [250, '2.5 %'],
  [1, '0.01 %'],
])('%i basis points are %s', (bps, text) => {
  expect(percent(bps)).toBe(text);
});
