import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { clauseOfPeriod, isScheduled, limitMaintenance } from '../../../../shared/domain/policy/maintenance-rules.ts';
import { policy } from '../../../../shared/domain/policy/policy.ts';
import { aPolicy, type PolicyJson } from '../../../support/builders/month-builder.ts';

const at = (text: string): number => Date.parse(text);
const START = at('2026-10-14T10:00:00Z');
type Rules = NonNullable<NonNullable<PolicyJson['exclusions']>['maintenance']>;

const scheduled = (announcedAt: number, rules: Rules = {}, requestedBy: 'company' | 'customer' = 'company'): boolean =>
  isScheduled(
    { kind: 'maintenance', id: 'm', scope: { all: true }, start: START, end: START + 1, announcedAt, requestedBy },
    z.decode(
      policy,
      aPolicy({ calendar: { holidays: ['2026-10-12'], excludeWeekdays: [3] }, exclusions: { maintenance: rules } }),
    ),
  );

describe('maintenance is scheduled', () => {
  test.each([
    { title: 'a millisecond before its start', announcedAt: START - 1, expected: true },
    { title: 'at its start', announcedAt: START, expected: false },
  ])('if announced $title: $expected', ({ announcedAt, expected }) => {
    expect(scheduled(announcedAt)).toBe(expected);
  });

  test.each([
    { announcedAt: START - 48 * 3_600_000, expected: true },
    { announcedAt: START - 48 * 3_600_000 + 1, expected: false },
  ])('with 48 hours of notice: $expected', ({ announcedAt, expected }) => {
    expect(scheduled(announcedAt, { minimumNotice: 'PT48H' })).toBe(expected);
  });

  test.each([
    { announcedAt: '2026-10-09T23:59:59.999Z', businessDays: 2, expected: true },
    { announcedAt: '2026-10-10T00:00:00.000Z', businessDays: 2, expected: false },
    { announcedAt: '2026-10-14T09:59:59.999Z', businessDays: 0, expected: true },
    { announcedAt: '2026-10-13T23:59:59.999Z', businessDays: 1, expected: true },
    { announcedAt: '2026-10-14T00:00:00.000Z', businessDays: 1, expected: false },
  ])('with $businessDays business days from $announcedAt: $expected', ({ announcedAt, businessDays, expected }) => {
    expect(scheduled(at(announcedAt), { minimumNotice: { businessDays } })).toBe(expected);
  });

  test('if the customer requested it, or emergencies are excluded', () => {
    expect(scheduled(START + 5, { minimumNotice: 'P7D' }, 'customer')).toBe(true);
    expect(scheduled(START + 5, { minimumNotice: 'P7D', emergency: 'excluded' })).toBe(true);
  });
});

describe('a monthly limit', () => {
  const months = [
    { month: '1', start: 0, end: 100 },
    { month: '2', start: 100, end: 200 },
  ];

  test.each([
    { title: 'cuts a period where it is used up', max: 15, allowed: [0, 10, 50, 55, 120, 130], usedUpAt: [55, null] },
    { title: 'that is just reached cuts nothing', max: 20, allowed: [0, 10, 50, 60, 120, 130], usedUpAt: [60, null] },
    { title: 'that is not reached cuts nothing', max: 21, allowed: [0, 10, 50, 60, 120, 130], usedUpAt: [null, null] },
    { title: 'of nothing cuts everything', max: 0, allowed: [], usedUpAt: [0, 120] },
    { title: 'at the end of a period ends there', max: 10, allowed: [0, 10, 120, 130], usedUpAt: [10, 130] },
  ])('$title', ({ max, allowed, usedUpAt }) => {
    const limited = limitMaintenance([0, 10, 50, 60, 120, 130], months, max);
    expect(limited.allowed).toEqual(allowed);
    expect(limited.use).toEqual([
      { month: '1', usedMs: 20, usedUpAt: usedUpAt[0] },
      { month: '2', usedMs: 10, usedUpAt: usedUpAt[1] },
    ]);
  });

  test('starts anew at the edge of a month', () => {
    const { allowed, use } = limitMaintenance([80, 120], months, 15);
    expect(allowed).toEqual([80, 95, 100, 115]);
    expect(use.map(({ usedMs }) => usedMs)).toEqual([20, 20]);
  });

  test('lists no month without maintenance', () => {
    expect(limitMaintenance([10, 20], months, 50).use).toEqual([{ month: '1', usedMs: 10, usedUpAt: null }]);
  });
});

test('each kind of period has its clause of the contract', () => {
  const period = { id: 'x', scope: { all: true as const }, start: 0, end: 1 };
  const upkeep = { ...period, kind: 'maintenance' as const, announcedAt: 0 };
  const excluded = { ...period, kind: 'exclusion' as const };
  expect([
    clauseOfPeriod({ ...upkeep, requestedBy: 'company' }),
    clauseOfPeriod({ ...upkeep, requestedBy: 'customer' }),
    clauseOfPeriod({ ...excluded, reason: 'third-party' }),
    clauseOfPeriod({ ...excluded, reason: 'policy-block' }),
  ]).toEqual([1, 2, 3, 9]);
});
