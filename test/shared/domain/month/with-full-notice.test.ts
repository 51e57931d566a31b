import { expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import { withFullNotice } from '../../../../shared/domain/month/with-full-notice.ts';
import { figuresOf } from '../../../../shared/domain/statement/statement.ts';
import { aClaim, aCustomer, aMonth, aPolicy, down, notice } from '../../../support/builders/month-builder.ts';

const monthWith = (claim: ReturnType<typeof aClaim> | null) =>
  evaluateInput(
    aMonth({
      policy: aPolicy({ downtime: { mergeGaps: 'PT5M' }, claim }),
      customers: [aCustomer(), aCustomer({ id: 'globex' })],
      facts: [
        down('14T17:00', '14T19:00'),
        down('15T17:00', '15T18:30'),
        notice('14T18:00'),
        notice('15T18:00', '17T18:00'),
      ],
    }),
  );

test('full notice gives the month of a policy without claims', () => {
  const claimed = monthWith(aClaim());
  expect(claimed.map((one) => figuresOf(one).credits)).toEqual([0, 0]);
  expect(claimed.map(withFullNotice).map(figuresOf)).toEqual(monthWith(null).map(figuresOf));
  expect(claimed.map((one) => figuresOf(one).credits)).toEqual([0, 0]);
});

test('full notice shares one baseline between customers', () => {
  const [first, second] = monthWith(aClaim()).map(withFullNotice);
  expect(first?.month).toBe(second?.month);
  expect(first?.baseline).toBe(second?.baseline);
});
