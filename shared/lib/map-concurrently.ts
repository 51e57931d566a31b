/**
 * Runs `work` for every item, at most `limit` at a time. Returns the results in the order of the items.
 * After a failure it starts nothing more, waits for the running work, and throws the first error.
 * No work may continue in a Lambda function whose invocation has failed.
 */
export const mapConcurrently = async <T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: [number, R][] = [];
  // All workers share one iterator, so each item is taken once.
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
