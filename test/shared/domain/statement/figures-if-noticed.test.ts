import { expect, test } from 'vitest';
import { figuresIfNoticed } from '../../../../shared/domain/statement/figures-if-noticed.ts';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import { aClaim, aCustomer, aMonth, aPolicy, down } from '../../../support/builders/month-builder.ts';

/** Returns the credits of two weeks of downtime without a claim, as if it had been claimed. */
const creditsIfNoticed = (isClaimed: boolean, amountMinor: number): (number | undefined)[] =>
  evaluateInput(
    aMonth({
      policy: aPolicy({ claim: isClaimed ? aClaim() : null }),
      customers: [aCustomer({ serviceFees: { amountMinor, currency: 'USD' } })],
      facts: isClaimed ? [down('14T00:00', '28T00:00')] : [],
    }),
  ).map((assessment) => figuresIfNoticed(assessment)?.credits);

test.each([
  { isClaimed: true, amountMinor: 100_000, credits: 14 * 48, why: 'a claim earns them' },
  { isClaimed: true, amountMinor: Number.MAX_SAFE_INTEGER, credits: undefined, why: 'JSON does not hold the amount' },
  { isClaimed: false, amountMinor: 100_000, credits: undefined, why: 'the policy asks for no claim' },
])('$credits credits: $why', ({ isClaimed, amountMinor, credits }) => {
  expect(creditsIfNoticed(isClaimed, amountMinor)).toEqual([credits]);
});

test('an error that is no fault of the input is thrown', () => {
  const [assessment] = evaluateInput(aMonth({ policy: aPolicy({ claim: aClaim() }) }));
  if (assessment === undefined) throw new Error('the case has no customer');
  const contract = { ...assessment.contract, serviceFees: { amountMinor: 0.5, currency: 'USD' } };
  expect(() => figuresIfNoticed({ ...assessment, contract })).toThrow(RangeError);
});
