import * as z from 'zod/mini';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { dim, type ReportProgress } from '../terminal.ts';
import { alignColumns, pluralText } from '../text-layout.ts';
import type { ApiAnswers } from './api-paths.ts';
import { sumByCurrency } from './fee-changes.ts';
import { readPages } from './read-pages.ts';
import type { Stage } from './stage.ts';

/** The amount of a customer that a close would record now, and the recorded one. */
export type MonthCustomer = ApiAnswers['GET /months/{month}/customers']['customers'][number];

const customersPage: z.core.$ZodType<{ readonly customers: readonly MonthCustomer[] }> = z.object({
  customers: z.array(
    z.object({
      customer: z.string(),
      name: z.optional(z.string()),
      amountMinor: z.optional(z.number()),
      previousAmountMinor: z.number(),
      deltaMinor: z.optional(z.number()),
      currency: z.optional(z.string()),
      blocked: z.optional(z.string()),
    }),
  ),
});

/** Reads the amounts that a close of a month would record now. */
export const readMonthCustomers = async (
  stage: Pick<Stage, 'call'>,
  month: string,
  onProgress: ReportProgress,
): Promise<MonthCustomer[]> => {
  const customers: MonthCustomer[] = [];
  for await (const page of readPages(stage, `/months/${month}/customers`, customersPage)) {
    customers.push(...page.customers);
    onProgress(`${pluralText(customers.length, 'customer')} evaluated …`);
  }
  return customers;
};

const LINES_MAX = 100;

/** Lists the customers with a credit, recorded or now, and the change of each currency. */
export const customerLines = (customers: readonly MonthCustomer[]): string[] => {
  const credits = customers.flatMap(({ customer, amountMinor = 0, previousAmountMinor, deltaMinor = 0, currency }) =>
    currency === undefined || (amountMinor === 0 && previousAmountMinor === 0)
      ? []
      : [{ customer, amountMinor, previousAmountMinor, deltaMinor, currency }],
  );
  const counted = pluralText(customers.length, 'customer');
  if (credits.length === 0) return [`No credit is due (${counted} evaluated).`, ''];
  const [header = '', ...lines] = alignColumns(
    [
      ['customer', 'recorded', 'now', 'change'],
      ...credits
        .slice(0, LINES_MAX)
        .map(({ customer, amountMinor, previousAmountMinor, deltaMinor, currency }) => [
          customer,
          formatMinor(previousAmountMinor, currency),
          formatMinor(amountMinor, currency),
          deltaMinor === 0 ? '–' : signed(deltaMinor, currency),
        ]),
    ],
    [1, 2, 3],
  );
  const changes = credits.filter(({ deltaMinor }) => deltaMinor !== 0);
  const sums = sumByCurrency(changes.map(({ deltaMinor, currency }) => ({ amountMinor: deltaMinor, currency })));
  const changeText = sums.map(({ amountMinor, currency }) => signed(amountMinor, currency)).join(', ');
  return [
    dim(header),
    ...lines,
    ...(credits.length > LINES_MAX ? [dim(`and ${credits.length - LINES_MAX} more`)] : []),
    `${counted} evaluated: ${changes.length} of ${pluralText(credits.length, 'credit')} change${changeText === '' ? '' : ` (${changeText})`}`,
    '',
  ];
};

const signed = (amountMinor: number, currency: string): string =>
  `${amountMinor > 0 ? '+' : ''}${formatMinor(amountMinor, currency)}`;
