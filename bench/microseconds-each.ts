/** Microseconds of processor time that `work` takes on one of `count` things; the quickest of several rounds, which neighbours disturb least. */
export const microsecondsEach = (count: number, work: () => void, atLeastMs = 150): number => {
  let quickest = Infinity;
  const end = performance.now() + atLeastMs * 6;
  for (let round = 0; round < 4 || performance.now() < end; round += 1) {
    const before = process.cpuUsage();
    let times = 0;
    let spent = 0;
    do {
      work();
      times += 1;
      const { user, system } = process.cpuUsage(before);
      spent = user + system;
    } while (spent < atLeastMs * 100);
    quickest = Math.min(quickest, spent / times / count);
  }
  return quickest;
};
