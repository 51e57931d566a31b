/**
 * How many chunks of customers are assessed at once. Of no stored key: change it while the work queue is empty, or two runs could
 * meet at a customer. Why four: docs/decisions.md.
 */
const GROUPS = 4;

/** Every group of the work queue, `00` to `03`. */
export const MESSAGE_GROUPS: readonly string[] = Array.from({ length: GROUPS }, (_, group) =>
  String(group).padStart(2, '0'),
);

const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The group in which a customer is assessed, always the same: by the first bits of the FNV-1a hash of its id, which the last are not as mixed as. */
export const messageGroupOf = (customer: string): string => {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of Buffer.from(customer)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return MESSAGE_GROUPS[Math.floor((hash / 2 ** 32) * GROUPS)] ?? '';
};
