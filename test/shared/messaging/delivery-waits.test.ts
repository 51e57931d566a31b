import { expect, test } from 'vitest';
import { DELIVERY_ATTEMPTS, DELIVERY_WAITS_S } from '../../../shared/messaging/delivery-waits.ts';

const HOUR_S = 3600;
const sum = DELIVERY_WAITS_S.reduce((total, wait) => total + wait, 0);

test('a message is tried for three days', () => {
  expect(sum).toBeGreaterThanOrEqual(72 * HOUR_S);
  expect(sum).toBeLessThan(76 * HOUR_S);
  expect(DELIVERY_ATTEMPTS).toBe(12);
});

test('the waits grow, and stay within the limit of SQS', () => {
  expect(DELIVERY_WAITS_S.toSorted((a, b) => a - b)).toEqual(DELIVERY_WAITS_S);
  // The limit of twelve hours counts from the receipt: an attempt takes up to six minutes of it.
  for (const wait of DELIVERY_WAITS_S) expect(wait).toBeLessThanOrEqual(12 * HOUR_S - 360);
});

test('four failed messages of a customer fit into 14 days', () => {
  expect(4 * sum).toBeLessThanOrEqual(14 * 24 * HOUR_S);
});
