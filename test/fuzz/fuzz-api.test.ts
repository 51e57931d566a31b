import { expect, test } from 'vitest';
import { attack, INPUTS } from './fuzz-target.ts';
import { api } from './targets/api-target.ts';

test('the HTTP API: nothing is answered 5xx, nothing is half stored, twice is once', async () => {
  expect(await attack(api, INPUTS)).toBe(INPUTS);
});
