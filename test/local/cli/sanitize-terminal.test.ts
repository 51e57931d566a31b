import { describe, expect, test } from 'vitest';
import { sanitizeTerminal } from '../../../local/cli/sanitize-terminal.ts';

describe('sanitizeTerminal', () => {
  test.each([
    ['clears the screen', 'a\u001B[2Jb', String.raw`a\u001b[2Jb`],
    ['sets the title', '\u001B]0;mine\u0007', String.raw`\u001b]0;mine\u0007`],
    ['makes a link', '\u001B]8;;https://elsewhere\u001B\\here', String.raw`\u001b]8;;https://elsewhere\u001b\here`],
    ['hides text', '\u001B[8mhidden', String.raw`\u001b[8mhidden`],
    ['is a one-character control sequence', '\u009B2J', String.raw`\u009b2J`],
    ['overwrites a line', 'due: 0\rpaid', String.raw`due: 0\u000dpaid`],
    ['deletes characters', 'ab\u0008\u007F', String.raw`ab\u0008\u007f`],
    ['reverses text', '\u202Elatot', String.raw`\u202elatot`],
    ['imitates a colour', '\u0007[1m', String.raw`\u0007[1m`],
  ])('escapes text that %s', (_, written, shown) => {
    expect(sanitizeTerminal(written)).toBe(shown);
  });

  test.each(['', '名古屋部品 شركة 🙂', 'line\n\tindented', '\u001B[1mbold\u001B[22m \u001B[33myellow\u001B[39m'])(
    'keeps %j',
    (text) => {
      expect(sanitizeTerminal(text)).toBe(text);
    },
  );

  test('keeps the meaning of JSON', () => {
    const value = { text: 'a\u001B[2J\u009B\u007F\u202E', more: ['\u0000'] };
    expect(JSON.parse(sanitizeTerminal(JSON.stringify(value)))).toStrictEqual(value);
  });
});
