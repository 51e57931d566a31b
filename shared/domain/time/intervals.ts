import type { Instant } from './instant.ts';

/**
 * Intervals in one normal form: start, end, start, end, … in epoch milliseconds.
 * Each is half-open `[start, end)` and not empty; they are sorted, and no two overlap or touch.
 * Every function here takes and returns the normal form, in time linear in its input.
 */
export type Intervals = readonly Instant[];

/** One interval, `[start, end)`. */
export type Interval = { readonly start: Instant; readonly end: Instant };

export const NO_INTERVALS: Intervals = [];

/** Returns `[start, end)`, or no interval if that is empty. */
export const spanning = (start: Instant, end: Instant): Intervals => (start < end ? [start, end] : NO_INTERVALS);

/** Returns the intervals one by one: `[1, 2, 5, 6]` gives `{start: 1, end: 2}` and `{start: 5, end: 6}`. */
export const listIntervals = (intervals: Intervals): Interval[] => {
  const list: Interval[] = [];
  for (let i = 0; i < intervals.length; i += 2) list.push({ start: at(intervals, i), end: at(intervals, i + 1) });
  return list;
};

/** Brings intervals in any order, overlapping or empty, to the normal form. */
export const normalise = (list: readonly Interval[]): Intervals => {
  const sorted = list.filter(({ start, end }) => start < end).toSorted((a, b) => a.start - b.start);
  return joinGaps(
    sorted.flatMap(({ start, end }) => [start, end]),
    0,
  );
};

/** Joins intervals that overlap, touch, or have a gap of at most `gap` milliseconds, gap included. Needs them sorted by start. */
export const joinGaps = (intervals: Intervals, gap: number): Intervals => {
  const joined: Instant[] = [];
  for (let i = 0; i < intervals.length; i += 2) {
    const last = joined.length - 1;
    if (last > 0 && at(intervals, i) - at(joined, last) <= gap)
      joined[last] = Math.max(at(joined, last), at(intervals, i + 1));
    else joined.push(at(intervals, i), at(intervals, i + 1));
  }
  return joined;
};

/** Returns the time that is in any of them: `union([1, 3], [2, 5])` is `[1, 5]`. */
export const union = (...all: readonly Intervals[]): Intervals => {
  const some = all.filter((intervals) => intervals.length > 0);
  return some.length < 2 ? (some[0] ?? NO_INTERVALS) : normalise(some.flatMap(listIntervals));
};

/** Returns the time that is in both: `intersect([1, 3], [2, 5])` is `[2, 3]`. */
export const intersect = (a: Intervals, b: Intervals): Intervals => {
  const both: Instant[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const start = Math.max(at(a, i), at(b, j));
    const end = Math.min(at(a, i + 1), at(b, j + 1));
    if (start < end) both.push(start, end);
    if (at(a, i + 1) < at(b, j + 1)) i += 2;
    else j += 2;
  }
  return both;
};

/** Returns the time that is in `a` and not in `b`: `subtract([1, 5], [2, 3])` is `[1, 2, 3, 5]`. */
export const subtract = (a: Intervals, b: Intervals): Intervals => {
  if (a.length === 0 || b.length === 0) return a;
  const left: Instant[] = [];
  for (let i = 0, j = 0; i < a.length; i += 2) {
    let start = at(a, i);
    const end = at(a, i + 1);
    while (j < b.length && at(b, j + 1) <= start) j += 2;
    for (let k = j; k < b.length && at(b, k) < end; k += 2) {
      if (start < at(b, k)) left.push(start, at(b, k));
      start = at(b, k + 1);
    }
    if (start < end) left.push(start, end);
  }
  return left;
};

/** Returns the part inside `[start, end)`. */
export const clip = (intervals: Intervals, start: Instant, end: Instant): Intervals => {
  const length = intervals.length;
  if (length === 0 || (at(intervals, 0) >= start && at(intervals, length - 1) <= end)) return intervals;
  return intersect(intervals, spanning(start, end));
};

/** Returns the part from `start` on. */
export const since = (intervals: Intervals, start: Instant): Intervals => {
  let first = 0;
  while (first < intervals.length && at(intervals, first + 1) <= start) first += 2;
  const rest = intervals.slice(first);
  if (rest.length > 0) rest[0] = Math.max(at(rest, 0), start);
  return rest;
};

/** Returns the intervals that are at least `least` milliseconds long. */
export const atLeast = (intervals: Intervals, least: number): Intervals =>
  least === 0
    ? intervals
    : listIntervals(intervals).flatMap(({ start, end }) => (end - start < least ? [] : [start, end]));

/** Returns the intervals that have time in common with `[start, end)`, not clipped. */
export const overlapping = (intervals: Intervals, start: Instant, end: Instant): Interval[] =>
  listIntervals(intervals).filter((interval) => overlaps(interval, { start, end }));

/** Whether two intervals have time in common. */
export const overlaps = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/** Returns the length of all intervals together, in milliseconds. */
export const totalLength = (intervals: Intervals): number => {
  let sum = 0;
  for (let i = 0; i < intervals.length; i += 2) sum += at(intervals, i + 1) - at(intervals, i);
  return sum;
};

/** Returns the length of the part inside `[start, end)`, in milliseconds. */
export const lengthWithin = (intervals: Intervals, start: Instant, end: Instant): number => {
  let sum = 0;
  for (let i = 0; i < intervals.length; i += 2)
    sum += Math.max(0, Math.min(at(intervals, i + 1), end) - Math.max(at(intervals, i), start));
  return sum;
};

/** The instant at an index that the caller has checked. */
const at = (intervals: Intervals, i: number): Instant => intervals[i] ?? Number.NaN;
