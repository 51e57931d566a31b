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
