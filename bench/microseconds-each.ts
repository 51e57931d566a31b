/**
 * Measures the microseconds of processor time that `work` takes for each of `count` items. The fastest of several
 * rounds counts.
 */
export const microsecondsEach = (count: number, work: () => void, atLeastMs = 150): number => {
  let fastest = Infinity;
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
    fastest = Math.min(fastest, spent / times / count);
  }
  return fastest;
};
