import { describe, expect, test } from 'vitest';
import type { FactOf } from '../../../shared/domain/facts/facts.ts';
import { monitorDown, providerOut } from '../../../shared/domain/facts/state-intervals.ts';

type State = FactOf<'monitor-state'>;
type Reading = Parameters<typeof monitorDown>[1];

const LAST = 30;

describe('an alarm’s states', () => {
  type Said = readonly [at: number, state: State['state'], since?: number];
  const fold = (list: readonly Said[], change: Partial<Reading> = {}) =>
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

  test.each<{ what: string; list: Said[]; change?: Partial<Reading>; down: number[][] }>([
    { what: 'up before the first state', list: [[5, 'OK']], down: [] },
    { what: 'an unknown state before all others holds up', list: [[5, 'INSUFFICIENT_DATA']], down: [] },
    { what: 'stays down until asOf', list: [[5, 'ALARM']], down: [[5, LAST]] },
    { what: 'a state at asOf itself changes nothing before it', list: [[LAST, 'ALARM']], down: [] },
    {
      what: 'a second alarm goes on',
      list: [
        [5, 'ALARM'],
        [7, 'ALARM'],
        [9, 'OK'],
      ],
      down: [[5, 9]],
    },
    {
      what: 'a deleted alarm is up',
      list: [
        [5, 'ALARM'],
        [9, 'DELETED'],
      ],
      down: [[5, 9]],
    },
    {
      what: 'no data holds what was',
      list: [
        [5, 'ALARM'],
        [7, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      down: [[5, 9]],
    },
    {
      what: 'no data may be up',
      list: [
        [5, 'ALARM'],
        [7, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      change: { insufficientData: 'up' },
      down: [[5, 7]],
    },
    {
      what: 'no data may be down',
      list: [
        [5, 'INSUFFICIENT_DATA'],
        [9, 'OK'],
      ],
      change: { insufficientData: 'down' },
      down: [[5, 9]],
    },
    {
      what: 'of two at one instant the later word stands',
      list: [
        [5, 'ALARM'],
        [5, 'OK'],
      ],
      down: [],
    },
    { what: 'where the data begin is nothing to a transition', list: [[5, 'ALARM', 3]], down: [[5, LAST]] },
    {
      what: 'a datapoint takes effect there',
      list: [[5, 'ALARM', 3]],
      change: { onset: 'datapoint' },
      down: [[3, LAST]],
    },
    {
      what: 'but never before the last word',
      list: [
        [4, 'OK'],
        [5, 'ALARM', 3],
      ],
      change: { onset: 'datapoint' },
      down: [[4, LAST]],
    },
    {
      what: 'recovery is dated back as well',
      list: [
        [5, 'ALARM'],
        [9, 'OK', 7],
      ],
      change: { onset: 'datapoint' },
      down: [[5, 7]],
    },
  ])('$what', ({ list, change, down }) => {
    expect(fold(list, change)).toEqual(down);
  });
});

test.each([
  { minimum: 'operational', out: [[1, LAST]] },
  { minimum: 'degraded_performance', out: [[2, 6]] },
  { minimum: 'under_maintenance', out: [[3, 6]] },
  { minimum: 'partial_outage', out: [[4, 6]] },
  { minimum: 'major_outage', out: [[5, 6]] },
] as const)('a provider is out from $minimum on, by gravity', ({ minimum, out }) => {
  const words = ['operational', 'degraded_performance', 'under_maintenance', 'partial_outage', 'major_outage'] as const;
  const statuses = [...words, 'operational' as const].map((status, i) => {
    return { kind: 'provider-status' as const, id: `p${i}`, provider: 'twilio', component: 'T1', status, at: i + 1 };
  });
  expect(providerOut(statuses, minimum, LAST).map(({ start, end }) => [start, end])).toEqual(out);
});
