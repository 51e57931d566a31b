import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from '../../../../functions/console/sign-in/return-path.ts';

test.each([
  '/console',
  '/console?now=1',
  '/console/months/2026-10?after=acme',
  '/console/fact?kind=notice&id=T%2D14%26x',
])('returns to %s', (to) => {
  expect(returnPath(to)).toBe(to);
});

test.each([
  undefined,
  '',
  'https://evil.example/console',
  '//evil.example/console',
  '/\\evil.example/console',
  '/console/../sign-in',
  '/console/%2e%2e/sign-in',
  '/consoles',
  '/sign-in?to=/console',
  'console',
  'javascript:alert(1)',
  '/console\r\nset-cookie: a=b',
  '/\t/evil.example/console',
  `/console?q=${'x'.repeat(1000)}`,
])('replaces %j by the first page', (to) => {
  expect(returnPath(to)).toBe('/console');
});

test('every address returns to the console on the same origin', () => {
  const part = fc.constantFrom('/', '\\', '/console', '..', '%2e', '//', 'evil.example', '@', ':', '\t', '?', '#', 'a');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (to) => {
        const url = new URL(returnPath(to), 'https://console.example');
        expect(url.origin).toBe('https://console.example');
        expect(url.pathname).toMatch(/^\/console(\/|$)/);
      },
    ),
    { numRuns: 1000 },
  );
});
