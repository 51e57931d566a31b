import { expect, test } from 'vitest';
import { attack, INPUTS } from './fuzz-target.ts';
import { eventbridge } from './targets/eventbridge-target.ts';

test('events on the intake queue: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await attack(eventbridge, INPUTS)).toBe(INPUTS);
});
