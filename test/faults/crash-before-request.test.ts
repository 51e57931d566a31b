import { expect, test } from 'vitest';
import { crashAtPoints } from './crash-points.ts';
import { usingFaultSuite } from './fault-suite.ts';

const suite = await usingFaultSuite();

test.each([
  ['half of the points', 0],
  ['the other half', 1],
])('a crash before any single request leaves the ledger unchanged: %s', async (half, odd) => {
  const chosen = crashAtPoints(
    suite,
    `killed before, ${half}`,
    ({ point }, place) => point.when === 'before' && Math.floor(place / 2) % 2 === odd,
  );
  expect(await chosen).toEqual([]);
});
