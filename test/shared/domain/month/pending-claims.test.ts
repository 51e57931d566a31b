import { describe, expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import type { Assessment } from '../../../../shared/domain/month/assessment.ts';
import { pendingClaims, withPendingClaims } from '../../../../shared/domain/month/pending-claims.ts';
import { instantText } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aMonth,
  aPolicy,
  type CaseJson,
  type ClaimJson,
  down,
  notice,
} from '../../../support/builders/month-builder.ts';

const at = (day: string): number => Date.parse(instantText(day));
const OUTAGE = down('14T17:00', '14T19:00');

const assessmentOf = (change: Partial<CaseJson>): Assessment => {
  const [first] = evaluateInput(aMonth({ facts: [OUTAGE], ...change }));
  if (first === undefined) throw new Error('the case has no customer');
  return first;
};

type Steps = ClaimJson['steps'];
const claimed = (asOf: string, claim: Partial<ClaimJson>, facts: readonly FactJson[] = [OUTAGE]) =>
  pendingClaims(assessmentOf({ asOf: instantText(asOf), facts, policy: aPolicy({ claim: aClaim(claim) }) }));

describe('an outage that can be claimed', () => {
  test('has its deadline, and a notice that is given now', () => {
    expect(claimed('14T20:00', {})).toEqual([
      {
        outage: { start: at('14T17:00'), end: at('14T19:00') },
        deadline: at('15T19:00'),
        notices: [
          {
            kind: 'notice',
            id: `claimed now:  ${at('14T17:00')} notice`,
            recordedAt: at('14T20:00'),
            customer: 'acme',
            step: 'notice',
            recognizedAt: at('14T17:00'),
            receivedAt: at('14T20:00'),
          },
        ],
      },
    ]);
  });

  test('is claimed for its service, and for its month if needed', () => {
    const service = { id: 'web', components: ['web'], serviceFees: { amountMinor: 100, currency: 'USD' } };
    const claim = aClaim({ covers: 'month', accrual: 'outage-start' });
    const asOf = instantText('14T20:00');
    const assessment = assessmentOf({
      asOf,
      policy: aPolicy({ claim }),
      customers: [{ id: 'acme', services: [service] }],
    });
    expect(pendingClaims(assessment)[0]?.notices).toMatchObject([
      { id: `claimed now: web ${at('14T17:00')} notice`, service: 'web', month: '2026-10' },
    ]);
  });

  test('is one whose claim is neither late nor met nor missed', () => {
    const facts = [down('12T08:00', '12T10:00'), OUTAGE, down('14T21:00', '14T22:00'), notice('14T21:30')];
    expect(claimed('14T23:00', {}, facts).map(({ outage }) => outage.start)).toEqual([at('14T17:00')]);
  });

  test('does not exist without a claim in the policy', () => {
    expect(pendingClaims(assessmentOf({ asOf: instantText('14T20:00') }))).toEqual([]);
  });
});

describe('a claim of two steps', () => {
  const steps: Steps = [
    { step: 'claim', within: 'P10D', after: 'outage-end' },
    { step: 'notice', within: 'PT24H', after: 'outage-end' },
  ];
  const stepsOf = (asOf: string, others: readonly FactJson[]) =>
    claimed(asOf, { steps }, [OUTAGE, ...others]).map(({ deadline, notices }) => [
      deadline,
      ...notices.map(({ step }) => step),
    ]);

  test('needs a notice for each open step by the first deadline', () => {
    expect(stepsOf('14T20:00', [])).toEqual([[at('24T19:00'), 'claim', 'notice']]);
    expect(stepsOf('16T00:00', [notice('14T18:00')])).toEqual([[at('24T19:00'), 'claim']]);
    expect(stepsOf('14T20:00', [notice('14T18:00', '14T18:00', { step: 'claim' })])).toEqual([
      [at('15T19:00'), 'notice'],
    ]);
  });

  test('cannot be met once its second step is late', () => {
    expect(stepsOf('16T00:00', [])).toEqual([[at('24T19:00')]]);
    expect(stepsOf('16T00:00', [notice('14T18:00', '15T23:00')])).toEqual([[at('24T19:00')]]);
  });

  test('is not met by a notice of another outage', () => {
    expect(stepsOf('14T20:00', [notice('14T10:00')])).toEqual([[at('24T19:00'), 'claim', 'notice']]);
  });
});

const recognised = (asOf: string, claim: Partial<ClaimJson>, outage = OUTAGE) =>
  claimed(asOf, claim, [outage]).map(({ notices }) => notices.map(({ recognizedAt }) => recognizedAt));

describe('a notice within an hour of recognition', () => {
  const steps: Steps = [{ step: 'notice', within: 'PT1H', after: 'recognition' }];

  test('is recognised at the start, or as late as it must be', () => {
    expect(recognised('14T18:00', { steps })).toEqual([[at('14T17:00')]]);
    expect(recognised('14T18:00:00.001', { steps })).toEqual([[at('14T17:00:00.001')]]);
    expect(recognised('14T19:30', { steps })).toEqual([[at('14T18:30')]]);
    expect(recognised('14T19:59:59.999', { steps })).toEqual([[at('14T18:59:59.999')]]);
  });

  test('is too late once only the end could be recognised', () => {
    expect(recognised('14T20:00', { steps })).toEqual([[]]);
    expect(recognised('14T20:00:00.001', { steps })).toEqual([]);
  });

  test('is too late the day after an outage until midnight', () => {
    const today: Steps = [{ step: 'notice', within: { days: 0 }, after: 'recognition' }];
    const outage = down('14T22:00', '15T00:00');
    expect(recognised('14T23:00', { steps: today }, outage)).toEqual([[at('14T22:00')]]);
    expect(recognised('15T10:00', { steps: today }, outage)).toEqual([[]]);
  });

  test('has the latest recognition of all steps', () => {
    const both: Steps = [...steps, { step: 'claim', within: 'P1D', after: 'outage-start' }];
    expect(recognised('14T19:30', { steps: both })).toEqual([[at('14T18:30'), at('14T18:30')]]);
    expect(recognised('14T19:30', { steps: both.toReversed() })).toEqual([[at('14T18:30'), at('14T18:30')]]);
  });
});

describe('a month with its pending claims', () => {
  test('pays for claimed outages, and for those claimed before', () => {
    const facts = [down('12T08:00', '12T10:00'), notice('12T08:00'), OUTAGE];
    const policy = aPolicy({ claim: aClaim() });
    const assessment = assessmentOf({ asOf: instantText('14T20:00'), facts, policy });
    expect(assessment.amounts.amountMinor).toBe(20_000);
    expect(withPendingClaims(assessment).amounts.amountMinor).toBe(40_000);
  });

  test('is the month itself without a pending claim', () => {
    const assessment = assessmentOf({ policy: aPolicy({ claim: aClaim() }) });
    expect(withPendingClaims(assessment)).toBe(assessment);
  });
});
