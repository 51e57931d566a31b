import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atLeast,
  between,
  bridge,
  clip,
  each,
  intersect,
  normalise,
  since,
  type Span,
  type Spans,
  subtract,
  total,
  totalWithin,
  touching,
  union,
} from '../../../../shared/domain/time/intervals.ts';

/** The model: one boolean a tick. All stretches lie in the first 40 ticks. */
const TICKS = Array.from({ length: 40 }, (_, tick) => tick);
const tick = fc.nat({ max: 40 });
const stretches = fc.array(fc.record({ start: tick, end: tick }), { maxLength: 8 });
const spans = stretches.map(normalise);

const covers = (list: readonly Span[], at: number): boolean => list.some(({ start, end }) => start <= at && at < end);
const ticksOf = (all: Spans): number[] => TICKS.filter((at) => covers(each(all), at));

/** The normal form: whole pairs, strictly ascending, so that none is empty and no two overlap or touch. */
const isNormal = (all: Spans): boolean =>
  all.length % 2 === 0 && all.every((at, i) => i === 0 || at > (all[i - 1] ?? Infinity));

const check = (law: (a: Spans, b: Spans) => void): void => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      law(a, b);
    }),
    { numRuns: 500 },
  );
};

describe('tick by tick', () => {
  test('any stretches in any order become what they cover, in the normal form', () => {
    fc.assert(
      fc.property(stretches, (list) => {
        expect(isNormal(normalise(list))).toBe(true);
        expect(ticksOf(normalise(list))).toEqual(TICKS.filter((at) => covers(list, at)));
      }),
    );
  });

  test('a union is what is in one or the other', () => {
    check((a, b) => {
      expect(isNormal(union(a, b))).toBe(true);
      expect(ticksOf(union(a, b))).toEqual(TICKS.filter((at) => covers(each(a), at) || covers(each(b), at)));
    });
  });

  test('an intersection is what is in both', () => {
    check((a, b) => {
      expect(isNormal(intersect(a, b))).toBe(true);
      expect(ticksOf(intersect(a, b))).toEqual(ticksOf(a).filter((at) => covers(each(b), at)));
    });
  });

  test('a difference is what is in the first and not in the second', () => {
    check((a, b) => {
      expect(isNormal(subtract(a, b))).toBe(true);
      expect(ticksOf(subtract(a, b))).toEqual(ticksOf(a).filter((at) => !covers(each(b), at)));
    });
  });

  test('a part inside limits is an intersection with them', () => {
    fc.assert(
      fc.property(spans, tick, tick, (a, start, end) => {
        expect(clip(a, start, end)).toEqual(intersect(a, between(start, end)));
        expect(since(a, start)).toEqual(clip(a, start, Infinity));
        expect(totalWithin(a, start, Math.max(start, end))).toBe(total(clip(a, start, end)));
      }),
    );
  });

  test('bridging fills exactly the gaps that are short enough', () => {
    fc.assert(
      fc.property(spans, fc.nat({ max: 6 }), (a, gap) => {
        const gaps = each(subtract(between(a[0] ?? 0, a.at(-1) ?? 0), a));
        const filled = gaps.filter(({ start, end }) => end - start <= gap);
        expect(bridge(a, gap)).toEqual(normalise([...each(a), ...filled]));
      }),
    );
  });
});

describe('laws', () => {
  test('what is kept plus what is cut is what there was', () => {
    check((down, planned) => {
      const kept = subtract(down, planned);
      expect(total(kept) + total(subtract(down, kept))).toBe(total(down));
      expect(union(kept, intersect(down, planned))).toEqual(down);
      expect(intersect(kept, planned)).toEqual([]);
    });
  });

  test('a union counts what both have once', () => {
    check((a, b) => {
      expect(total(union(a, b))).toBe(total(a) + total(b) - total(intersect(a, b)));
    });
  });

  test('union and intersection do not depend on the order', () => {
    check((a, b) => {
      expect(union(a, b)).toEqual(union(b, a));
      expect(intersect(a, b)).toEqual(intersect(b, a));
    });
  });

  test('what is already normal stays as it is', () => {
    check((a) => {
      expect(normalise(each(a))).toEqual(a);
      expect(union(a)).toEqual(a);
      expect(union(a, a)).toEqual(a);
    });
  });
});

describe('edges', () => {
  test.each([
    {
      what: 'touching stretches are one',
      list: [
        [0, 5],
        [5, 9],
      ],
      normal: [0, 9],
    },
    {
      what: 'one millisecond apart they are two',
      list: [
        [0, 5],
        [6, 9],
      ],
      normal: [0, 5, 6, 9],
    },
    {
      what: 'one inside another is swallowed',
      list: [
        [0, 9],
        [2, 3],
      ],
      normal: [0, 9],
    },
    { what: 'an empty one is nothing', list: [[3, 3]], normal: [] },
    { what: 'one that ends before it starts is nothing', list: [[5, 3]], normal: [] },
  ])('$what', ({ list, normal }) => {
    expect(normalise(list.map(([start = 0, end = 0]) => ({ start, end })))).toEqual(normal);
  });

  test.each([
    { gap: 2, joined: [0, 5, 8, 9] },
    { gap: 3, joined: [0, 9] },
  ])('a gap of 3 with at most $gap allowed', ({ gap, joined }) => {
    expect(bridge([0, 5, 8, 9], gap)).toEqual(joined);
  });

  test.each([
    { least: 0, left: [0, 1, 3, 5] },
    { least: 1, left: [0, 1, 3, 5] },
    { least: 2, left: [3, 5] },
    { least: 3, left: [] },
  ])('of one and of two milliseconds, those of at least $least', ({ least, left }) => {
    expect(atLeast([0, 1, 3, 5], least)).toEqual(left);
  });

  test.each([
    { start: 5, end: 9, found: 0 },
    { start: 4, end: 9, found: 1 },
    { start: 0, end: 2, found: 0 },
    { start: 0, end: 3, found: 1 },
  ])('[2, 5) has time in common with [$start, $end): $found', ({ start, end, found }) => {
    expect(touching([2, 5], start, end)).toHaveLength(found);
  });
});

test.each([
  { start: 5, end: 6, spans: [5, 6] },
  { start: 5, end: 5, spans: [] },
  { start: 6, end: 5, spans: [] },
])('between $start and $end is $spans', ({ start, end, spans }) => {
  expect(between(start, end)).toEqual(spans);
});
