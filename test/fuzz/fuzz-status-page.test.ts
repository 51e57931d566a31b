import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { statusPageTarget } from './targets/status-page-target.ts';

test('the poller survives hostile documents and stores nothing incomplete', async () => {
  expect(await fuzz(statusPageTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
