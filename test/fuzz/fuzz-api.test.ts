import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { apiTarget } from './targets/api-target.ts';

test('the HTTP API: nothing is answered 5xx, nothing is half stored, twice is once', async () => {
  expect(await fuzz(apiTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
