import { describe, expect, test } from 'vitest';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aPolicy,
  type CreditJson,
  down,
  perBlock,
  type PolicyJson,
  statement,
} from '../../../support/builders/month-builder.ts';
import type { Statement } from '../../../../shared/domain/statement/statement.ts';

type Downtime = readonly [start: string, end: string];

const monthOf = (credit: CreditJson, downtimes: readonly Downtime[], policy: Partial<PolicyJson> = {}): Statement =>
  statement({ policy: aPolicy({ credit, ...policy }), facts: downtimes.map(([start, end]) => down(start, end)) });

/** The credits of each day: `{14: 2}`. */
const daysOf = ({ creditDays }: Statement): Record<string, number> =>
  Object.fromEntries(creditDays.map(({ date, credits }) => [date.slice(-2), credits]));

const HALF_HOURS = perBlock({ qualify: {} });
const ACROSS_START: Downtime = ['01T00:00', '01T00:40'];

const byDay = (longerThan: string): Statement =>
  monthOf(perBlock({ qualify: { longerThan, summedOver: 'day' } }), SHORT);

const SHORT: readonly Downtime[] = [
  ['14T01:00', '14T01:40'],
  ['14T02:00', '14T02:20'],
  ['15T03:00', '15T03:30'],
];

const byMonth = (longerThan: string): Statement =>
  monthOf(perBlock({ qualify: { longerThan, summedOver: 'month' } }), SHORT);

const perPeriodBlock = (change: object = {}) => perBlock({ qualify: {}, blocksWithin: 'period', ...change });

const perMonthBlock = (change: object = {}) => perBlock({ qualify: {}, blocksWithin: 'month', ...change });
const downtimes: Downtime[] = [
  ['14T01:00', '14T01:20'],
  ['20T01:00', '20T01:40'],
];

const perOutage = (change: object = {}): CreditJson => ({ kind: 'per-outage', amount: { bps: 100 }, ...change });

const outagesEnding = (end: string): number =>
  statement({ policy: aPolicy({ credit: perOutage() }), facts: [{ ...down('31T23:00', '31T23:30'), end }] }).credits;

describe('a period qualifies', () => {
  test.each([
    { title: 'not at an hour', end: '14T18:00', credits: 0 },
    { title: 'a millisecond later', end: '14T18:00:00.001', credits: 2 },
    { title: 'with two blocks before an hour and a half', end: '14T18:29:59.999', credits: 2 },
    { title: 'with three blocks at an hour and a half', end: '14T18:30', credits: 3 },
  ])('$title', ({ end, credits }) => {
    expect(monthOf(perBlock(), [['14T17:00', end]])).toMatchObject({ credits, periods: [{ qualifies: credits > 0 }] });
  });

  test('by its whole length, and earns inside the month', () => {
    const facts = [{ ...down(...ACROSS_START), start: '2026-09-30T23:30:00Z' }];
    expect(statement({ facts })).toMatchObject({ credits: 1, creditableDowntimeMs: 40 * 60_000 });
  });

  test('by the sum of its day', () => {
    expect(byDay('PT1H')).toMatchObject({ credits: 0 });
    expect(daysOf(byDay('PT59M59S'))).toEqual({ 14: 1 });
    expect(byDay('PT59M59S').periods.map(({ qualifies }) => qualifies)).toEqual([true, true, false]);
  });

  test('by the sum of the month', () => {
    expect(byMonth('PT90M').credits).toBe(0);
    expect(daysOf(byMonth('PT89M59S'))).toEqual({ 14: 1, 15: 1 });
    expect(byMonth('PT89M59S').periods.map(({ qualifies }) => qualifies)).toEqual([true, true, true]);
  });
});

describe('blocks within a day', () => {
  test.each<{ title: string; downtimes: Downtime[]; earned: Record<string, number> }>([
    { title: 'need a whole block', downtimes: [['14T17:00', '14T17:29:59.999']], earned: {} },
    { title: 'count a whole block', downtimes: [['14T17:00', '14T17:30']], earned: { 14: 1 } },
    {
      title: 'are of one period',
      downtimes: [
        ['14T01:00', '14T01:29'],
        ['14T02:00', '14T02:29'],
      ],
      earned: {},
    },
    { title: 'are cut at midnight', downtimes: [['14T23:31', '15T00:29']], earned: {} },
    { title: 'count on each side of midnight', downtimes: [['14T23:30', '15T01:00']], earned: { 14: 1, 15: 2 } },
    { title: 'end at midnight', downtimes: [['14T23:00', '15T00:00']], earned: { 14: 2 } },
    { title: 'fill a day between', downtimes: [['13T23:00', '15T00:30']], earned: { 13: 2, 14: 48, 15: 1 } },
  ])('$title', ({ downtimes, earned }) => {
    expect(daysOf(monthOf(HALF_HOURS, downtimes))).toEqual(earned);
  });

  test('have no part on a day that clocks skip', () => {
    const policy = aPolicy({ credit: HALF_HOURS, timeZone: 'Pacific/Apia' });
    const facts = [{ ...down('01T00:00', '02T00:00'), start: '2011-12-30T09:00:00Z', end: '2011-12-30T11:00:00Z' }];
    const { creditDays, explanation } = statement({ month: '2011-12', policy, facts });
    expect(creditDays).toEqual([
      { date: '2011-12-29', credits: 2 },
      { date: '2011-12-31', credits: 2 },
    ]);
    expect(explanation.credit.bookings).toHaveLength(2);
  });

  test('fill a day of 25 hours with 50 half hours', () => {
    const policy = aPolicy({ credit: HALF_HOURS, timeZone: 'America/Los_Angeles' });
    const facts = [{ ...down('01T00:00', '02T00:00'), start: '2026-11-01T07:00:00Z', end: '2026-11-02T08:00:00Z' }];
    expect(statement({ month: '2026-11', policy, facts })).toMatchObject({ credits: 50 });
  });
});

describe('blocks within a period', () => {
  test('run over midnight and are booked at the end', () => {
    expect(daysOf(monthOf(perPeriodBlock(), [['14T23:31', '15T00:31']]))).toEqual({ 15: 2 });
    expect(daysOf(monthOf(perPeriodBlock(), [['14T23:00', '15T00:00']]))).toEqual({ 14: 2 });
  });

  test('have a maximum for each period', () => {
    const two: Downtime[] = [
      ['14T01:00', '14T03:00'],
      ['14T05:00', '14T05:30'],
    ];
    expect(daysOf(monthOf(perPeriodBlock({ maxPerPeriod: 3 }), two))).toEqual({ 14: 4 });
    expect(daysOf(monthOf(perPeriodBlock({ maxPerPeriod: 3, maxPerDay: 2 }), two))).toEqual({ 14: 2 });
  });

  test('add up the days of a period that qualify', () => {
    const byDay = perPeriodBlock({ qualify: { longerThan: 'PT20M', summedOver: 'day' } });
    expect(daysOf(monthOf(byDay, [['13T23:45', '15T00:15']]))).toEqual({ 14: 48 });
  });

  test('have no part on a day that clocks skip', () => {
    const policy = aPolicy({ credit: perPeriodBlock(), timeZone: 'Pacific/Apia' });
    const facts = [{ ...down('01T00:00', '02T00:00'), start: '2011-12-30T09:00:00Z', end: '2011-12-30T11:00:00Z' }];
    const { bookings } = statement({ month: '2011-12', policy, facts }).explanation.credit;
    expect(bookings).toMatchObject([{ date: '2011-12-31', earnings: [{ parts: [{}, {}] }] }]);
  });

  test('end with the month', () => {
    const facts = [{ ...down('31T23:00', '31T23:30'), end: '2026-11-01T05:00:00Z' }];
    expect(daysOf(statement({ policy: aPolicy({ credit: perPeriodBlock() }), facts }))).toEqual({ 31: 2 });
  });
});

describe('blocks within a month', () => {
  test('are booked on no day', () => {
    expect(monthOf(perMonthBlock(), downtimes)).toMatchObject({ credits: 2, creditDays: [], rateBps: 1000 });
    expect(monthOf(perMonthBlock({ maxPerMonth: 1 }), downtimes).credits).toBe(1);
  });

  /** 0.1 % of October is 44 min 38.4 s. */
  test.each([
    { block: 'PT15M21S', credits: 1 },
    { block: 'PT15M22S', credits: 0 },
  ])('begin after the allowance: $credits of $block', ({ block, credits }) => {
    expect(monthOf(perMonthBlock({ allowance: { percent: '0.1' }, block }), downtimes).credits).toBe(credits);
  });

  test('are never less than zero', () => {
    expect(monthOf(perMonthBlock({ allowance: { percent: '1' } }), downtimes)).toMatchObject({
      credits: 0,
      amountMinor: 0,
    });
  });

  test('are not booked where there is none', () => {
    expect(monthOf(perMonthBlock({ block: 'PT2H' }), downtimes).explanation.credit.bookings).toEqual([]);
    expect(monthOf(perBlock({ qualify: {} }), [['14T01:00', '14T01:20']]).explanation.credit.bookings).toEqual([]);
  });
});

describe('a credit per outage', () => {
  test('is one for each period that qualifies', () => {
    const three: Downtime[] = [
      ['14T01:00', '14T05:00'],
      ['14T23:00', '15T00:00'],
      ['16T00:00', '16T00:30'],
    ];
    expect(daysOf(monthOf(perOutage(), three))).toEqual({ 14: 2, 16: 1 });
    expect(daysOf(monthOf(perOutage({ qualify: { longerThan: 'PT30M' } }), three))).toEqual({ 14: 2 });
    expect(daysOf(monthOf(perOutage({ maxPerDay: 1, maxPerMonth: 1 }), three))).toEqual({ 14: 1 });
  });

  test('belongs to the month in which the period ends', () => {
    expect(outagesEnding('2026-11-01T00:00:00.000Z')).toBe(1);
    expect(outagesEnding('2026-11-01T00:00:00.001Z')).toBe(0);
  });

  test('is booked with the last part that qualifies', () => {
    const byDay = perOutage({ qualify: { longerThan: 'PT30M', summedOver: 'day' } });
    expect(daysOf(monthOf(byDay, [['14T20:00', '15T00:20']]))).toEqual({ 14: 1 });
  });
});

describe('limits', () => {
  const three: Downtime[] = [
    ['14T01:00', '14T02:00'],
    ['15T01:00', '15T02:30'],
    ['16T01:00', '16T01:30'],
  ];
  test.each([
    { maxPerDay: null, maxPerMonth: null, earned: { 14: 2, 15: 3, 16: 1 } },
    { maxPerDay: 1, maxPerMonth: null, earned: { 14: 1, 15: 1, 16: 1 } },
    { maxPerDay: 2, maxPerMonth: null, earned: { 14: 2, 15: 2, 16: 1 } },
    { maxPerDay: null, maxPerMonth: 1, earned: { 14: 1 } },
    { maxPerDay: null, maxPerMonth: 4, earned: { 14: 2, 15: 2 } },
    { maxPerDay: 1, maxPerMonth: 2, earned: { 14: 1, 15: 1 } },
    { maxPerDay: 0, maxPerMonth: null, earned: {} },
    { maxPerDay: null, maxPerMonth: 0, earned: {} },
  ])('keep earlier days: $maxPerDay a day, $maxPerMonth a month', ({ maxPerDay, maxPerMonth, earned }) => {
    expect(daysOf(monthOf(perBlock({ qualify: {}, maxPerDay, maxPerMonth }), three))).toEqual(earned);
  });

  test('do not change which periods qualify', () => {
    const stated = monthOf(perBlock({ maxPerDay: 0 }), [['14T17:00', '14T19:00']]);
    expect(stated).toMatchObject({ credits: 0, periods: [{ qualifies: true }] });
  });
});

/** October has 744 hours in UTC; 7:26:24 of them are one per cent. */
const ONE_PERCENT: Downtime = ['14T00:00', '14T07:26:24'];
const MORE: Downtime = ['14T00:00', '14T07:26:24.001'];

type TierJson = NonNullable<Extract<CreditJson, { kind: 'tiers' }>['tiers']>[number];
const tiers = (
  list: readonly TierJson[],
  change: Partial<Extract<CreditJson, { kind: 'tiers' }>> = {},
): CreditJson => ({
  kind: 'tiers',
  tiers: [...list],
  ...change,
});
const below = (bound: string, bps: number): TierJson => ({ below: bound, amount: { bps } });

const roundedRate = (end: string): number | null =>
  monthOf(tiers([below('99', 1)]), [['14T00:00', end]], { availabilityDecimals: 0 }).rateBps;

const withSteps = (partialStep: 'count' | 'drop', from = '99.5') =>
  tiers([below('99.5', 1000)], { beyond: { from, step: '0.2', amount: { bps: 100 }, partialStep } });

describe('tiers by availability', () => {
  const three = tiers([below('99.9', 500), below('99', 1000), below('95', 3000)]);
  test.each<{ title: string; downtimes: Downtime[]; rateBps: number; credits: number }>([
    { title: 'earn nothing without downtime', downtimes: [], rateBps: 0, credits: 0 },
    { title: 'earn nothing above them', downtimes: [['14T00:00', '14T00:01']], rateBps: 0, credits: 0 },
    { title: 'are not reached at the bound below', downtimes: [ONE_PERCENT], rateBps: 500, credits: 1 },
    { title: 'are reached under the bound', downtimes: [MORE], rateBps: 1000, credits: 1 },
    { title: 'give the last one that is reached', downtimes: [['14T00:00', '16T00:00']], rateBps: 3000, credits: 1 },
  ])('$title', ({ downtimes, rateBps, credits }) => {
    expect(monthOf(three, downtimes)).toMatchObject({ rateBps, credits, creditDays: [] });
  });

  test('include the bound with atMost', () => {
    const atMost = tiers([{ atMost: '99', amount: { bps: 700 } }]);
    expect(monthOf(atMost, [ONE_PERCENT]).rateBps).toBe(700);
    expect(monthOf(atMost, [['14T00:00', '14T07:26:23.999']]).rateBps).toBe(0);
  });

  test('are compared with the rounded availability', () => {
    expect(roundedRate('14T11:09:36')).toBe(0);
    expect(roundedRate('14T11:09:36.001')).toBe(1);
  });

  test('earn nothing where no whole unit was down', () => {
    const wholeUnits = { unit: 'PT1M', align: 'elapsed' } as const;
    const atMost = tiers([{ atMost: '100', amount: { bps: 700 } }]);
    const inUnits = (end: string) => monthOf(atMost, [['14T00:00', end]], { downtime: { wholeUnits } });
    expect(inUnits('14T00:00:59.999')).toMatchObject({ creditableDowntimeMs: 0, credits: 0, rateBps: 0 });
    expect(inUnits('14T00:01')).toMatchObject({ creditableDowntimeMs: 60_000, credits: 1, rateBps: 700 });
  });

  test('are explained by the index of the last one that is reached', () => {
    const ends: Downtime[] = [['14T00:00', '14T00:01'], ONE_PERCENT, MORE];
    expect(ends.map((downtime) => monthOf(three, [downtime]).explanation.credit.tier)).toEqual([null, 0, 1]);
  });

  test('give no credit for an amount of nothing', () => {
    expect(monthOf(tiers([below('100', 0)]), [ONE_PERCENT])).toMatchObject({ credits: 0, rateBps: 0 });
  });

  test('in days have no rate, whether they are reached or not', () => {
    const mixed = tiers([below('99.9', 500), { below: '50', amount: { serviceFeeDays: 3 } }]);
    expect(monthOf(mixed, [ONE_PERCENT])).toMatchObject({ rateBps: null, uncappedMinor: 5000 });
  });
});

describe('steps beyond the last tier', () => {
  test.each([
    { partialStep: 'drop', downtime: ONE_PERCENT, rateBps: 1200 },
    { partialStep: 'count', downtime: ONE_PERCENT, rateBps: 1300 },
    { partialStep: 'drop', downtime: ['14T00:00', '14T06:41:45.600'], rateBps: 1200 },
    { partialStep: 'count', downtime: ['14T00:00', '14T06:41:45.600'], rateBps: 1200 },
    { partialStep: 'count', downtime: ['14T00:00', '14T06:41:45.601'], rateBps: 1300 },
    { partialStep: 'count', downtime: ['14T00:00', '14T03:43:12'], rateBps: 0 },
  ] as const)('$partialStep a part of a step: $rateBps', ({ partialStep, downtime, rateBps }) => {
    expect(monthOf(withSteps(partialStep), [downtime]).rateBps).toBe(rateBps);
  });

  test('count without any tier', () => {
    const alone = tiers([], { beyond: { from: '100', step: '1', amount: { bps: 7 }, partialStep: 'count' } });
    expect(monthOf(alone, [MORE])).toMatchObject({ rateBps: 14, credits: 1 });
    expect(monthOf(alone, [])).toMatchObject({ rateBps: 0, credits: 0 });
  });
});

describe('tiers by downtime', () => {
  const byDowntime = tiers(
    [
      { longerThan: 'PT1H', amount: { bps: 100 } },
      { longerThan: 'PT2H', amount: { bps: 300 } },
    ],
    { by: 'downtime' },
  );
  test.each<{ downtimes: Downtime[]; rateBps: number }>([
    { downtimes: [['14T00:00', '14T01:00']], rateBps: 0 },
    {
      downtimes: [
        ['14T00:00', '14T00:30'],
        ['15T00:00', '15T00:30:00.001'],
      ],
      rateBps: 100,
    },
    { downtimes: [['14T00:00', '14T02:00:00.001']], rateBps: 300 },
  ])('compare its sum, strictly: $rateBps', ({ downtimes, rateBps }) => {
    expect(monthOf(byDowntime, downtimes)).toMatchObject({ rateBps, credits: rateBps === 0 ? 0 : 1, creditDays: [] });
  });
});

const byPeriod = tiers(
  [
    { longerThan: 'PT1H', amount: { bps: 100 } },
    { longerThan: 'PT2H', amount: { bps: 300 } },
  ],
  { by: 'period' },
);

const lengthsEnding = (start: string, end: string) =>
  statement({ policy: aPolicy({ credit: byPeriod }), facts: [{ ...down('01T00:00', '02T00:00'), start, end }] });

describe('tiers by period', () => {
  test('add up the amounts of periods, booked where they end', () => {
    const stated = monthOf(byPeriod, [
      ['14T00:00', '14T01:00'],
      ['14T03:00', '14T04:30'],
      ['14T22:00', '15T00:00'],
      ['15T22:00', '16T00:00:00.001'],
    ]);
    expect(stated).toMatchObject({ credits: 3, rateBps: 500, uncappedMinor: 5000 });
    expect(daysOf(stated)).toEqual({ 14: 2, 16: 1 });
    expect(stated.periods.map(({ qualifies }) => qualifies)).toEqual([false, true, true, true]);
  });

  test('count whole lengths in the month of the end', () => {
    expect(lengthsEnding('2026-09-30T22:00:00Z', at('01T00:30'))).toMatchObject({ credits: 1, rateBps: 300 });
    expect(lengthsEnding(at('31T20:00'), '2026-11-01T00:00:00Z')).toMatchObject({ credits: 1 });
    expect(lengthsEnding(at('31T20:00'), '2026-11-01T00:00:00.001Z')).toMatchObject({
      credits: 0,
      periods: [{ qualifies: true }],
    });
  });
});

describe('a proportional credit', () => {
  test.each([
    { multiplier: 1, downtime: ONE_PERCENT, uncappedMinor: 1000, amountMinor: 1000 },
    { multiplier: 200, downtime: ONE_PERCENT, uncappedMinor: 200_000, amountMinor: 100_000 },
    { multiplier: 1, downtime: ['14T00:00', '14T00:00:00.001'], uncappedMinor: 0, amountMinor: 0 },
  ] as const)('is $multiplier times the share of the month', ({ multiplier, downtime, ...amounts }) => {
    expect(monthOf({ kind: 'proportional', multiplier }, [downtime])).toMatchObject({
      ...amounts,
      credits: 1,
      rateBps: null,
    });
  });

  test('is nothing where nothing was measured', () => {
    const policy = { calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6, 7] } };
    expect(monthOf({ kind: 'proportional', multiplier: 3 }, [['14T00:00', '15T00:00']], policy)).toMatchObject({
      measuredMs: 0,
      targetMet: true,
      credits: 0,
      amountMinor: 0,
    });
  });
});

describe('a gate below the target', () => {
  const credits: CreditJson[] = [
    HALF_HOURS,
    { kind: 'per-outage', amount: { bps: 5 } },
    tiers([below('100', 300)]),
    { kind: 'proportional', multiplier: 9 },
  ];

  test.each(credits)('lets no credit through at the target: $kind', (credit) => {
    const gated = monthOf(credit, [ONE_PERCENT], { target: '99', gate: 'below-target' });
    const free = monthOf(credit, [ONE_PERCENT], { target: '99' });
    expect(gated).toMatchObject({ targetMet: true, credits: 0, creditDays: [], uncappedMinor: 0, amountMinor: 0 });
    expect(gated.rateBps).toBe(credit.kind === 'proportional' ? null : 0);
    expect([gated.periods, gated.capMinor]).toEqual([free.periods, free.capMinor]);
  });

  test.each(credits)('opens a millisecond below it: $kind', (credit) => {
    const gated = monthOf(credit, [MORE], { target: '99', gate: 'below-target' });
    const free = monthOf(credit, [MORE], { target: '99' });
    expect(gated).toMatchObject({ targetMet: false, credits: free.credits, amountMinor: free.amountMinor });
    expect(gated.credits).toBeGreaterThan(0);
  });
});
