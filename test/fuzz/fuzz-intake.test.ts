import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { eventbridgeTarget } from './targets/eventbridge-target.ts';

test('events on the intake queue: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await fuzz(eventbridgeTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
