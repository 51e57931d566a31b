import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimGuide, nextSteps } from '../../../../shared/domain/policy/claim-guide.ts';
import type { PolicyInput } from '../../../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import { publicPresets } from '../../../../shared/domain/policy/public-presets.ts';
import { parsedPolicy } from '../../../support/builders/parsed-policy.ts';

type ClaimInput = NonNullable<PolicyInput['claim']>;
const withClaim = (claim: PolicyInput['claim']) => parsedPolicy({ claim });

const TWO_STEPS: ClaimInput = {
  accrual: 'outage-start',
  covers: 'outage',
  steps: [
    { step: 'notice', within: 'PT48H', after: 'recognition' },
    { step: 'claim', within: { months: 1 }, after: 'month-end' },
  ],
};

describe('claimGuide', () => {
  test('writes the Short Form SLA to the customer', () => {
    expect(claimGuide(parsedPolicy(shortFormSla))).toEqual({
      steps: ['Notify us within 24 hours after the outage ends.'],
      notes: [
        'An outage without a timely notice earns no credit.',
        'State when you recognised the outage: downtime counts from then.',
        'Your notice covers every outage between this time and its receipt, and any that starts within 1 hour after receipt.',
      ],
    });
  });

  test('names every step of a claim with its limit', () => {
    expect(claimGuide(withClaim(TWO_STEPS))).toEqual({
      steps: [
        'Notify us within 48 hours after you recognise the outage.',
        'Claim the credit by the end of the month after the one of the outage.',
      ],
      notes: [
        'An outage earns no credit unless you take every step in time.',
        'State when you recognised the outage; a claimed outage counts from its start.',
        'Send a notice for each outage.',
      ],
    });
  });

  test('asks for the month if a notice covers a month', () => {
    const { notes } = claimGuide(withClaim({ ...TWO_STEPS, covers: 'month' }));
    expect(notes.at(-1)).toBe('Name the month: your notice covers every outage of it.');
  });

  test('asks for nothing where credits are automatic', () => {
    expect(claimGuide(withClaim(null))).toEqual({
      steps: [],
      notes: ['Credits are automatic: you need not report an outage.'],
    });
  });

  test.each(publicPresets)('has one sentence for each step of $policy.id', ({ policy }) => {
    const { steps, notes } = claimGuide(parsedPolicy(policy));
    expect(steps).toHaveLength(policy.claim?.steps.length ?? 0);
    for (const sentence of [...steps, ...notes]) expect(sentence).toMatch(/^[A-Z][^{}]*\.$/);
  });

  test('every limit of any claim appears in its sentence', () => {
    const anchors = fc.constantFrom('outage-start', 'outage-end', 'recognition', 'month-end');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), anchors, (days, after) => {
        const [step] = claimGuide(withClaim({ steps: [{ step: 'notice', within: { days }, after }] })).steps;
        expect(step).toMatch(new RegExp(`^Notify us within ${days} days? after (the|you) `));
      }),
    );
  });
});

describe('nextSteps', () => {
  test('names the steps after the notice', () => {
    expect(nextSteps(withClaim(TWO_STEPS))).toEqual([
      'Claim the credit by the end of the month after the one of the outage.',
    ]);
  });

  test.each([null, shortFormSla.claim])('names no step without a further one', (claim) => {
    expect(nextSteps(withClaim(claim))).toEqual(['You need to do nothing else.']);
  });
});
