import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { clock, date, hang, howLong, inZone, wrap } from '../../../local/cli/text-layout.ts';

const ZONE = 'America/Los_Angeles';
const MINUTE = 60_000;

it('an instant is written in its zone', () => {
  const at = Date.parse('2026-10-01T06:05:00Z');
  expect([date(at, ZONE), clock(at, ZONE), date(at, 'UTC')]).toEqual(['30 Sep', '23:05', '1 Oct']);
  expect(inZone('from 2026-10-01T06:05:00.000Z on; 2026-13-01T00:00:00Z is none', ZONE)).toBe(
    'from 30 Sep 23:05 on; 2026-13-01T00:00:00Z is none',
  );
});

test.each([
  [59_999, '59 s'],
  [MINUTE, '1 min'],
  [60 * MINUTE, '1 h'],
  [77 * MINUTE + 59_999, '1 h 17 min'],
  [50 * 60 * MINUTE, '50 h'],
])('%i ms are %s', (ms, words) => {
  expect(howLong(ms)).toBe(words);
});

describe('wrapping', () => {
  it('loses nothing, and is as wide as it may be at most, but for words that are wider', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'é', '.') });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 60 }), (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.join(' ')).toBe(words.join(' '));
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('keeps a number with what it counts', () => {
    expect(wrap('downtime on 19 Oct, 20 Oct', 15)).toEqual(['downtime on', '19 Oct, 20 Oct']);
  });

  it('keeps a clause with its number', () => {
    expect(wrap('is forfeited (clause 6).', 22)).toEqual(['is forfeited', '(clause 6).']);
  });

  it('hangs the lines after the first under it', () => {
    expect(hang('  acme  ', 'nothing was down at all this month', 28)).toBe(
      '  acme  nothing was down at\n        all this month',
    );
  });
});
