import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactOf } from '../../../../shared/domain/facts/facts.ts';
import { monitorDown, stateIntervals } from '../../../../shared/domain/facts/state-intervals.ts';
import { each } from '../../../../shared/domain/time/intervals.ts';

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

/** The model: at each instant, read the last state that has taken effect, and if it says nothing, the one before it. */
const isDownAt = (instant: number, list: readonly State[], { insufficientData, onset }: Reading): boolean => {
  const heard = list.filter(({ at }) => at <= LAST);
  heard.sort((a, b) => a.at - b.at || (a.recordedAt ?? -1) - (b.recordedAt ?? -1) || (a.id < b.id ? -1 : 1));
  const effects = heard.map(({ at, since }, i) => {
    if (onset === 'transition' || since === undefined) return at;
    return Math.max(since, heard[i - 1]?.at ?? since);
  });
  const meaning = (i: number): boolean => {
    const state = heard[i]?.state;
    if (state !== 'INSUFFICIENT_DATA') return state === 'ALARM';
    return insufficientData === 'hold' ? meaning(i - 1) : insufficientData === 'down';
  };
  return meaning(effects.findLastIndex((effect) => effect <= instant));
};

const downTicks = (list: readonly State[], how: Reading): number[] => {
  const down = each(stateIntervals(monitorDown(list, how, LAST)));
  return TICKS.filter((at) => down.some(({ start, end }) => start <= at && at < end));
};

describe('an alarm’s states', () => {
  test('are folded as reading them instant by instant would', () => {
    fc.assert(
      fc.property(states, reading, (list, how) => {
        expect(downTicks(list, how)).toEqual(TICKS.filter((at) => isDownAt(at, list, how)));
      }),
      { numRuns: 1000 },
    );
  });

  test('mean the same in whatever order they arrived', () => {
    const shuffled = states.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, reading, ([list, other], how) => {
        expect(monitorDown(other, how, LAST)).toEqual(monitorDown(list, how, LAST));
      }),
    );
  });

  test('never speak of what is after asOf', () => {
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
