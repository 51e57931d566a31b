import { hashShare } from '../lib/hash-share.ts';

/**
 * Batches of customers that are assessed at the same time (docs/decisions.md).
 * No stored key contains the group. Change the number only while the work queue is empty.
 * Otherwise two runs could assess one customer at the same time.
 */
const GROUPS = 4;

/** The message groups of the work queue, `00` to `03`. */
export const MESSAGE_GROUPS: readonly string[] = Array.from({ length: GROUPS }, (_, group) =>
  String(group).padStart(2, '0'),
);

/** Returns a customer's message group, by the hash of its id. */
export const messageGroupOf = (customer: string): string =>
  MESSAGE_GROUPS[Math.floor(hashShare(customer) * GROUPS)] ?? '';
