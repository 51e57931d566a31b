import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accrualOf } from '../../../shared/closing/accrual.ts';
import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import { assess, type Assessment } from '../../../shared/domain/month/assessment.ts';
import { downtimeBudgets, nextCostRise } from '../../../shared/domain/month/next-cost-rise.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { pendingClaims, withPendingClaims } from '../../../shared/domain/month/pending-claims.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { arbitraryMonth } from '../../support/builders/arbitrary-month.ts';
import { aClaim, aMonth, aPolicy, type CaseJson, perBlock } from '../../support/builders/month-builder.ts';

const record = { id: 'acme', name: 'Acme', components: ['web'] };

const accrued = (assessments: readonly Assessment[], issuedMinor?: number) =>
  accrualOf(
    'acme',
    { kind: 'assessed', assessments, record },
    issuedMinor === undefined
      ? undefined
      : { amountMinor: issuedMinor, currency: assessments[0]?.contract.serviceFees.currency ?? '' },
  );

const assessedOf = (input: CaseJson): Assessment[] => {
  try {
    return evaluateInput(input);
  } catch (error) {
    if (error instanceof InvalidInput) return [];
    throw error;
  }
};

describe('any month', () => {
  test('accrual plus later changes equals the issued credit', () => {
    fc.assert(
      fc.property(arbitraryMonth, fc.nat(100_000), (input, issued) => {
        for (const assessment of assessedOf(input)) {
          const { amounts, month, contract, own } = assessment;
          const first = accrued([assessment], issued);
          expect(first.issued + first.due).toBe(amounts.amountMinor);
          expect(first.issued + first.due + first.claimable).toBe(first.atMost);
          // The month is closed later: what changed since is the due amount of a customer that was credited the accrual.
          const later = assess(prepareMonth({ ...month, asOf: month.asOf + 40 * 86_400_000 }), contract, own);
          const closed = accrued([later], first.issued + first.due);
          expect(first.issued + first.due + closed.due).toBe(later.amounts.amountMinor);
        }
      }),
    );
  });

  test('has no outage that can be claimed after all are claimed', () => {
    fc.assert(
      fc.property(arbitraryMonth, (input) => {
        for (const assessment of assessedOf(input)) {
          const claims = pendingClaims(assessment);
          const claimed = withPendingClaims(assessment);
          const claimable = claims.filter(({ notices }) => notices.length > 0);
          const left = new Set(pendingClaims(claimed).map(({ outage }) => outage.start));
          expect(claimable.filter(({ outage }) => left.has(outage.start))).toEqual([]);
          for (const { notices, deadline } of claims)
            for (const notice of notices)
              expect([notice.receivedAt <= deadline, notice.recognizedAt <= notice.receivedAt]).toEqual([true, true]);
        }
      }),
    );
  });

  test('rises in cost at the next instant and not before it', () => {
    fc.assert(
      fc.property(arbitraryMonth, (input) => {
        const [assessment] = assessedOf({ ...input, asOf: '2026-10-14T12:00:00.000Z' });
        if (assessment === undefined) return;
        const { month, contract, own } = assessment;
        const rise = nextCostRise(month, [{ contract, own }]);
        if (rise === undefined) return;
        const costAt = (at: number): number =>
          assess(prepareMonth({ ...month, asOf: at, policy: { ...month.policy, claim: null } }), contract, own).amounts
            .amountMinor;
        expect(costAt(rise.at) - costAt(month.asOf)).toBe(rise.byMinor[contract.serviceFees.currency]);
        expect(costAt(rise.at - 1)).toBeLessThanOrEqual(costAt(month.asOf));
      }),
    );
  });
});

const ringing = (asOf: string, claim = aClaim({ accrual: 'recognition' })) =>
  aMonth({
    asOf,
    policy: aPolicy({ claim, credit: perBlock({ maxPerDay: 1 }) }),
    facts: [{ kind: 'monitor-state', id: 'a', monitor: 'web-alarm', state: 'ALARM', at: '2026-10-14T10:00:00.000Z' }],
  });

describe('a running outage', () => {
  test('is claimable, with the deadline of its end so far', () => {
    const [assessment] = evaluateInput(ringing('2026-10-14T12:00:00.000Z'));
    expect(assessment === undefined ? undefined : accrued([assessment])).toMatchObject({
      issued: 0,
      due: 0,
      claimable: 5000,
      atMost: 5000,
      deadline: Date.parse('2026-10-15T12:00:00Z'),
    });
  });

  test('raises the credits after more than an hour', () => {
    const [assessment] = evaluateInput(ringing('2026-10-14T10:20:00.000Z'));
    if (assessment === undefined) throw new Error('No assessment');
    const { month, contract, own } = assessment;
    expect(nextCostRise(month, [{ contract, own }])).toEqual({
      at: Date.parse('2026-10-14T11:00:00.001Z'),
      byMinor: { USD: 5000 },
    });
  });

  test('takes its time from the budget of its component', () => {
    const [assessment] = evaluateInput(ringing('2026-10-14T10:20:00.000Z'));
    // 99.9 % of 31 days allows 44 min 38.4 s; 20 min are used.
    expect(assessment === undefined ? [] : downtimeBudgets(assessment.month)).toContainEqual({
      component: 'web',
      observedMs: 1_200_000,
      remainingMs: 2_678_400 - 1_200_000,
    });
  });
});

test('a claim after recognition is recognised as late as it must be', () => {
  const claim = aClaim({ accrual: 'recognition', steps: [{ step: 'notice', within: 'PT1H', after: 'recognition' }] });
  const [assessment] = evaluateInput(ringing('2026-10-14T14:00:00.000Z', claim));
  const [pending] = assessment === undefined ? [] : pendingClaims(assessment);
  expect(pending?.notices.map(({ recognizedAt }) => recognizedAt)).toEqual([Date.parse('2026-10-14T13:00:00Z')]);
});
