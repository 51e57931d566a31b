import { describe, expect, test } from 'vitest';
import { sanitizeTerminal } from '../../../local/cli/sanitize-terminal.ts';

describe('what others wrote, on a terminal', () => {
  test.each([
    ['clears nothing', 'a\u001B[2Jb', String.raw`a\u001b[2Jb`],
    ['sets no title', '\u001B]0;mine\u0007', String.raw`\u001b]0;mine\u0007`],
    ['makes no link', '\u001B]8;;https://elsewhere\u001B\\here', String.raw`\u001b]8;;https://elsewhere\u001b\here`],
    ['hides nothing', '\u001B[8mhidden', String.raw`\u001b[8mhidden`],
    ['does not obey the one character that says the same as two', '\u009B2J', String.raw`\u009b2J`],
    ['writes over no line', 'due: 0\rpaid', String.raw`due: 0\u000dpaid`],
    ['rubs nothing out', 'ab\u0008\u007F', String.raw`ab\u0008\u007f`],
    ['turns nothing round', '\u202Elatot', String.raw`\u202elatot`],
    ['is no colour behind another control character', '\u0007[1m', String.raw`\u0007[1m`],
  ])('%s', (_, written, shown) => {
    expect(sanitizeTerminal(written)).toBe(shown);
  });

  test.each(['', '名古屋部品 شركة 🙂', 'line\n\tindented', '\u001B[1mbold\u001B[22m \u001B[33myellow\u001B[39m'])(
    '%j stays as it is',
    (text) => {
      expect(sanitizeTerminal(text)).toBe(text);
    },
  );

  test('JSON means the same afterwards', () => {
    const value = { text: 'a\u001B[2J\u009B\u007F\u202E', more: ['\u0000'] };
    expect(JSON.parse(sanitizeTerminal(JSON.stringify(value)))).toStrictEqual(value);
  });
});
