import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { apiTarget } from './targets/api-target.ts';

test('the HTTP API survives hostile calls and stores nothing incomplete', async () => {
  expect(await fuzz(apiTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
