import { expect, test } from 'vitest';
import { coveringInvoices } from '../../../shared/invoicing/decide-booking.ts';
import type { LinePeriod, StripeInvoice } from '../../../shared/invoicing/stripe-state.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { creditRevision } from '../../support/builders/credit-revision.ts';

const span = (start: string, end: string): LinePeriod => ({
  start: instant(`${start}T00:00:00Z`),
  end: instant(`${end}T00:00:00Z`),
});
const OCTOBER = span('2026-10-01', '2026-11-01');
const DECEMBER = span('2026-12-01', '2027-01-01');
const NO_LENGTH = span('2026-11-01', '2026-11-01');

/** An invoice with its own period, and charges with their periods. */
const invoiceOf = (period: LinePeriod, charges: readonly LinePeriod[]): StripeInvoice => ({
  id: 'in_1',
  status: 'draft',
  currency: 'usd',
  total: 1000,
  isTaxed: false,
  period,
  lines: charges.map((each, place) => ({
    id: `il_${place}`,
    item: undefined,
    amount: 1000,
    period: each,
    metadata: {},
  })),
});

test.each([
  ['charges of the month', DECEMBER, [OCTOBER], 1],
  ['charges of another month', OCTOBER, [DECEMBER], 0],
  ['no charges', OCTOBER, [], 1],
  ['charges without a length', OCTOBER, [NO_LENGTH, NO_LENGTH], 1],
  ['charges without a length in another period', DECEMBER, [NO_LENGTH], 0],
  ['half of the month', OCTOBER, [span('2026-10-01', '2026-10-16')], 0],
  ['a day more than half', OCTOBER, [span('2026-10-01', '2026-10-17')], 1],
  ['two halves', DECEMBER, [span('2026-10-01', '2026-10-15'), span('2026-10-15', '2026-11-01')], 1],
])('an invoice with %s covers the month as expected', (_, period, charges, covering) => {
  expect(coveringInvoices(creditRevision(1, 100).data, [invoiceOf(period, charges)])).toHaveLength(covering);
});
