import { expect, test } from 'vitest';
import { attack, INPUTS } from './door.ts';
import { twilio } from './doors/twilio.ts';

test('the webhook: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(twilio, INPUTS)).toBe(INPUTS);
});
