import { expect, test } from 'vitest';
import { messageGroupOf, MESSAGE_GROUPS } from '../../../shared/messaging/message-groups.ts';

test("a customer's group is derived from its FNV-1a hash", () => {
  // The published vectors: '' 0x811c9dc5, 'a' 0xe40c292c, 'foobar' 0xbf9cf968.
  expect(['', 'a', 'foobar'].map(messageGroupOf)).toEqual(['02', '03', '02']);
});

test.each([
  ['customer-0, customer-1, …', (i: number) => `customer-${i}`],
  ['numbers that all end in 0', (i: number) => String(i * 20)],
  ['numbers of eight digits, every fourth', (i: number) => String(i * 4).padStart(8, '0')],
])('customers are spread over all groups: %s', (_, id) => {
  const ids = Array.from({ length: 4000 }, (_, i) => id(i));
  const counts = Map.groupBy(ids, messageGroupOf);
  expect([...counts.keys()].toSorted()).toEqual(MESSAGE_GROUPS);
  for (const { length } of counts.values()) expect(Math.abs(length - 1000)).toBeLessThan(250);
});
