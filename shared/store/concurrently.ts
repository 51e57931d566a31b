/** Does `work` for every item, at most `limit` at once; the results are in the order of the items. The first failure is thrown. */
export const concurrently = async <T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: [number, R][] = [];
  // One iterator for all workers: each takes the next item that nobody has taken.
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of queue) results.push([place, await work(item)]);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results.toSorted(([a], [b]) => a - b).map(([, result]) => result);
};
