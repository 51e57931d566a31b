import { expect, test } from 'vitest';
import { killAt } from './crash-points.ts';
import { useSetting } from './setting.ts';

const setting = useSetting();

test('a process that is killed after any single request changes nothing in the end', async () => {
  expect(await killAt(setting(), 'killed after', ({ point }) => point.when === 'after')).toEqual([]);
});
