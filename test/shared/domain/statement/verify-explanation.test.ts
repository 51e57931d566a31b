import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../../shared/domain/statement/statement.ts';
import { verifyExplanation } from '../../../../shared/domain/statement/verify-explanation.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aPolicy,
  type CreditJson,
  down,
  notice,
  perBlock,
  type PolicyJson,
  statement,
} from '../../../support/builders/month-builder.ts';

const facts = [
  down('14T17:00', '14T19:00'),
  notice('14T17:10'),
  down('20T01:00', '20T02:30'),
  down('21T01:00', '21T01:10'),
];
const valid = (policy: Partial<PolicyJson> = {}): Statement =>
  statement({ policy: aPolicy({ claim: aClaim(), caps: [{ serviceFeeDays: 7 }], ...policy }), facts });

/** Replaces one value at a path of a statement. */
const changed = (value: Statement, path: string, by: unknown): Statement => {
  const copy: Statement = JSON.parse(JSON.stringify(value));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<object>((object, key) => {
    const child: unknown = Reflect.get(object, key);
    if (typeof child !== 'object' || child === null) throw new Error(`${path} is not in the statement`);
    return child;
  }, copy);
  if (!(last in parent)) throw new Error(`${path} is not in the statement`);
  Reflect.set(parent, last, by);
  return copy;
};

test('a statement agrees with its explanation', () => {
  expect(verifyExplanation(valid())).toBeUndefined();
});

test('a statement with days after the limit of the month agrees', () => {
  const limited = valid({ credit: perBlock({ maxPerMonth: 2 }), claim: null });
  expect(limited.creditDays).toEqual([{ date: '2026-10-14', credits: 2 }]);
  expect(verifyExplanation(limited)).toBeUndefined();
});

describe('a changed figure is found', () => {
  test.each([
    ['totalsMs.downtime', 1],
    ['measuredMs', 1],
    ['observedDowntimeMs', 1],
    ['creditableDowntimeMs', 1],
    ['targetMet', true],
    ['creditDays', []],
    ['credits', 9],
    ['rateBps', 1],
    ['uncappedMinor', 1],
    ['capMinor', 1],
    ['amountMinor', 1],
  ])('%s', (path, by) => {
    expect(verifyExplanation(changed(valid(), path, by))).toContain(`${path.split('.')[0]} `);
  });
});

describe('a changed explanation is found', () => {
  test.each([
    ['intervals.0.label', 'weekend'],
    ['intervals.0.end', '2026-10-14T16:59:59.999Z'],
    ['end', '2026-10-31T23:59:59.999Z'],
    ['outages.0.accruesFrom', at('14T17:00:00.000')],
    ['outages.0.steps.0.notices.0.receivedAt', '2026-10-16T00:00:00.000Z'],
    ['outages.0.steps.0.notices.0.recognizedAt', '2026-10-14T17:20:00.000Z'],
    ['outages.1.forfeit', 'pending'],
    ['outages.1.steps.0.deadline', '2027-01-01T00:00:00.000Z'],
    ['counted.serviceMs', 5],
    ['counted.excusedMs', 5],
    ['counted.effect', 'count-as-up-later'],
    ['counted.minimumMs', 86_400_000],
    ['counted.creditable', []],
    ['counted.creditable.0.impact', '50'],
    ['counted.observed.0.end', '2026-10-14T18:00:00.000Z'],
    ['target', '1'],
    ['credit.bookings', []],
    ['credit.rule.blockMs', 60_000],
    ['credit.rule.maxPerMonth', 0],
    ['credit.rule.maxPerDay', 0],
    ['credit.rule.amount.bps', 501],
    ['credit.gated', true],
    ['credit.feeMinor', 5],
    ['credit.caps.0.share.serviceFeeDays', 1],
    ['credit.payableAboveMinor', 1_000_000],
  ])('%s', (path, by) => {
    const isSame = path === 'counted.effect';
    const found = verifyExplanation(changed(valid(), `explanation.${path}`, isSame ? 'remove' : by));
    expect(found === undefined).toBe(isSame);
  });
});

describe('credits', () => {
  const credits: CreditJson[] = [
    { kind: 'per-outage', amount: { bps: 100 } },
    { kind: 'per-block', block: 'PT10M', blocksWithin: 'period', maxPerPeriod: 2, amount: { bps: 10 } },
    {
      kind: 'per-block',
      block: 'PT10M',
      blocksWithin: 'month',
      allowance: { percent: '0.1' },
      amount: { serviceFeeDays: 1 },
    },
    {
      kind: 'tiers',
      tiers: [{ below: '99.99', amount: { bps: 100 } }],
      beyond: { from: '99.9', step: '0.01', amount: { bps: 5 }, partialStep: 'count' },
    },
    { kind: 'tiers', by: 'downtime', tiers: [{ longerThan: 'PT1H', amount: { bps: 100 } }] },
    { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount: { serviceFeeDays: 2, of: 'year' } }] },
    { kind: 'proportional', multiplier: 7 },
  ];

  test.each(credits)('agree with their replay: $kind', (credit) => {
    expect(verifyExplanation(valid({ credit }))).toBeUndefined();
  });

  test.each(credits)('show a changed amount: $kind', (credit) => {
    const stated = valid({ credit });
    expect(stated.amountMinor).toBeGreaterThan(0);
    expect(verifyExplanation({ ...stated, amountMinor: stated.amountMinor - 1 })).toContain('amountMinor');
    expect(verifyExplanation({ ...stated, credits: stated.credits + 1 })).toContain('credits');
  });
});

describe('a disagreement is named by its place', () => {
  const OUTAGE = 'explanation.outages.0';
  const NOTICE = `${OUTAGE}.steps.0.notices.0`;

  test.each<{ changes: Record<string, unknown>; named: string }>([
    { changes: { amountMinor: 1 }, named: 'amountMinor 1, explained 15000' },
    {
      changes: { [`${OUTAGE}.accruesFrom`]: at('14T17:00') },
      named:
        'the outage of 2026-10-14T17:00:00.000Z accrues from 2026-10-14T17:00:00.000Z, explained 2026-10-14T17:10:00.000Z',
    },
    {
      changes: { [`${OUTAGE}.accruesFrom`]: at('14T17:20'), [`${NOTICE}.recognizedAt`]: at('14T17:20') },
      named: 'the outage of 2026-10-14T17:00:00.000Z has creditable downtime at 2026-10-14T17:10:00.000Z',
    },
    {
      changes: { [`${OUTAGE}.end`]: at('14T18:59:59.999') },
      named: 'the outage of 2026-10-14T17:00:00.000Z has creditable downtime at 2026-10-14T17:10:00.000Z',
    },
    {
      changes: {
        [`${OUTAGE}.accruesFrom`]: null,
        [`${OUTAGE}.forfeit`]: 'late-notice',
        [`${NOTICE}.receivedAt`]: at('15T19:00:00.001'),
      },
      named: 'the outage of 2026-10-14T17:00:00.000Z has creditable downtime at 2026-10-14T17:10:00.000Z',
    },
    {
      changes: { 'explanation.outages.1.forfeit': 'pending' },
      named: 'the outage of 2026-10-20T01:00:00.000Z is forfeited as pending, explained no-notice',
    },
    {
      changes: { 'explanation.asOf': '2026-10-21T02:30:00.000Z' },
      named: 'the outage of 2026-10-20T01:00:00.000Z is forfeited as no-notice, explained pending',
    },
    {
      changes: {
        'explanation.intervals.0.start': '2026-09-30T23:59:59.999Z',
        'explanation.intervals.0.end': at('14T16:59:59.999'),
      },
      named: 'the month has a gap or an overlap at 2026-09-30T23:59:59.999Z',
    },
    {
      changes: {
        'explanation.intervals.7.start': at('21T01:10:00.001'),
        'explanation.intervals.7.end': '2026-11-01T00:00:00.001Z',
      },
      named: 'the month has a gap or an overlap at 2026-10-21T01:10:00.001Z',
    },
    {
      changes: {
        'explanation.intervals.3.end': '2026-10-20T01:00:00.001Z',
        'explanation.intervals.7.end': '2026-10-31T23:59:59.999Z',
      },
      named: 'the month has a gap or an overlap at 2026-10-20T01:00:00.000Z',
    },
    {
      changes: { 'periods.0.end': at('14T18:59:59.999') },
      named: 'creditable periods of 6599999 ms, explained 6600000 ms',
    },
    {
      changes: { 'explanation.counted.minimumMs': 6_600_001 },
      named: 'creditable periods of 0 ms, explained 6600000 ms',
    },
  ])('$named', ({ changes, named }) => {
    const stated = Object.entries(changes).reduce((before, [path, by]) => changed(before, path, by), valid());
    expect(verifyExplanation(stated)).toBe(named);
  });

  test('with a minimum that a period has exactly there is none', () => {
    expect(verifyExplanation(changed(valid(), 'explanation.counted.minimumMs', 6_600_000))).toBeUndefined();
  });
});

describe('periods over the edge of the month', () => {
  test('count inside it', () => {
    const edges = [
      { ...down('01T00:00', '01T02:00'), start: '2026-09-30T22:00:00Z' },
      { ...down('31T20:00', '31T22:00'), end: '2026-11-01T03:00:00Z' },
    ];
    const stated = statement({ facts: edges });
    expect(stated.creditableDowntimeMs).toBe(6 * 3_600_000);
    expect(verifyExplanation(stated)).toBeUndefined();
  });
});

const inUsd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

const outage = (bps: number): Partial<PolicyJson> => ({ credit: { kind: 'per-outage', amount: { bps } } });

describe('a replay has the arithmetic of the rules', () => {
  const feeOf = (amountMinor: number, policy: Partial<PolicyJson>): Statement =>
    statement({
      policy: aPolicy(policy),
      facts: [down('14T17:00', '14T19:00')],
      customers: [{ id: 'acme', components: ['web'], serviceFees: inUsd(amountMinor) }],
    });

  test.each([
    { title: 'half a cent becomes the even one below', fee: 50, policy: outage(100), amountMinor: 0 },
    { title: 'half a cent becomes the even one above', fee: 150, policy: outage(100), amountMinor: 2 },
    { title: 'more than half a cent is one', fee: 51, policy: outage(100), amountMinor: 1 },
    { title: 'less than half a cent is none', fee: 149, policy: outage(100), amountMinor: 1 },
    {
      title: 'a cap in money is the smallest',
      fee: 1000,
      policy: { ...outage(5000), caps: [{ bps: 4000 }, inUsd(77)] },
      amountMinor: 77,
    },
    {
      title: 'a cap in days of 30 is rounded down',
      fee: 1000,
      policy: { ...outage(5000), caps: [{ serviceFeeDays: 1, of: '30-days' as const }] },
      amountMinor: 33,
    },
    {
      title: 'a cap in days of a year is of twelve fees',
      fee: 1000,
      policy: { ...outage(5000), caps: [{ serviceFeeDays: 1, of: 'year' as const }] },
      amountMinor: 32,
    },
    {
      title: 'an amount at the threshold is not paid',
      fee: 1000,
      policy: { ...outage(100), payableAbove: inUsd(10) },
      amountMinor: 0,
    },
    {
      title: 'an amount above it is paid',
      fee: 1000,
      policy: { ...outage(110), payableAbove: inUsd(10) },
      amountMinor: 11,
    },
    { title: 'the fee is the most', fee: 10, policy: outage(20_000), amountMinor: 10 },
  ])('$title', ({ fee, policy, amountMinor }) => {
    const stated = feeOf(fee, policy);
    expect(stated.amountMinor).toBe(amountMinor);
    expect(verifyExplanation(stated)).toBeUndefined();
  });
});

const beyond = (partialStep: 'count' | 'drop') => ({
  beyond: { from: '99.5', step: '0.2', amount: { bps: 10 }, partialStep },
});

describe('a replay decides at the bounds as the rules do', () => {
  const amount = { bps: 100 };
  /** One and a half per cent of October. */
  const HALF = at('14T11:09:36');
  const tiersOf = (change: object, ...bounds: object[]): CreditJson => ({
    kind: 'tiers',
    tiers: bounds.map((bound) => ({ ...bound, amount })),
    ...change,
  });
  const monthBlocks = { kind: 'per-block', block: 'PT1H', blocksWithin: 'month', amount } as const;

  test.each<{ title: string; end: string; credit: CreditJson; more?: Partial<PolicyJson>; rateBps: number }>([
    {
      title: 'half a per cent up',
      end: HALF,
      credit: tiersOf({}, { below: '99' }),
      more: { availabilityDecimals: 0 },
      rateBps: 0,
    },
    { title: 'below', end: at('14T07:26:24'), credit: tiersOf({}, { below: '99' }), rateBps: 0 },
    { title: 'at most', end: at('14T07:26:24'), credit: tiersOf({}, { atMost: '99' }), rateBps: 100 },
    { title: 'more than at most', end: at('14T07:26:23.999'), credit: tiersOf({}, { atMost: '99' }), rateBps: 0 },
    {
      title: 'an hour of downtime',
      end: at('14T01:00'),
      credit: tiersOf({ by: 'downtime' }, { longerThan: 'PT1H' }),
      rateBps: 0,
    },
    {
      title: 'longer than an hour',
      end: at('14T01:00:00.001'),
      credit: tiersOf({ by: 'downtime' }, { longerThan: 'PT1H' }),
      rateBps: 100,
    },
    {
      title: 'the last bound by downtime',
      end: at('14T02:00:00.001'),
      credit: tiersOf({ by: 'downtime' }, { longerThan: 'PT1H' }, { longerThan: 'PT3H' }),
      rateBps: 100,
    },
    {
      title: 'a period of an hour',
      end: at('14T01:00'),
      credit: tiersOf({ by: 'period' }, { longerThan: 'PT1H' }),
      rateBps: 0,
    },
    {
      title: 'a period as long as the second bound',
      end: at('14T03:00'),
      credit: {
        kind: 'tiers',
        by: 'period',
        tiers: [
          { longerThan: 'PT1H', amount },
          { longerThan: 'PT3H', amount: { bps: 900 } },
        ],
      },
      rateBps: 100,
    },
    { title: 'two whole steps', end: at('14T06:41:45.600'), credit: tiersOf(beyond('count')), rateBps: 20 },
    { title: 'a started step', end: at('14T06:41:45.601'), credit: tiersOf(beyond('count')), rateBps: 30 },
    { title: 'a dropped step', end: at('14T06:41:45.601'), credit: tiersOf(beyond('drop')), rateBps: 20 },
    { title: 'no step yet', end: at('14T03:43:12'), credit: tiersOf(beyond('count')), rateBps: 0 },
    { title: 'blocks without an allowance', end: at('14T02:30'), credit: monthBlocks, rateBps: 200 },
    {
      title: 'blocks after it',
      end: at('14T02:30'),
      credit: { ...monthBlocks, allowance: { percent: '0.1' } },
      rateBps: 100,
    },
    {
      title: 'whole units',
      end: at('14T02:30'),
      credit: tiersOf({ by: 'downtime' }, { longerThan: 'PT2H' }),
      more: { downtime: { wholeUnits: { unit: 'PT1H', align: 'clock' } } },
      rateBps: 0,
    },
  ])('$title: $rateBps', ({ end, credit, more = {}, rateBps }) => {
    const stated = statement({
      policy: aPolicy({ credit, ...more }),
      facts: [{ ...down('14T00:00', '14T01:00'), end }],
    });
    expect(stated.rateBps).toBe(rateBps);
    expect(verifyExplanation(stated)).toBeUndefined();
  });

  test('finds an unreached tier by period, and a month without measured time', () => {
    const byPeriod = valid({ credit: tiersOf({ by: 'period' }, { longerThan: 'PT1H' }) });
    expect(verifyExplanation(changed(byPeriod, 'explanation.credit.rule.tiers.0.longerThanMs', 1e9))).toBe(
      'credits 1, explained 0',
    );
    const proportional = valid({ credit: { kind: 'proportional', multiplier: 7 } });
    const unmeasured = ['serviceMs', 'measuredMs'].reduce(
      (stated, key) => changed(stated, `explanation.counted.${key}`, 0),
      { ...proportional, measuredMs: 0, targetMet: true },
    );
    expect(verifyExplanation(unmeasured)).toBe('credits 1, explained 0');
  });
});
