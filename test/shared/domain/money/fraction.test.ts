import { expect, test } from 'vitest';
import {
  addFractions,
  compareFractions,
  fraction,
  reduced,
  timesWhole,
  ZERO,
} from '../../../../shared/domain/money/fraction.ts';

test('fractions of one denominator add up their numerators', () => {
  expect(addFractions(fraction(1, 6), fraction(2, 6))).toEqual(fraction(3, 6));
});

test('fractions of different denominators add up exactly', () => {
  expect(reduced(addFractions(fraction(1, 6), fraction(1, 4)))).toEqual(fraction(5, 12));
});

test('a whole factor multiplies the numerator', () => {
  expect(timesWhole(fraction(7, 31), 3)).toEqual(fraction(21, 31));
});

test('fractions compare exactly', () => {
  const third = fraction(1, 3);
  const others = [fraction(2, 6), fraction(34, 100), fraction(33, 100)];
  expect(others.map((other) => compareFractions(third, other))).toEqual([0, -1, 1]);
  expect(compareFractions(ZERO, fraction(0, 5))).toBe(0);
});

test('zero in lowest terms has the denominator 1', () => {
  expect(reduced(fraction(0, 31))).toEqual(fraction(0, 1));
});
