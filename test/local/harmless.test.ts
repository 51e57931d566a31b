import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless } from '../../local/harmless.ts';

test.each([
  ['sets the title', '\u001B]0;pwned\u0007', '\\u001b]0;pwned\\u0007'],
  ['clears the screen', '\u001B[2J', '\\u001b[2J'],
  ['does it in eight bits', '\u009B2J', '\\u009b2J'],
  ['hides what follows', '\u001B[8m', '\\u001b[8m'],
  ['overwrites the line', 'paid\rowed\b', 'paid\\u000dowed\\u0008'],
  ['turns the text around', 'a\u202Eb', 'a\\u202eb'],
])('what %s is shown and not done', (_, text, shown) => {
  expect(harmless(text)).toBe(shown);
});

test.each(['two\nlines\tand a tab', 'Zürich, 東京, “ok” 👍', '\u001B[1mbold\u001B[22m, \u001B[33myellow\u001B[39m'])(
  '%j stays as it is',
  (text) => {
    expect(harmless(text)).toBe(text);
  },
);

test('JSON says the same as before, and no control character is left in it', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('\u001B', '\u009B', '\u007F', '\u202E', '[', '8', 'm', '"', '\\'),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      const line = harmless(JSON.stringify(text));
      expect(JSON.parse(line)).toBe(text);
      expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});
