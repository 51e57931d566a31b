import {
  monthAccrual,
  type AccruedAmounts,
  type CustomerAccrual,
  type MonthAccrual,
} from '../../../shared/closing/accrual.ts';
import { monthReader } from '../../../shared/closing/load-month.ts';
import { monthStatus } from '../../../shared/closing/month-status.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { csvCell } from '../../../shared/lib/csv-cell.ts';
import { bold, dim, warning } from '../terminal.ts';
import { alignColumns } from '../text-layout.ts';
import { zonedTime } from './describe-run.ts';
import type { CommandResult, Stage } from './stage.ts';

/** Shows the credits of a month so far: issued, due, claimable and at most, by currency and customer. */
export const accrualCommand = async (
  { table, deployment, config, now }: Stage,
  month: string,
  { csv }: { readonly csv: boolean },
): Promise<CommandResult> => {
  const { questionNow } = await monthStatus(table, deployment, month, now());
  const context = { table, deployment, monthOf: monthReader(table, deployment) };
  const accrual = await monthAccrual(context, questionNow);
  return {
    json: accrualJson(accrual),
    text: csv ? accrualCsv(accrual) : accrualText(accrual, config.closing.timeZone),
  };
};

const accrualJson = ({ month, asOf, totals, customers }: MonthAccrual): unknown => ({
  month,
  asOf: formatInstant(asOf),
  totals: totals.map(({ currency, ...amounts }) => ({ currency, ...amountsJson(amounts) })),
  customers: customers.map(({ customer, currency, deadline, blocked, ...amounts }) => ({
    customer,
    currency,
    ...amountsJson(amounts),
    deadline: deadlineText(deadline),
    ...(blocked === undefined ? {} : { blocked }),
  })),
});

const amountsJson = ({ issued, due, claimable, atMost }: AccruedAmounts): AccruedAmounts => ({
  issued,
  due,
  claimable,
  atMost,
});

/** Null if nothing can be claimed, or if the policy sets no deadline. */
const deadlineText = (deadline: number | undefined): string | null =>
  deadline === undefined || deadline === Infinity ? null : formatInstant(deadline);

const COLUMNS = ['customer', 'currency', 'issued', 'due', 'claimable', 'atMost', 'deadline', 'blocked'] as const;

const accrualCsv = ({ customers }: MonthAccrual): string[] => [
  COLUMNS.join(','),
  ...customers.map(({ customer, currency, issued, due, claimable, atMost, deadline, blocked = '' }) =>
    [
      csvCell(customer),
      currency ?? '',
      issued,
      due,
      claimable,
      atMost,
      deadlineText(deadline) ?? '',
      csvCell(blocked),
    ].join(','),
  ),
];

const accrualText = ({ month, asOf, totals, customers }: MonthAccrual, timeZone: string): string[] => {
  const shown = customers.filter(({ issued, due, claimable }) => issued !== 0 || due !== 0 || claimable !== 0);
  const blocked = customers.filter((customer) => customer.blocked !== undefined);
  const [header = '', ...rows] = alignColumns(
    [
      ['', 'issued', 'due', 'claimable', 'at most', 'claim until'],
      ...totals.map(({ currency, ...amounts }) => [`all in ${currency}`, ...amountCells(amounts, currency), '']),
      ...shown.map((customer) => customerCells(customer, timeZone)),
    ],
    [1, 2, 3, 4],
  );
  return [
    bold(`${monthName(month)}: accrual as of ${zonedTime(asOf, timeZone)}`),
    dim(header),
    ...rows,
    ...(blocked.length === 0 ? [] : ['', warning('Blocked customers')]),
    ...blocked.map(({ customer, blocked: reason = '' }) => `  ${customer}: ${reason}`),
  ];
};

const customerCells = ({ customer, currency, deadline, ...amounts }: CustomerAccrual, timeZone: string): string[] => [
  customer,
  ...amountCells(amounts, currency ?? ''),
  deadline === undefined ? '' : deadline === Infinity ? 'no deadline' : zonedTime(deadline, timeZone),
];

const amountCells = ({ issued, due, claimable, atMost }: AccruedAmounts, currency: string): string[] =>
  [issued, due, claimable, atMost].map((minor) => formatMinor(minor, currency));
