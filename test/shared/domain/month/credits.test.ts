import { describe, expect, test } from 'vitest';
import {
  aPolicy,
  down,
  perPeriod,
  statement,
  type WireCredit,
  type WirePolicy,
} from '../../../support/builders/month-builder.ts';
import { instantText } from '../../../support/builders/instant-text.ts';

const HALF_HOURS = perPeriod({ longerThan: 'PT0S' });
const days = (credit: WireCredit, ...downtimes: [start: string, end: string][]): Record<string, number> => {
  const { creditDays } = statement({ policy: aPolicy({ credit }), facts: downtimes.map(([a, b]) => down(a, b)) });
  return Object.fromEntries(creditDays.map(({ date, credits }) => [date.slice(-2), credits]));
};

describe('longer than an hour', () => {
  test.each([
    { what: 'an hour', end: '14T18:00', credits: 0 },
    { what: 'a millisecond more', end: '14T18:00:00.001', credits: 2 },
    { what: 'a millisecond short of an hour and a half', end: '14T18:29:59.999', credits: 2 },
    { what: 'an hour and a half', end: '14T18:30', credits: 3 },
  ])('$what earns $credits', ({ end, credits }) => {
    const stated = statement({ facts: [down('14T17:00', end)] });
    expect(stated).toMatchObject({ credits, periods: [{ qualifies: credits > 0 }] });
  });

  test('its part outside the month counts for whether it qualifies, not for credits', () => {
    const facts = [{ ...down('01T00:00', '01T00:40'), start: '2026-09-30T23:30:00Z' }];
    expect(statement({ facts })).toMatchObject({ credits: 1, creditableDowntimeMs: 40 * 60_000 });
  });
});

/** `14T17:00`, of an instant of October. */
const clock = (instant: string): string => instant.slice('2026-10-'.length, -':00.000Z'.length);

describe('whole blocks on each local day', () => {
  test.each<{ what: string; downtimes: [string, string][]; earned: Record<string, number> }>([
    { what: 'a millisecond short of a block', downtimes: [['14T17:00', '14T17:29:59.999']], earned: {} },
    { what: 'a block', downtimes: [['14T17:00', '14T17:30']], earned: { 14: 1 } },
    {
      what: 'two periods of 29 minutes are no block',
      downtimes: [
        ['14T01:00', '14T01:29'],
        ['14T02:00', '14T02:29'],
      ],
      earned: {},
    },
    { what: 'midnight cuts a block', downtimes: [['14T23:31', '15T00:29']], earned: {} },
    { what: 'each side of midnight its own', downtimes: [['14T23:30', '15T01:00']], earned: { 14: 1, 15: 2 } },
    {
      what: 'a period until midnight is not on the next day',
      downtimes: [['14T23:00', '15T00:00']],
      earned: { 14: 2 },
    },
    { what: 'a whole day between', downtimes: [['13T23:00', '15T00:30']], earned: { 13: 2, 14: 48, 15: 1 } },
  ])('$what', ({ downtimes, earned }) => {
    expect(days(HALF_HOURS, ...downtimes)).toEqual(earned);
  });

  test('the explanation lists for each day on which something was earned what lies on it, and nothing else', () => {
    const facts = [
      down('12T23:40', '13T02:00'),
      down('13T23:00', '14T00:00'),
      down('14T01:00', '14T02:00'),
      down('15T00:00', '15T01:00'),
    ];
    const { credit } = statement({ policy: aPolicy({ credit: HALF_HOURS }), facts }).explanation;
    expect(
      credit.days.map(({ date, parts, earned }) => [
        date.slice(-2),
        earned,
        parts.map(({ start, end, blocks }) => [clock(start), clock(end), blocks]),
      ]),
    ).toEqual([
      [
        '13',
        6,
        [
          ['13T00:00', '13T02:00', 4],
          ['13T23:00', '14T00:00', 2],
        ],
      ],
      ['14', 2, [['14T01:00', '14T02:00', 2]]],
      ['15', 2, [['15T00:00', '15T01:00', 2]]],
    ]);
  });

  test('a day of 25 hours has 50 half hours', () => {
    const policy = aPolicy({ credit: HALF_HOURS, timeZone: 'America/Los_Angeles' });
    const facts = [{ ...down('01T00:00', '02T00:00'), start: '2026-11-01T07:00:00Z', end: '2026-11-02T08:00:00Z' }];
    expect(statement({ month: '2026-11', policy, facts })).toMatchObject({ credits: 50 });
  });
});

describe('limits of credits', () => {
  const three: [string, string][] = [
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
  ])('$maxPerDay a day and $maxPerMonth a month: earlier days first', ({ maxPerDay, maxPerMonth, earned }) => {
    expect(days(perPeriod({ longerThan: 'PT0S', maxPerDay, maxPerMonth }), ...three)).toEqual(earned);
  });

  test('cut nothing but the count: which periods qualify is the same', () => {
    const credit = perPeriod({ maxPerDay: 0 });
    const stated = statement({ policy: aPolicy({ credit }), facts: [down('14T17:00', '14T19:00')] });
    expect(stated).toMatchObject({ credits: 0, periods: [{ qualifies: true }] });
  });
});

/** October has 744 hours in UTC; seven and a half of them are a little over one per cent. */
const share = (policy: Partial<WirePolicy>, end: string) =>
  statement({ policy: aPolicy({ target: '99', ...policy }), facts: [down('14T00:00', end)] });
const tiers = (...list: [below: string, rateBps: number][]): WireCredit => {
  return { kind: 'tiers', tiers: list.map(([below, rateBps]) => ({ below, rateBps })), cap: null };
};

describe('tiers', () => {
  const two = tiers(['95', 3000], ['99', 1000], ['99.9', 500]);
  test.each([
    { what: 'without downtime there is no rate', end: undefined, rateBps: 0, credits: 0 },
    { what: 'a minute is above every tier', end: '14T00:01', rateBps: 0, credits: 0 },
    { what: 'exactly 99 % is not below 99', end: '14T07:26:24', rateBps: 500, credits: 1 },
    { what: 'a millisecond more is', end: '14T07:26:24.001', rateBps: 1000, credits: 1 },
    { what: 'the highest rate of all that are reached', end: '16T00:00', rateBps: 3000, credits: 1 },
  ])('$what', ({ end, rateBps, credits }) => {
    const facts = end === undefined ? [] : [down('14T00:00', end)];
    expect(statement({ policy: aPolicy({ credit: two }), facts })).toMatchObject({
      rateBps,
      credits,
      creditDays: [],
    });
  });

  test('the highest rate wins, whatever order the tiers are in', () => {
    expect(share({ credit: tiers(['100', 300], ['99.9', 700], ['99.99', 100]) }, '14T07:00').rateBps).toBe(700);
  });

  test('below 100 % is any creditable downtime at all', () => {
    expect(share({ credit: tiers(['100', 300]) }, '14T00:00:00.001').rateBps).toBe(300);
  });
});

describe('proportional', () => {
  test.each([
    { multiplier: 1, end: '14T07:26:24', uncappedMinor: 1000, amountMinor: 1000 },
    { multiplier: 25, end: '14T07:26:24', uncappedMinor: 25_000, amountMinor: 25_000 },
    { multiplier: 200, end: '14T07:26:24', uncappedMinor: 200_000, amountMinor: 100_000 },
    { multiplier: 1, end: '14T00:00:00.001', uncappedMinor: 0, amountMinor: 0 },
  ])('$multiplier times the share of the month until $end', ({ multiplier, end, ...amounts }) => {
    const credit = { kind: 'proportional', multiplier, cap: null } as const;
    expect(share({ credit }, end)).toMatchObject({ ...amounts, credits: 1, rateBps: null, creditDays: [] });
  });

  test('of a month in which nothing was measured is nothing', () => {
    const credit = { kind: 'proportional', multiplier: 3, cap: null } as const;
    const policy = aPolicy({ credit, calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] } });
    expect(statement({ policy, facts: [down('14T00:00', '15T00:00')] })).toMatchObject({
      measuredMs: 0,
      targetMet: true,
      credits: 0,
      rateBps: null,
      amountMinor: 0,
    });
  });
});

describe('a gate', () => {
  const credits = [
    perPeriod({ longerThan: 'PT0S' }),
    tiers(['100', 300]),
    { kind: 'proportional', multiplier: 9, cap: null } as const,
  ];
  test.each(credits)('that the target closes lets nothing through: $kind', (credit) => {
    const stated = share({ credit, gate: 'below-target' }, '14T07:26:24');
    expect(stated).toMatchObject({ targetMet: true, credits: 0, creditDays: [], uncappedMinor: 0, amountMinor: 0 });
    expect(stated.rateBps).toBe(credit.kind === 'proportional' ? null : 0);
    expect(stated.periods).toEqual(share({ credit }, '14T07:26:24').periods);
  });

  test.each(credits)('opens a millisecond below it: $kind', (credit) => {
    const [gated, free] = (['below-target', 'none'] as const).map((gate) => share({ credit, gate }, '14T07:26:24.001'));
    expect(gated).toMatchObject({ targetMet: false, credits: free?.credits, amountMinor: free?.amountMinor });
    expect(gated?.credits).toBeGreaterThan(0);
  });
});

describe('a period shorter than the minimum', () => {
  test.each([
    { end: '14T17:30:59.999', counts: false },
    { end: '14T17:31', counts: true },
  ])('until $end: $counts', ({ end, counts }) => {
    const policy = aPolicy({ minimumPeriod: 'PT31M', credit: HALF_HOURS });
    const facts = [{ ...down('14T17:00', end), end: instantText(end) }];
    const stated = statement({ policy, facts });
    expect(stated).toMatchObject({ credits: counts ? 1 : 0, periods: [{ qualifies: counts }] });
    expect([stated.creditableDowntimeMs > 0, stated.observedDowntimeMs > 0]).toEqual([counts, counts]);
    expect(stated.totalsMs.downtime).toBe(Date.parse(instantText(end)) - Date.parse(instantText('14T17:00')));
  });
});
