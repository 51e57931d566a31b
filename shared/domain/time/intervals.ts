import { formatInstant, type Instant } from './instant.ts';

/**
 * Stretches of time in one normal form: start, end, start, end, … in epoch milliseconds.
 * Each is half-open `[start, end)` and not empty; they are sorted, and no two overlap or touch.
 * Every function here takes and gives the normal form, in time linear in its input.
 */
export type Spans = readonly Instant[];

/** One stretch, `[start, end)`. */
export type Span = { readonly start: Instant; readonly end: Instant };

export const NEVER: Spans = [];

/** `[start, end)`, or nothing if that is empty. */
export const between = (start: Instant, end: Instant): Spans => (start < end ? [start, end] : NEVER);

/** The stretches one by one. */
export const each = (spans: Spans): Span[] => {
  const list: Span[] = [];
  for (let i = 0; i < spans.length; i += 2) list.push({ start: at(spans, i), end: at(spans, i + 1) });
  return list;
};

/** Any stretches, in any order, brought to the normal form. */
export const normalise = (list: readonly Span[]): Spans => {
  const sorted = list.filter(({ start, end }) => start < end).toSorted((a, b) => a.start - b.start);
  return bridge(
    sorted.flatMap(({ start, end }) => [start, end]),
    0,
  );
};

/** Joins stretches that overlap, touch, or have a gap of at most `gap` milliseconds, the gap included. Needs them sorted by start. */
export const bridge = (spans: Spans, gap: number): Spans => {
  const joined: Instant[] = [];
  for (let i = 0; i < spans.length; i += 2) {
    const last = joined.length - 1;
    if (last > 0 && at(spans, i) - at(joined, last) <= gap) joined[last] = Math.max(at(joined, last), at(spans, i + 1));
    else joined.push(at(spans, i), at(spans, i + 1));
  }
  return joined;
};

/** Whatever is in one of them. */
export const union = (...all: readonly Spans[]): Spans => {
  const some = all.filter((spans) => spans.length > 0);
  return some.length < 2 ? (some[0] ?? NEVER) : normalise(some.flatMap(each));
};

/** Whatever is in both. */
export const intersect = (a: Spans, b: Spans): Spans => {
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

/** Whatever is in `a` and not in `b`. */
export const subtract = (a: Spans, b: Spans): Spans => {
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

/** The part inside `[start, end)`. */
export const clip = (spans: Spans, start: Instant, end: Instant): Spans => {
  const length = spans.length;
  if (length === 0 || (at(spans, 0) >= start && at(spans, length - 1) <= end)) return spans;
  return intersect(spans, between(start, end));
};

/** The part from `start` on. */
export const since = (spans: Spans, start: Instant): Spans => {
  let first = 0;
  while (first < spans.length && at(spans, first + 1) <= start) first += 2;
  const rest = spans.slice(first);
  if (rest.length > 0) rest[0] = Math.max(at(rest, 0), start);
  return rest;
};

/** The stretches that are at least `least` milliseconds long. */
export const atLeast = (spans: Spans, least: number): Spans =>
  least === 0 ? spans : each(spans).flatMap(({ start, end }) => (end - start < least ? [] : [start, end]));

/** The stretches that have time in common with `[start, end)`, whole. */
export const touching = (spans: Spans, start: Instant, end: Instant): Span[] =>
  each(spans).filter((span) => span.start < end && span.end > start);

/** How long they are together, in milliseconds. */
export const total = (spans: Spans): number => {
  let sum = 0;
  for (let i = 0; i < spans.length; i += 2) sum += at(spans, i + 1) - at(spans, i);
  return sum;
};

/** How much of them lies inside `[start, end)`, in milliseconds. */
export const totalWithin = (spans: Spans, start: Instant, end: Instant): number => {
  let sum = 0;
  for (let i = 0; i < spans.length; i += 2) {
    sum += Math.max(0, Math.min(at(spans, i + 1), end) - Math.max(at(spans, i), start));
  }
  return sum;
};

/** A stretch as JSON carries it. */
export type WireSpan = { readonly start: string; readonly end: string };
export const wire = ({ start, end }: Span): WireSpan => ({ start: formatInstant(start), end: formatInstant(end) });

/** The instant at an index that the caller knows to be inside. */
const at = (spans: Spans, i: number): Instant => spans[i] ?? Number.NaN;
