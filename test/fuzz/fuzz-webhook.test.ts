import { expect, test } from 'vitest';
import { attack, INPUTS } from './fuzz-target.ts';
import { twilio } from './targets/webhook-target.ts';

test('the webhook: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(twilio, INPUTS)).toBe(INPUTS);
});
