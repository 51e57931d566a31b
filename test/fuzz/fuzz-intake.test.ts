import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { eventbridgeTarget } from './targets/eventbridge-target.ts';

test('the intake queue survives hostile events and stores nothing incomplete', async () => {
  expect(await fuzz(eventbridgeTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
