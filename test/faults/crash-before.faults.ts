import { expect, test } from 'vitest';
import { killAt } from './crash-points.ts';
import { useSetting } from './setting.ts';

const setting = useSetting();

test('a process that is killed before any single request changes nothing in the end', async () => {
  expect(await killAt(setting(), 'killed before', ({ point }) => point.when === 'before')).toEqual([]);
});
