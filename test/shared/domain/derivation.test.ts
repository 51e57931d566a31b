import { expect, test } from 'vitest';
import { aPolicy, down, perPeriod, statement, type WireCredit } from '../../support/builders/month-builder.ts';

/** What the explanation derives the amount of October from, with 7 h 26 min 24 s of downtime: one per cent of it. */
const derivation = (credit: WireCredit, gate: 'none' | 'below-target' = 'none') =>
  statement({ policy: aPolicy({ credit, gate, target: '99' }), facts: [down('14T00:00', '14T07:26:24')] }).explanation
    .credit;

const OCTOBER = 31 * 86_400_000;
const base = {
  measuredMs: OCTOBER,
  creditableMs: OCTOBER / 100,
  gated: false,
  days: [],
  credits: 1,
  feeMinor: 100_000,
  currency: 'USD',
};

test('by periods: the rule with its limits, each day with its parts, the cap in days of fees', () => {
  const credit = perPeriod({ maxPerDay: 3, maxPerMonth: 9, cap: { serviceFeeDays: 7 } });
  expect(derivation(credit)).toEqual({
    ...base,
    rule: {
      kind: 'per-period',
      longerThanMs: 3_600_000,
      blockMs: 1_800_000,
      rateBps: 500,
      maxPerDay: 3,
      maxPerMonth: 9,
    },
    days: [
      {
        date: '2026-10-14',
        parts: [{ start: '2026-10-14T00:00:00.000Z', end: '2026-10-14T07:26:24.000Z', blocks: 14 }],
        earned: 14,
        credits: 3,
      },
    ],
    credits: 3,
    rateBps: 1500,
    uncappedMinor: 15_000,
    cap: { serviceFeeDays: 7, daysInMonth: 31 },
    capMinor: 22_580,
    amountMinor: 15_000,
  });
});

test('by tiers: each as it is written, the cap in basis points', () => {
  const tiers = [
    { below: '99.90', rateBps: 1000 },
    { below: '95', rateBps: 3000 },
  ];
  expect(derivation({ kind: 'tiers', tiers, cap: { bps: 900 } })).toEqual({
    ...base,
    rule: { kind: 'tiers', tiers },
    rateBps: 1000,
    uncappedMinor: 10_000,
    cap: { bps: 900 },
    capMinor: 9000,
    amountMinor: 9000,
  });
});

test('in proportion: the multiplier, no rate, no cap', () => {
  expect(derivation({ kind: 'proportional', multiplier: 25, cap: null })).toEqual({
    ...base,
    rule: { kind: 'proportional', multiplier: 25 },
    rateBps: null,
    uncappedMinor: 25_000,
    cap: null,
    capMinor: null,
    amountMinor: 25_000,
  });
});

test('behind a gate that the target closed: nothing, and the explanation says that it was the gate', () => {
  expect(derivation({ kind: 'proportional', multiplier: 25, cap: null }, 'below-target')).toEqual({
    ...base,
    gated: true,
    rule: { kind: 'proportional', multiplier: 25 },
    credits: 0,
    rateBps: null,
    uncappedMinor: 0,
    cap: null,
    capMinor: null,
    amountMinor: 0,
  });
});
