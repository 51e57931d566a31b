import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, lengthBetween, parseInstant } from '../../../../shared/domain/time/instant.ts';

const LAST = 8_640_000_000_000_000;

describe('an instant', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.5Z', 500],
    ['1970-01-01T00:00:00.05Z', 50],
    ['1970-01-01T00:00:00.005Z', 5],
    ['2024-02-29T23:59:59.999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s is %i', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-10-14T24:00:00Z',
    '2026-10-14T23:60:00Z',
    '2026-10-14T23:59:60Z',
    '2026-10-14T17:00:00',
    '2026-10-14T17:00:00+00:00',
    '2026-10-14T17:00:00.Z',
    '2026-10-14T17:00:00.0000Z',
    '2026-10-14T17:00Z',
    '2026-10-14 17:00:00Z',
    '2026-10-14t17:00:00z',
    '2026-10-14',
    '+002026-10-14T17:00:00Z',
    ' 2026-10-14T17:00:00Z',
    '2026-10-14T17:00:00Z\n',
    '',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('is read as it was formatted', () => {
    const written = Array.from({ length: 10_000 }, (_, i) => formatInstant(i * 86_399_999));
    expect(written.map(parseInstant)).toEqual(written.map((_, i) => i * 86_399_999));
    expect(written.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => formatInstant(i * 86_399_999)));
  });

  test('has three decimals and a Z, up to the last date', () => {
    expect([0, 1, LAST - 1, LAST, LAST + 1, Infinity].map(formatInstant)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.001Z',
      '+275760-09-12T23:59:59.999Z',
      '+275760-09-13T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
    ]);
  });
});

test('the length between two formatted instants is their difference', () => {
  const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(lengthBetween(formatInstant(a), formatInstant(b))).toBe(b - a);
    }),
  );
});
