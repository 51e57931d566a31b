import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { webhookTarget } from './targets/webhook-target.ts';

test('the webhook survives hostile bodies and stores nothing incomplete', async () => {
  expect(await fuzz(webhookTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
