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

const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Returns a customer's message group. It uses the first bits of the FNV-1a hash: they are better mixed than the last. */
export const messageGroupOf = (customer: string): string => {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of Buffer.from(customer)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return MESSAGE_GROUPS[Math.floor((hash / 2 ** 32) * GROUPS)] ?? '';
};
