import { describe, expect, test } from 'vitest';
import { noCreditReason } from '../../../../shared/domain/statement/no-credit-reason.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aCustomer,
  aPolicy,
  type CreditJson,
  down,
  exclusion,
  maintenance,
  notice,
  perBlock,
  type PolicyJson,
  statement,
} from '../../../support/builders/month-builder.ts';

const outage = down('14T17:00', '14T19:00');
const reason = (policy: Partial<PolicyJson> = {}, change: Parameters<typeof statement>[0] = {}) =>
  noCreditReason(statement({ facts: [outage], policy: aPolicy(policy), ...change }));

const feeOf = (amountMinor: number) => ({ customers: [aCustomer({ serviceFees: { amountMinor, currency: 'USD' } })] });

test('a credit has no reason against it', () => {
  expect(reason()).toBeUndefined();
});

test('the target was met', () => {
  expect(reason({ gate: 'below-target', target: '90' })).toEqual({ kind: 'target-met' });
});

describe('a credit is worth nothing', () => {
  test('without fees', () => {
    expect(reason({}, { ...feeOf(0), facts: [outage] })).toEqual({ kind: 'no-fees' });
  });

  test('where it rounds to zero', () => {
    const credit = perBlock({ amount: { bps: 1 } });
    expect(reason({ credit }, { ...feeOf(100), facts: [outage], policy: aPolicy({ credit }) })).toEqual({
      kind: 'rounds-to-zero',
      feeMinor: 100,
    });
  });

  test('where a cap is zero', () => {
    expect(reason({ caps: [{ bps: 0 }] })).toEqual({ kind: 'capped-to-zero' });
    expect(reason({ caps: [{ bps: 0 }], payableAbove: { amountMinor: 5, currency: 'USD' } })).toEqual({
      kind: 'capped-to-zero',
    });
  });

  test('where it is too small to pay', () => {
    expect(reason({ payableAbove: { amountMinor: 20_000, currency: 'USD' } })).toEqual({
      kind: 'too-small-to-pay',
      cappedMinor: 20_000,
      payableAboveMinor: 20_000,
    });
  });
});

const byUnits = (unit: string): Partial<PolicyJson> => ({ downtime: { wholeUnits: { unit, align: 'elapsed' } } });

describe('downtime counts and earns nothing', () => {
  test.each<{ cause: string; credit: CreditJson; more?: Partial<PolicyJson> }>([
    { cause: 'no-qualifying-downtime', credit: perBlock({ qualify: { longerThan: 'PT2H' } }) },
    { cause: 'no-whole-block', credit: perBlock({ block: 'PT3H' }) },
    { cause: 'limit', credit: perBlock({ maxPerMonth: 0 }) },
    { cause: 'no-tier', credit: { kind: 'tiers', tiers: [{ below: '99', amount: { bps: 5 } }] } },
    { cause: 'no-tier', credit: { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT5H', amount: { bps: 5 } }] } },
    {
      cause: 'no-whole-unit',
      credit: { kind: 'proportional', multiplier: 1 },
      more: { downtime: { wholeUnits: { unit: 'PT3H', align: 'elapsed' } } },
    },
  ])('$credit.kind: $cause', ({ cause, credit, more = {} }) => {
    expect(reason({ credit, ...more })).toMatchObject({ kind: 'too-little-downtime', cause });
  });

  const oneHour = [{ longerThan: 'PT9H', amount: { bps: 5 } }];

  test.each<{ cause: string; credit: CreditJson; unit: string }>([
    { cause: 'no-whole-unit', unit: 'PT3H', credit: { kind: 'tiers', tiers: [{ below: '99', amount: { bps: 5 } }] } },
    { cause: 'no-whole-unit', unit: 'PT3H', credit: { kind: 'tiers', by: 'downtime', tiers: oneHour } },
    { cause: 'no-tier', unit: 'PT1H', credit: { kind: 'tiers', by: 'downtime', tiers: oneHour } },
    { cause: 'no-tier', unit: 'PT3H', credit: { kind: 'tiers', by: 'period', tiers: oneHour } },
    { cause: 'no-qualifying-downtime', unit: 'PT3H', credit: perBlock({ qualify: { longerThan: 'PT9H' } }) },
  ])('$credit.kind in units of $unit: $cause', ({ cause, credit, unit }) => {
    expect(reason({ credit, ...byUnits(unit) })).toMatchObject({ kind: 'too-little-downtime', cause });
  });

  test('where one downtime of two has a whole unit', () => {
    const credit: CreditJson = { kind: 'tiers', tiers: [{ below: '99', amount: { bps: 5 } }] };
    const policy = aPolicy({ credit, ...byUnits('PT1H') });
    expect(reason({}, { facts: [down('13T10:00', '13T10:30'), outage], policy })).toMatchObject({ cause: 'no-tier' });
  });

  test('where one period of two qualifies', () => {
    const facts = [down('13T10:00', '13T10:30'), outage];
    expect(reason({}, { facts, policy: aPolicy({ credit: perBlock({ block: 'PT3H' }) }) })).toMatchObject({
      cause: 'no-whole-block',
    });
  });

  test('since its period ends in another month', () => {
    const facts = [{ ...down('31T20:00', '31T21:00'), end: '2026-11-01T01:00:00Z' }];
    const credit: CreditJson = { kind: 'per-outage', amount: { bps: 5 } };
    expect(reason({}, { facts, policy: aPolicy({ credit }) })).toEqual({
      kind: 'too-little-downtime',
      creditableMs: 4 * 3_600_000,
      cause: 'ends-in-another-month',
    });
    const byPeriod: CreditJson = { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount: { bps: 5 } }] };
    expect(reason({}, { facts, policy: aPolicy({ credit: byPeriod }) })).toMatchObject({
      cause: 'ends-in-another-month',
    });
  });
});

describe('downtime was not claimed', () => {
  test('in time, and the longest outage shows the step', () => {
    const facts = [down('13T17:00', '13T18:00'), outage, notice('14T17:10', '17T00:00')];
    expect(reason({}, { facts, policy: aPolicy({ claim: aClaim() }) })).toMatchObject({
      kind: 'not-claimed',
      forfeitedMs: 3 * 3_600_000,
      pendingMs: 0,
      outage: { start: '2026-10-14T17:00:00.000Z' },
      step: { status: 'late', deadline: '2026-10-15T19:00:00.000Z' },
    });
  });

  test('by its second step, which shows', () => {
    const claim = aClaim({
      steps: [
        { step: 'notice', within: 'PT24H', after: 'outage-end' },
        { step: 'claim', within: { days: 5 }, after: 'outage-end' },
      ],
    });
    expect(reason({}, { facts: [outage, notice('14T17:10')], policy: aPolicy({ claim }) })).toMatchObject({
      kind: 'not-claimed',
      step: { step: 'claim', status: 'missed' },
    });
  });

  test('beside a longer outage that was claimed after it was over', () => {
    const calendar = { hours: { from: '00:00', to: '18:00' } };
    const facts = [outage, notice('14T18:30'), down('13T10:00', '13T10:30')];
    expect(reason({}, { facts, policy: aPolicy({ claim: aClaim(), calendar }) })).toMatchObject({
      kind: 'not-claimed',
      outage: { start: '2026-10-13T10:00:00.000Z' },
    });
  });

  test('yet', () => {
    expect(
      reason({ claim: aClaim() }, { asOf: at('14T20:00'), facts: [outage], policy: aPolicy({ claim: aClaim() }) }),
    ).toMatchObject({
      kind: 'not-claimed',
      forfeitedMs: 0,
      pendingMs: 2 * 3_600_000,
      step: { status: 'pending' },
    });
  });
});

test('downtime was over before its recognition, or too short', () => {
  const calendar = { hours: { from: '00:00', to: '18:00' } };
  const facts = [outage, notice('14T18:30')];
  expect(reason({}, { facts, policy: aPolicy({ claim: aClaim(), calendar }) })).toEqual({
    kind: 'not-counted',
    observedMs: 3_600_000,
    unrecognizedMs: 3_600_000,
  });
  expect(reason({ downtime: { minimum: 'PT3H' } })).toEqual({ kind: 'not-counted', observedMs: 0, unrecognizedMs: 0 });
});

test('excused downtime without a claim was set aside, not left unclaimed', () => {
  const facts = [outage, exclusion('14T17:00', '14T19:00')];
  expect(reason({}, { facts, policy: aPolicy({ claim: aClaim() }) })).toEqual({
    kind: 'set-aside',
    labels: ['excused'],
  });
});

test('one outage of two reaches another month', () => {
  const crossing = { ...down('31T20:00', '31T22:00'), end: '2026-11-01T02:00:00Z' };
  const all = { ...exclusion('01T00:00', '02T00:00'), end: '2026-11-02T00:00:00Z' };
  expect(reason({}, { facts: [outage, crossing, all] })).toEqual({
    kind: 'set-aside',
    labels: ['excused', 'another-month'],
  });
  const inside = [down('01T00:00', '01T01:00'), { ...down('31T23:00', '31T23:30'), end: '2026-11-01T00:00:00Z' }];
  expect(reason({}, { facts: [...inside, all] })).toEqual({ kind: 'set-aside', labels: ['excused'] });
});

test('downtime was set aside', () => {
  const facts = [
    { ...down('01T00:00', '01T01:00'), start: '2026-09-30T23:00:00Z' },
    exclusion('01T00:00', '01T00:30'),
    maintenance('01T00:30', '01T01:00', { announcedAt: '2026-09-01T00:00:00Z' }),
  ];
  expect(reason({}, { facts })).toEqual({ kind: 'set-aside', labels: ['excused', 'maintenance', 'another-month'] });
  expect(reason({}, { facts: [outage, exclusion('14T17:00', '14T19:00')] })).toEqual({
    kind: 'set-aside',
    labels: ['excused'],
  });
});

test('no component was down', () => {
  expect(reason({}, { facts: [] })).toEqual({ kind: 'no-downtime' });
});
