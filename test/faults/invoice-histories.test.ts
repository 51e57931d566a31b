import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { playHistory, stripeHistories } from '../support/builders/stripe-history.ts';

const HISTORIES = 1000;

it('agrees with the model in 1,000 histories of revisions and invoices', async () => {
  const actions = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(stripeHistories, async (history) => {
      for (const { action } of await playHistory(history)) actions.set(action, (actions.get(action) ?? 0) + 1);
    }),
    { numRuns: HISTORIES },
  );
  console.log(Object.fromEntries(actions));
  for (const action of ['created', 'updated', 'removed', 'unchanged', 'superseded', 'review'])
    expect(actions.get(action)).toBeGreaterThan(0);
});
