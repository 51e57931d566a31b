import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { statusPageTarget } from './targets/status-page-target.ts';

test('the documents of a status page: nothing crashes the poller, nothing is half stored, twice is once', async () => {
  expect(await fuzz(statusPageTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
