import { expect, test } from 'vitest';
import { crashAtPoints } from './crash-points.ts';
import { usingFaultSuite } from './fault-suite.ts';

const setting = usingFaultSuite();

test.each([
  ['one half of the points', 0],
  ['the other half', 1],
])('a process that is killed after any single request changes nothing in the end: %s', async (half, odd) => {
  const chosen = crashAtPoints(
    setting(),
    `killed after, ${half}`,
    ({ point }, place) => point.when === 'after' && Math.floor(place / 2) % 2 === odd,
  );
  expect(await chosen).toEqual([]);
});
