import { expect, test } from 'vitest';
import { killAt } from './crash-points.ts';
import { useSetting } from './fault-suite.ts';

const setting = useSetting();

test.each([
  ['one half of the points', 0],
  ['the other half', 1],
])('a process that is killed after any single request changes nothing in the end: %s', async (half, odd) => {
  const chosen = killAt(
    setting(),
    `killed after, ${half}`,
    ({ point }, place) => point.when === 'after' && Math.floor(place / 2) % 2 === odd,
  );
  expect(await chosen).toEqual([]);
});
