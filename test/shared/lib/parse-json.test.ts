import { describe, expect, test } from 'vitest';
import { parseJson, tryParseJson } from '../../../shared/lib/parse-json.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

describe('parseJson rejects invalid JSON without repeating its text', () => {
  test.each([
    ['he said so', "input: not JSON: Unexpected token 'h'"],
    ['{"text": he lives at home, and was ill}', "input: not JSON: Unexpected token 'h'"],
    [
      `{"text": "${'a'.repeat(100)}", he lives}`,
      /^input: not JSON: Expected double-quoted property name.*position \d+/,
    ],
    ['{"text": "Jane', /^input: not JSON: Unterminated string/],
    ['', 'input: not JSON: Unexpected end of JSON input'],
    ['[1 2]', /^input: not JSON: Expected ',' or ']'.*position \d+/],
    ['"a\u0007b Jane"', /^input: not JSON: Bad control character/],
  ])('%j', (text, said) => {
    const [fault = '', ...others] = faultLines(() => parseJson(text));
    expect(others).toEqual([]);
    expect(fault).toMatch(said);
    expect(fault).not.toMatch(/lives|home|Jane|said/);
  });
});

test.each(['', undefined, '{', 'he said so'])('tryParseJson returns undefined for %j', (text) => {
  expect(tryParseJson(text)).toBeUndefined();
});

test('tryParseJson returns the value of JSON', () => {
  expect(tryParseJson('{"a":[null]}')).toEqual({ a: [null] });
});
