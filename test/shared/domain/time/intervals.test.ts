import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atLeast,
  spanning,
  joinGaps,
  clip,
  listIntervals,
  intersect,
  normalise,
  since,
  type Interval,
  type Intervals,
  subtract,
  totalLength,
  lengthWithin,
  overlapping,
  union,
} from '../../../../shared/domain/time/intervals.ts';

/** The model: one boolean a tick. All list lie in the first 40 ticks. */
const TICKS = Array.from({ length: 40 }, (_, tick) => tick);
const tick = fc.nat({ max: 40 });
const list = fc.array(fc.record({ start: tick, end: tick }), { maxLength: 8 });
const spans = list.map(normalise);

const covers = (list: readonly Interval[], at: number): boolean =>
  list.some(({ start, end }) => start <= at && at < end);
const ticksOf = (all: Intervals): number[] => TICKS.filter((at) => covers(listIntervals(all), at));

/** The normal form: whole pairs, strictly ascending, so that none is empty and no two overlap or touch. */
const isNormal = (all: Intervals): boolean =>
  all.length % 2 === 0 && all.every((at, i) => i === 0 || at > (all[i - 1] ?? Infinity));

const check = (law: (a: Intervals, b: Intervals) => void): void => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      law(a, b);
    }),
    { numRuns: 500 },
  );
};

describe('tick by tick', () => {
  test('normalise covers the same ticks', () => {
    fc.assert(
      fc.property(list, (list) => {
        expect(isNormal(normalise(list))).toBe(true);
        expect(ticksOf(normalise(list))).toEqual(TICKS.filter((at) => covers(list, at)));
      }),
    );
  });

  test('a union has the ticks of both', () => {
    check((a, b) => {
      expect(isNormal(union(a, b))).toBe(true);
      expect(ticksOf(union(a, b))).toEqual(
        TICKS.filter((at) => covers(listIntervals(a), at) || covers(listIntervals(b), at)),
      );
    });
  });

  test('an intersection has the common ticks', () => {
    check((a, b) => {
      expect(isNormal(intersect(a, b))).toBe(true);
      expect(ticksOf(intersect(a, b))).toEqual(ticksOf(a).filter((at) => covers(listIntervals(b), at)));
    });
  });

  test('a difference has the ticks of the first only', () => {
    check((a, b) => {
      expect(isNormal(subtract(a, b))).toBe(true);
      expect(ticksOf(subtract(a, b))).toEqual(ticksOf(a).filter((at) => !covers(listIntervals(b), at)));
    });
  });

  test('a clipped part is an intersection with its limits', () => {
    fc.assert(
      fc.property(spans, tick, tick, (a, start, end) => {
        expect(clip(a, start, end)).toEqual(intersect(a, spanning(start, end)));
        expect(since(a, start)).toEqual(clip(a, start, Infinity));
        expect(lengthWithin(a, start, Math.max(start, end))).toBe(totalLength(clip(a, start, end)));
      }),
    );
  });

  test('joinGaps fills exactly the short gaps', () => {
    fc.assert(
      fc.property(spans, fc.nat({ max: 6 }), (a, gap) => {
        const gaps = listIntervals(subtract(spanning(a[0] ?? 0, a.at(-1) ?? 0), a));
        const filled = gaps.filter(({ start, end }) => end - start <= gap);
        expect(joinGaps(a, gap)).toEqual(normalise([...listIntervals(a), ...filled]));
      }),
    );
  });
});

describe('laws', () => {
  test('a difference and the rest add up to the whole', () => {
    check((down, planned) => {
      const kept = subtract(down, planned);
      expect(totalLength(kept) + totalLength(subtract(down, kept))).toBe(totalLength(down));
      expect(union(kept, intersect(down, planned))).toEqual(down);
      expect(intersect(kept, planned)).toEqual([]);
    });
  });

  test('a union counts common time once', () => {
    check((a, b) => {
      expect(totalLength(union(a, b))).toBe(totalLength(a) + totalLength(b) - totalLength(intersect(a, b)));
    });
  });

  test('union and intersection do not depend on the order', () => {
    check((a, b) => {
      expect(union(a, b)).toEqual(union(b, a));
      expect(intersect(a, b)).toEqual(intersect(b, a));
    });
  });

  test('the normal form stays as it is', () => {
    check((a) => {
      expect(normalise(listIntervals(a))).toEqual(a);
      expect(union(a)).toEqual(a);
      expect(union(a, a)).toEqual(a);
    });
  });
});

describe('edges', () => {
  test.each([
    {
      title: 'overlapping list are one',
      list: [
        [0, 5],
        [5, 9],
      ],
      normal: [0, 9],
    },
    {
      title: 'one millisecond apart they are two',
      list: [
        [0, 5],
        [6, 9],
      ],
      normal: [0, 5, 6, 9],
    },
    {
      title: 'one inside another is swallowed',
      list: [
        [0, 9],
        [2, 3],
      ],
      normal: [0, 9],
    },
    { title: 'an empty one is nothing', list: [[3, 3]], normal: [] },
    { title: 'one that ends before it starts is nothing', list: [[5, 3]], normal: [] },
  ])('$title', ({ list, normal }) => {
    expect(normalise(list.map(([start = 0, end = 0]) => ({ start, end })))).toEqual(normal);
  });

  test.each([
    { gap: 2, joined: [0, 5, 8, 9] },
    { gap: 3, joined: [0, 9] },
  ])('a gap of 3 with at most $gap allowed', ({ gap, joined }) => {
    expect(joinGaps([0, 5, 8, 9], gap)).toEqual(joined);
  });

  test.each([
    { least: 0, left: [0, 1, 3, 5] },
    { least: 1, left: [0, 1, 3, 5] },
    { least: 2, left: [3, 5] },
    { least: 3, left: [] },
  ])('keeps intervals of at least $least ms', ({ least, left }) => {
    expect(atLeast([0, 1, 3, 5], least)).toEqual(left);
  });

  test.each([
    { start: 5, end: 9, found: 0 },
    { start: 4, end: 9, found: 1 },
    { start: 0, end: 2, found: 0 },
    { start: 0, end: 3, found: 1 },
  ])('[2, 5) has time in common with [$start, $end): $found', ({ start, end, found }) => {
    expect(overlapping([2, 5], start, end)).toHaveLength(found);
  });
});

test.each([
  { start: 5, end: 6, spans: [5, 6] },
  { start: 5, end: 5, spans: [] },
  { start: 6, end: 5, spans: [] },
])('spanning $start and $end is $spans', ({ start, end, spans }) => {
  expect(spanning(start, end)).toEqual(spans);
});
