import { expect, test } from 'vitest';
import { attack, INPUTS } from './fuzz-target.ts';
import { page } from './targets/status-page-target.ts';

test('the documents of a status page: nothing crashes the poller, nothing is half stored, twice is once', async () => {
  expect(await attack(page, INPUTS)).toBe(INPUTS);
});
