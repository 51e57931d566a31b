import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { editsWithin, mostSimilar } from '../../../shared/lib/most-similar.ts';

test.each([
  ['spru', 'spruce-games', 0],
  ['spruse', 'spruce-games', 1],
  ['larch-schoolz', 'larch-schools', 1],
  ['acmee', 'acme', 1],
  ['GAMES', 'Spruce Games', 0],
  ['sprcue', 'spruce-games', 2],
  ['', 'acme', 0],
  ['ab', '', 2],
])('%s has the edits of its best part of %s', (text, whole, edits) => {
  expect(editsWithin(text, whole)).toBe(edits);
});

test('a part has no edits, and a text at most its length', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, text, after) => {
      expect(editsWithin(text, `${before}${text}${after}`)).toBe(0);
      expect(editsWithin(text, before)).toBeLessThanOrEqual(Array.from(text.toLowerCase()).length);
    }),
  );
});

test('one changed character is at most one edit', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,20}$/), fc.nat(), fc.stringMatching(/^[a-z]$/), (text, at, other) => {
      const place = at % text.length;
      expect(editsWithin(`${text.slice(0, place)}${other}${text.slice(place + 1)}`, text)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a misspelling finds similar values, and another word finds none', () => {
  const known = ['spruce-games', 'spruce', 'cedar-bank', 'pine-studios'];
  const similar = (text: string) => mostSimilar(known, text, (each) => [each], 3);
  expect(similar('spruse')).toEqual(['spruce-games', 'spruce']);
  expect(similar('ceder-bank')).toEqual(['cedar-bank']);
  expect(similar('nobody')).toEqual([]);
});
