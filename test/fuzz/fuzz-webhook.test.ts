import { expect, test } from 'vitest';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { webhookTarget } from './targets/webhook-target.ts';

test('the webhook: nothing crashes it, nothing is half stored, twice is once', async () => {
  expect(await fuzz(webhookTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});
