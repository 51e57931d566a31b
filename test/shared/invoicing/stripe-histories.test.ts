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

it('keeps a credit on the balance after its invoice is void', async () => {
  const results = await playHistory({
    apply: 'next-invoice',
    hasInvoice: true,
    steps: [
      { kind: 'revision', amounts: [1, 1] },
      { kind: 'change', change: 'finalise' },
      { kind: 'revision', amounts: [1, 0] },
      { kind: 'change', change: 'void' },
      { kind: 'revision', amounts: [0, 0] },
      { kind: 'revision', amounts: [1, 0] },
    ],
    faults: [],
  });
  expect(results.at(-1)).toMatchObject({ action: 'created', amountMinor: 1 });
});
