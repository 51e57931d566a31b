/**
 * Does `work` for every item, at most `limit` at once; the results are in the order of the items. After a failure nothing more is begun; the
 * first is thrown once what was under way is over, so that nothing goes on in a function whose invocation has failed.
 */
export const mapConcurrently = async <T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: [number, R][] = [];
  // One iterator for all workers: each takes the next item that nobody has taken.
  const queue = items.entries();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [place, item] of queue) {
      try {
        results.push([place, await work(item)]);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results.toSorted(([a], [b]) => a - b).map(([, result]) => result);
};
