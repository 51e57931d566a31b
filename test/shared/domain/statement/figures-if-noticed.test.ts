import { expect, test } from 'vitest';
import { figuresIfNoticed } from '../../../../shared/domain/statement/figures-if-noticed.ts';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import { aClaim, aCustomer, aMonth, aPolicy, down } from '../../../support/builders/month-builder.ts';

/** What a downtime of two weeks, of which nobody wrote, would have come to. */
const creditsIfNoticed = (required: boolean, amountMinor: number): (number | undefined)[] =>
  evaluateInput(
    aMonth({
      policy: aPolicy({ claim: required ? aClaim() : null }),
      customers: [aCustomer({ serviceFees: { amountMinor, currency: 'USD' } })],
      facts: required ? [down('14T00:00', '28T00:00')] : [],
    }),
  ).map((assessment) => figuresIfNoticed(assessment)?.credits);

test.each([
  { required: true, amountMinor: 100_000, credits: 14 * 48, why: 'notice would have earned them' },
  { required: true, amountMinor: Number.MAX_SAFE_INTEGER, credits: undefined, why: 'JSON does not carry the amount' },
  { required: false, amountMinor: 100_000, credits: undefined, why: 'no notice is asked for' },
])('$credits credits: $why', ({ required, amountMinor, credits }) => {
  expect(creditsIfNoticed(required, amountMinor)).toEqual([credits]);
});
