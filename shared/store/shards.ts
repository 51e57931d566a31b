/** How many partitions of the index share the customers of a month, and so how many a closing can read at once. */
const SHARDS = 16;

/** Every shard, `00` to `15`. */
export const shards: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard).padStart(2, '0'));

const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A customer's shard, by the FNV-1a hash of its id (32 bits): stored in keys, so never to be changed. */
export const shardOf = (customer: string): string => {
  const hash = [...Buffer.from(customer)].reduce(
    (hash, byte) => Math.imul(hash ^ byte, FNV_PRIME) >>> 0,
    FNV_OFFSET_BASIS,
  );
  return String(hash % SHARDS).padStart(2, '0');
};
