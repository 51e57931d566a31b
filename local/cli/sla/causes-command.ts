import { monthCauses } from '../../../shared/closing/month-causes.ts';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { CAUSE_KEYS, type CausedMonth, causeTable } from '../../../shared/domain/statement/cause-table.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { monthsBetween } from '../backtest/backtest-months.ts';
import { csvCell } from '../../../shared/lib/csv-cell.ts';
import { bold, dim } from '../terminal.ts';
import { alignColumns } from '../text-layout.ts';
import type { CommandResult, Stage } from './stage.ts';

type CauseRange = { readonly from: string; readonly to: string; readonly csv: boolean };

/** Shows the issued credits of months by component, alarm, incident and provider. */
export const causesCommand = async (
  { table, deployment, now }: Stage,
  { from, to, csv }: CauseRange,
): Promise<CommandResult> => {
  const asOf = now();
  const months: CausedMonth[] = [];
  for (const month of monthsBetween(from, to)) months.push(await monthCauses({ table, deployment }, month, asOf));
  return { json: { months }, text: csv ? causesCsv(months) : causesText(months) };
};

const COLUMNS = ['month', 'currency', 'component', 'alarm', 'incident', 'provider', 'amountMinor', 'customers'];

/** An amount without such a cause has an empty cell. */
const causesCsv = (months: readonly CausedMonth[]): string[] => [
  COLUMNS.join(','),
  ...months.flatMap(({ month, credits }) =>
    credits.map(({ currency, amountMinor, customers, ...cause }) =>
      [month, currency, ...CAUSE_KEYS.map((key) => csvCell(cause[key] ?? '')), amountMinor, customers].join(','),
    ),
  ),
];

const causesText = (months: readonly CausedMonth[]): string[] =>
  CAUSE_KEYS.flatMap((key) => {
    const rows = causeTable(months, key);
    const [header = '', ...lines] = alignColumns(
      [
        [key, ...months.map(({ month }) => monthName(month))],
        ...rows.map(({ name, currency, amounts }) => [
          name ?? '–',
          ...amounts.map((minor) => formatMinor(minor, currency)),
        ]),
      ],
      months.map((_, i) => i + 1),
    );
    return [bold(`Credits by ${key}`), dim(header), ...(lines.length === 0 ? ['none'] : lines), ''];
  });
