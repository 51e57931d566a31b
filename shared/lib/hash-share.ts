const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Returns the FNV-1a hash of a text as a share in `[0, 1)`. Its first bits are better mixed than its last. */
export const hashShare = (text: string): number => {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return hash / 2 ** 32;
};
