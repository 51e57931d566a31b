import { expect, test } from 'vitest';
import { groupOf, groups } from '../../../shared/queues/groups.ts';

test('a customer is always of one group: the hash is FNV-1a', () => {
  // The published vectors: '' 0x811c9dc5, 'a' 0xe40c292c, 'foobar' 0xbf9cf968.
  expect(['', 'a', 'foobar'].map(groupOf)).toEqual(['01', '00', '00']);
});

test('customers are spread over all groups evenly', () => {
  const counts = Map.groupBy(
    Array.from({ length: 4000 }, (_, i) => groupOf(`customer-${i}`)),
    (group) => group,
  );
  expect([...counts.keys()].toSorted()).toEqual(groups);
  for (const { length } of counts.values()) expect(Math.abs(length - 1000)).toBeLessThan(100);
});
