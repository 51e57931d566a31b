import { expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import { withFullNotice } from '../../../../shared/domain/month/with-full-notice.ts';
import { figuresOf } from '../../../../shared/domain/statement/statement.ts';
import { aCustomer, aMonth, aPolicy, down, notice } from '../../../support/builders/month-builder.ts';

const silent = aCustomer({ id: 'globex' });
const monthUnder = (required: boolean) =>
  evaluateInput(
    aMonth({
      policy: aPolicy({ mergeGaps: 'PT5M', notice: { required } }),
      customers: [aCustomer(), silent],
      facts: [
        down('14T17:00', '14T19:00'),
        down('15T17:00', '15T18:30'),
        notice('14T18:00'),
        notice('15T18:00', '17T18:00'),
      ],
    }),
  );

test('had notice been given of everything, the month is what it would be under a policy that asks for none', () => {
  const asked = monthUnder(true);
  expect(asked.map(figuresOf).map(({ credits }) => credits)).toEqual([0, 0]);
  expect(asked.map(withFullNotice).map(figuresOf)).toEqual(monthUnder(false).map(figuresOf));
  expect(asked.map(figuresOf).map(({ credits }) => credits)).toEqual([0, 0]);
});

test('what it needs of the month is worked out once for all customers', () => {
  const [first, second] = monthUnder(true).map(withFullNotice);
  expect(first?.month).toBe(second?.month);
  expect(first?.situation).toBe(second?.situation);
});
