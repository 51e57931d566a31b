import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { playHistory, stripeHistories } from '../../support/builders/stripe-history.ts';

it('books each credit once in random histories', async () => {
  const actions = new Set<string>();
  await fc.assert(
    fc.asyncProperty(stripeHistories, async (history) => {
      for (const { action } of await playHistory(history)) actions.add(action);
    }),
    { numRuns: 60 },
  );
  expect([...actions]).toContain('created');
});
