import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactOf } from '../../../../shared/domain/facts/facts.ts';
import { compare, monitorDown, providerOut } from '../../../../shared/domain/facts/state-intervals.ts';
import { listIntervals, normalise } from '../../../../shared/domain/time/intervals.ts';

type State = FactOf<'monitor-state'>;
type Reading = Parameters<typeof monitorDown>[1];

const LAST = 30;
const TICKS = Array.from({ length: LAST }, (_, tick) => tick);

const reading: fc.Arbitrary<Reading> = fc.record({
  insufficientData: fc.constantFrom('up', 'down', 'hold'),
  onset: fc.constantFrom('transition', 'datapoint'),
});
const tick = fc.nat({ max: LAST + 3 });
const said = fc.record({
  state: fc.constantFrom<State['state'][]>('OK', 'ALARM', 'INSUFFICIENT_DATA', 'DELETED'),
  at: tick,
  recordedAt: fc.option(tick, { nil: undefined }),
  before: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
});
const states: fc.Arbitrary<State[]> = fc.array(said, { maxLength: 12 }).map((list) =>
  list.map(({ before, at, ...rest }, i) => ({
    kind: 'monitor-state',
    id: `s${i}`,
    monitor: 'web',
    at,
    ...rest,
    ...(before === undefined ? {} : { since: at - before }),
  })),
);

/** The model: at each instant, the last state that has taken effect counts, or the one before it. */
const isDownAt = (instant: number, list: readonly State[], { insufficientData, onset }: Reading): boolean => {
  const known = list.filter(({ at }) => at <= LAST);
  known.sort((a, b) => a.at - b.at || (a.recordedAt ?? -1) - (b.recordedAt ?? -1) || (a.id < b.id ? -1 : 1));
  const effects = known.map(({ at, since }, i) => {
    if (onset === 'transition' || since === undefined) return at;
    return Math.max(since, known[i - 1]?.at ?? since);
  });
  const isDown = (i: number): boolean => {
    const state = known[i]?.state;
    if (state !== 'INSUFFICIENT_DATA') return state === 'ALARM';
    return insufficientData === 'hold' ? isDown(i - 1) : insufficientData === 'down';
  };
  return isDown(effects.findLastIndex((effect) => effect <= instant));
};

const downTicks = (list: readonly State[], how: Reading): number[] => {
  const down = listIntervals(normalise(monitorDown(list, how, LAST)));
  return TICKS.filter((at) => down.some(({ start, end }) => start <= at && at < end));
};

describe('an alarm’s states', () => {
  test('give the same as reading each instant alone', () => {
    fc.assert(
      fc.property(states, reading, (list, how) => {
        expect(downTicks(list, how)).toEqual(TICKS.filter((at) => isDownAt(at, list, how)));
      }),
      { numRuns: 1000 },
    );
  });

  test('mean the same in any order of arrival', () => {
    const shuffled = states.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, reading, ([list, other], how) => {
        expect(monitorDown(other, how, LAST)).toEqual(monitorDown(list, how, LAST));
      }),
    );
  });

  test('give no interval after asOf', () => {
    fc.assert(
      fc.property(states, reading, (list, how) => {
        expect(monitorDown(list, how, LAST).every(({ end }) => end <= LAST)).toBe(true);
        expect(
          monitorDown(
            list.filter(({ at }) => at <= LAST),
            how,
            LAST,
          ),
        ).toEqual(monitorDown(list, how, LAST));
      }),
    );
  });
});

describe('the states of an alarm', () => {
  type StateAt = readonly [at: number, state: State['state'], since?: number];
  const downIn = (list: readonly StateAt[], change: Partial<Reading> = {}): number[][] =>
    monitorDown(
      list.map(([at, state, since], i) => ({
        kind: 'monitor-state',
        id: `s${i}`,
        monitor: 'web',
        state,
        at,
        ...(since === undefined ? {} : { since }),
      })),
      { insufficientData: 'hold', onset: 'transition', ...change },
      LAST,
    ).map(({ start, end }) => [start, end]);

  test.each<{ title: string; list: StateAt[]; change?: Partial<Reading>; down: number[][] }>([
    { title: 'are up before the first', list: [[5, 'OK']], down: [] },
    { title: 'hold up without data before the first', list: [[5, 'INSUFFICIENT_DATA']], down: [] },
    { title: 'stay down until asOf', list: [[5, 'ALARM']], down: [[5, LAST]] },
    { title: 'at asOf change nothing before it', list: [[LAST, 'ALARM']], down: [] },
    {
      title: 'go on with a second alarm',
      list: [
        [5, 'ALARM'],
        [7, 'ALARM'],
        [9, 'OK'],
      ],
      down: [[5, 9]],
    },
    {
      title: 'end with its deletion',
      list: [
        [5, 'ALARM'],
        [9, 'DELETED'],
      ],
      down: [[5, 9]],
    },
    {
      title: 'hold without data',
      list: [
        [5, 'ALARM'],
        [7, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      down: [[5, 9]],
    },
    {
      title: 'are up without data by policy',
      list: [
        [5, 'ALARM'],
        [7, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      change: { insufficientData: 'up' },
      down: [[5, 7]],
    },
    {
      title: 'are down without data by policy',
      list: [
        [5, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      change: { insufficientData: 'down' },
      down: [[5, 9]],
    },
    {
      title: 'at one instant count by the later one',
      list: [
        [5, 'ALARM'],
        [5, 'OK'],
      ],
      down: [],
    },
    { title: 'ignore the data behind a transition', list: [[5, 'ALARM', 3]], down: [[5, LAST]] },
    {
      title: 'begin with the first bad datapoint',
      list: [[5, 'ALARM', 3]],
      change: { onset: 'datapoint' },
      down: [[3, LAST]],
    },
    {
      title: 'never begin before the state before',
      list: [
        [4, 'OK'],
        [5, 'ALARM', 3],
      ],
      change: { onset: 'datapoint' },
      down: [[4, LAST]],
    },
    {
      title: 'end with the first good datapoint',
      list: [
        [5, 'ALARM'],
        [9, 'OK', 7],
      ],
      change: { onset: 'datapoint' },
      down: [[5, 7]],
    },
  ])('$title', ({ list, change, down }) => {
    expect(downIn(list, change)).toEqual(down);
  });
});

test.each([
  { minimum: 'operational', out: [[1, LAST]] },
  { minimum: 'degraded_performance', out: [[2, 6]] },
  { minimum: 'under_maintenance', out: [[3, 6]] },
  { minimum: 'partial_outage', out: [[4, 6]] },
  { minimum: 'major_outage', out: [[5, 6]] },
] as const)('a provider is out from $minimum on', ({ minimum, out }) => {
  const order = ['operational', 'degraded_performance', 'under_maintenance', 'partial_outage', 'major_outage'] as const;
  const statuses = [...order, 'operational' as const].map((status, i) => {
    return { kind: 'provider-status' as const, id: `p${i}`, provider: 'twilio', component: 'T1', status, at: i + 1 };
  });
  expect(providerOut(statuses, minimum, LAST).map(({ start, end }) => [start, end])).toEqual(out);
});

test('texts compare by UTF-16 code unit', () => {
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a'), compare('Z', 'a'), compare(2, 10)]).toEqual([
    -1, 1, 0, -1, -1,
  ]);
});
