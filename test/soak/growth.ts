const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};

/**
 * Returns the growth of a series of at least six values. It compares the medians of the first and the last third, so a
 * single high value is no growth.
 */
export const growth = (series: readonly number[]): number => {
  const third = Math.floor(series.length / 3);
  if (third < 2) throw new Error('the series is too short to tell growth');
  return medianOf(series.slice(-third)) - medianOf(series.slice(0, third));
};
