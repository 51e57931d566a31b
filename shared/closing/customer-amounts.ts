import { mapConcurrently } from '../lib/map-concurrently.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import type { ReviewItem } from '../persistence/run-results.ts';
import type { RunInputs } from './config-snapshot.ts';
import { evaluateCustomerMonth } from './evaluate-customer-month.ts';
import type { MonthReaderContext } from './select-customers.ts';

const CUSTOMER_READS_MAX = 16;

/** The amount that a close would record for a customer, in minor units, or why the customer is blocked. */
export type AmountBeforeClose = {
  readonly customer: string;
  /** The amount of the last revision; 0 without one. */
  readonly previousAmountMinor: number;
  readonly attention: readonly ReviewItem[];
} & (
  | { readonly blocked: string }
  | {
      readonly blocked?: never;
      readonly name: string;
      readonly amountMinor: number;
      readonly deltaMinor: number;
      readonly currency: string;
    }
);

/** Evaluates a month for some customers, and stores nothing. */
export const customerAmounts = (
  { table, deployment, monthOf }: MonthReaderContext,
  inputs: RunInputs,
  customers: readonly string[],
): Promise<AmountBeforeClose[]> =>
  mapConcurrently(CUSTOMER_READS_MAX, customers, async (customer) => {
    const loaded = await loadCustomer(table, customer, inputs.month);
    const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
    const previousAmountMinor = revisionsOf(loaded.revisions, inputs.month).at(-1)?.amountMinor ?? 0;
    if (evaluated.kind === 'blocked')
      return { customer, previousAmountMinor, attention: [], blocked: evaluated.reason };
    const { amountMinor, currency } = evaluated.customerMonth;
    return {
      customer,
      name: evaluated.record.name,
      amountMinor,
      previousAmountMinor,
      deltaMinor: amountMinor - previousAmountMinor,
      currency,
      attention: evaluated.attention,
    };
  });
