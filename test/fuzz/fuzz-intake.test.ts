import { expect, test } from 'vitest';
import { attack, INPUTS } from './door.ts';
import { eventbridge } from './doors/eventbridge.ts';

test('events on the intake queue: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(eventbridge, INPUTS)).toBe(INPUTS);
});
