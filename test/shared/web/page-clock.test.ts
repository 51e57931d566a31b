import { expect, test } from 'vitest';
import { dayRanges } from '../../../shared/web/page-clock.ts';

test.each<[days: number[], ranges: string[]]>([
  [[], []],
  [[5], ['5']],
  [
    [5, 6],
    ['5', '6'],
  ],
  [[5, 6, 7], ['5 to 7']],
  [
    [1, 3, 4, 5, 7, 30, 31],
    ['1', '3 to 5', '7', '30', '31'],
  ],
])('days %j are the ranges %j', (days, ranges) => {
  expect(dayRanges(days.map((day) => `2026-10-${String(day).padStart(2, '0')}`))).toStrictEqual(ranges);
});
