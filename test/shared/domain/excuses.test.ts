import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import * as made from '../../support/builders/arbitrary-month.ts';
import { aPolicy, down, notice, statement, statements, type WireCase } from '../../support/builders/month-builder.ts';
import { instantText } from '../../support/builders/instant-text.ts';

/** A month, and one excuse more than it has. */
const amounts = (month: WireCase, more: readonly WireFact[]): number[] =>
  statements({ ...month, facts: [...month.facts, ...more] }).map(({ amountMinor }) => amountMinor);

const excuse = fc
  .record({ start: made.arbitraryInstantText, thirds: fc.integer({ min: 1, max: 60 }) })
  .map(({ start, thirds }): WireFact => ({
    kind: 'exclusion',
    id: 'excuse',
    reason: 'force-majeure',
    scope: { all: true },
    start,
    end: new Date(Date.parse(start) + thirds * 1_200_000).toISOString(),
  }));

describe('more excuses never raise a credit', () => {
  test('per period', () => {
    const months = fc.tuple(made.arbitraryMonth, made.arbitraryPerPeriodCredit).map(([month, credit]): WireCase => {
      return { ...month, policy: { ...month.policy, gate: 'none', credit } };
    });
    fc.assert(
      fc.property(months, excuse, (month, more) => {
        const before = amounts(month, []);
        expect(amounts(month, [more]).filter((amount, i) => amount > (before[i] ?? 0))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('by tiers, where all downtime is creditable', () => {
    const months = fc.tuple(made.arbitraryMonth, made.arbitraryTiers).map(([month, credit]): WireCase => {
      const notice = { ...month.policy.notice, required: false };
      return { ...month, policy: { ...month.policy, gate: 'none', minimumPeriod: 'PT0S', notice, credit } };
    });
    fc.assert(
      fc.property(months, excuse, (month, more) => {
        const before = amounts(month, []);
        expect(amounts(month, [more]).filter((amount, i) => amount > (before[i] ?? 0))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

test('to excuse what was forfeited anyway shrinks the time that is measured, so a tier may be reached', () => {
  const policy = aPolicy({
    notice: { required: true },
    credit: { kind: 'tiers', tiers: [{ below: '99.5', rateBps: 1000 }], cap: null },
  });
  const facts = [down('14T17:00', '14T20:43'), notice('14T17:00'), down('20T00:00', '22T00:00')];
  const excused: WireFact = {
    kind: 'exclusion',
    id: 'x',
    reason: 'force-majeure',
    scope: { all: true },
    start: instantText('20T00:00'),
    end: instantText('22T00:00'),
  };
  expect(statement({ policy, facts }).rateBps).toBe(0);
  expect(statement({ policy, facts: [...facts, excused] }).rateBps).toBe(1000);
});
