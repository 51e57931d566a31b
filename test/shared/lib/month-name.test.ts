import { expect, test } from 'vitest';
import { monthName } from '../../../shared/lib/month-name.ts';

test.each([
  ['2026-01', 'January 2026'],
  ['2026-12', 'December 2026'],
  ['2026-12-31', 'December 2026'],
])('%s is in %s', (date, name) => {
  expect(monthName(date)).toBe(name);
});
