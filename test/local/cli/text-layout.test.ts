import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alignColumns,
  hangingText,
  localDay,
  localiseInstants,
  localTime,
  wrapText,
} from '../../../local/cli/text-layout.ts';

const ZONE = 'America/Los_Angeles';

test('instants are shown in local time', () => {
  const at = Date.parse('2026-10-01T06:05:00Z');
  expect([localDay(at, ZONE), localTime(at, ZONE), localDay(at, 'UTC')]).toEqual(['30 Sep', '23:05', '1 Oct']);
  expect(localiseInstants('from 2026-10-01T06:05:00.000Z on; 2026-13-01T00:00:00Z is invalid', ZONE)).toBe(
    'from 30 Sep 23:05 on; 2026-13-01T00:00:00Z is invalid',
  );
});

describe('wrapText', () => {
  test('keeps every word and exceeds the width only for longer words', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'é', '.') });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 60 }), (words, width) => {
        const lines = wrapText(words.join(' '), width);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('keeps a number with its unit', () => {
    expect(wrapText('downtime on 19 Oct, 20 Oct', 15)).toEqual(['downtime on', '19 Oct, 20 Oct']);
  });

  test('keeps a clause with its number', () => {
    expect(wrapText('is forfeited (clause 6).', 22)).toEqual(['is forfeited', '(clause 6).']);
  });

  test('counts a wide character as two columns', () => {
    expect(wrapText('名古屋部品 was down', 14)).toEqual(['名古屋部品 was', 'down']);
    expect(wrapText('名古屋部品 was down', 13)).toEqual(['名古屋部品', 'was down']);
  });
});

test('hangingText indents the lines after the first', () => {
  expect(hangingText('  acme  ', 'no component was down in this month', 28)).toBe(
    '  acme  no component was\n        down in this month',
  );
});

test('alignColumns pads by columns of the terminal', () => {
  expect(
    alignColumns(
      [
        ['名古屋', '1'],
        ['acme', '10'],
      ],
      [1],
    ),
  ).toEqual(['名古屋   1', 'acme    10']);
});
