import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availabilityOf } from '../../../../shared/domain/month/availability.ts';
import { fraction, reduced } from '../../../../shared/domain/money/fraction.ts';
import { divideHalfEven } from '../../../../shared/domain/money/money.ts';
import {
  divideByImpact,
  roundedMs,
  weightedTime,
  wholeUnitsIn,
} from '../../../../shared/domain/month/weighted-time.ts';

const unit = { ms: 60_000, written: 'PT1M' };

describe('whole units', () => {
  test.each([
    { start: 0, end: 59_999, elapsed: 0, clock: 0 },
    { start: 0, end: 60_000, elapsed: 1, clock: 1 },
    { start: 1, end: 60_001, elapsed: 1, clock: 0 },
    { start: 59_999, end: 120_001, elapsed: 1, clock: 1 },
    { start: 1, end: 59_999, elapsed: 0, clock: 0 },
    { start: -60_001, end: 0, elapsed: 1, clock: 1 },
  ])('in [$start, $end): $elapsed elapsed, $clock on the clock', ({ start, end, elapsed, clock }) => {
    expect(wholeUnitsIn({ start, end }, { unit, align: 'elapsed' })).toBe(elapsed);
    expect(wholeUnitsIn({ start, end }, { unit, align: 'clock' })).toBe(clock);
  });

  test('count in each part by itself', () => {
    const parts = [0, 90_000, 100_000, 190_000];
    expect(weightedTime(parts, { wholeUnits: { unit, align: 'elapsed' }, layers: null })).toBe(120_000 * 10_000);
    expect(weightedTime(parts, { wholeUnits: null, layers: null })).toBe(180_000 * 10_000);
  });
});

describe('shared impact', () => {
  const layers = [
    { hundredths: 6000, intervals: [10, 20] },
    { hundredths: 4000, intervals: [0, 30] },
  ];

  test('adds up the layers at each instant', () => {
    expect(weightedTime([5, 25], { wholeUnits: null, layers })).toBe(10 * 10_000 + 10 * 4000);
  });

  test('divides parts where it changes', () => {
    expect(divideByImpact([5, 25], layers)).toEqual([
      { start: 5, end: 10, hundredths: 4000 },
      { start: 10, end: 20, hundredths: 10_000 },
      { start: 20, end: 25, hundredths: 4000 },
    ]);
    const apart = [
      { hundredths: 100, intervals: [15, 16] },
      { hundredths: 200, intervals: [6, 24] },
    ];
    expect(divideByImpact([5, 25], apart).map(({ start }) => start)).toEqual([5, 6, 15, 16, 24]);
    expect(divideByImpact([5, 25], null)).toEqual([{ start: 5, end: 25, hundredths: 10_000 }]);
  });
});

test('weighted time is rounded half to even', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.nat(),
        fc.nat({ max: 9 }).map((n) => n * 5000),
      ),
      (weighted) => {
        expect(roundedMs(weighted)).toBe(Number(divideHalfEven(BigInt(weighted), 10_000n)));
      },
    ),
  );
});

describe('availability', () => {
  test.each([
    { measured: 1000, down: 1, decimals: null, is: fraction(999, 1000) },
    { measured: 0, down: 0, decimals: 2, is: fraction(1, 1) },
    { measured: 1000, down: 5, decimals: 0, is: fraction(1, 1) },
    { measured: 10_000, down: 51, decimals: 0, is: fraction(99, 100) },
    { measured: 3, down: 1, decimals: 2, is: fraction(6667, 10_000) },
  ])('is exact for $measured ms less $down with $decimals decimals', ({ measured, down, decimals, is }) => {
    expect(reduced(availabilityOf(measured, down * 10_000, decimals))).toEqual(reduced(is));
  });
});
