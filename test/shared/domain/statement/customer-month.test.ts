import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { customerMonthOf, customerMonthSchema } from '../../../../shared/domain/statement/customer-month.ts';
import { aMonth, down, statements } from '../../../support/builders/month-builder.ts';

const services = ['one', 'two'].map((id, i) => ({
  id,
  components: ['web'],
  serviceFees: { amountMinor: 10_000 * (i + 1), currency: 'USD' },
}));
const ofServices = statements(aMonth({ customers: [{ id: 'acme', services }], facts: [down('14T17:00', '14T19:00')] }));

test('the month of a customer has the sum of its statements', () => {
  const month = customerMonthOf(ofServices);
  expect(month).toEqual({
    customer: 'acme',
    month: '2026-10',
    amountMinor: 2000 + 4000,
    currency: 'USD',
    statements: ofServices,
  });
  expect(z.parse(customerMonthSchema, JSON.parse(JSON.stringify(month)))).toEqual(month);
});

test('a month without a statement is no month of a customer', () => {
  expect(() => customerMonthOf([])).toThrow('A month of a customer has a statement');
  expect(z.safeParse(customerMonthSchema, { ...customerMonthOf(ofServices), statements: [] }).success).toBe(false);
});
