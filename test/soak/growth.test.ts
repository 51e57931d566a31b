import { expect, test } from 'vitest';
import { growth } from './growth.ts';
import { measureMemory } from './memory-use.ts';

test.each([
  ['the same every month', [80, 80, 80, 80, 80, 80], 0],
  ['one high value', [80, 80, 80, 95, 80, 80, 80, 80, 95, 80, 80, 80], 0],
  ['a megabyte a month', [80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91], 8],
  ['less every month', [85, 84, 83, 82, 81, 80], -4],
])('%s', (_, series, grown) => {
  expect(growth(series)).toBe(grown);
});

test('a series of fewer than six values is rejected', () => {
  expect(() => growth([1, 2, 3, 4, 5])).toThrow('too short to tell');
});

test('measuring fails without a garbage collector to call', async () => {
  await expect(measureMemory()).rejects.toThrow('run with --expose-gc');
});
