import { expect, test } from 'vitest';
import { mapConcurrently } from '../../../shared/lib/map-concurrently.ts';

const ITEMS = Array.from({ length: 20 }, (_, i) => i);

test("runs at most the limit at once, and keeps the items' order", async () => {
  let running = 0;
  const most: number[] = [];
  const results = await mapConcurrently(3, ITEMS, async (item) => {
    running += 1;
    most.push(running);
    for (let turn = 0; turn < (item * 7) % 5; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 2;
  });
  expect(results).toEqual(ITEMS.map((item) => item * 2));
  expect(Math.max(...most)).toBe(3);
});

test('a failure starts nothing more and is thrown after running work', async () => {
  const begun: number[] = [];
  const over: number[] = [];
  const done = mapConcurrently(3, ITEMS, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('the second');
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    over.push(item);
    return item;
  });
  await expect(done).rejects.toThrow('the second');
  expect(begun).toEqual([0, 1, 2]);
  expect(over).toEqual([0, 2]);
});
