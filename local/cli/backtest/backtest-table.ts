import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { shareText } from '../../../shared/web/figures.ts';
import { csvCell } from '../../../shared/lib/csv-cell.ts';
import { bold } from '../terminal.ts';
import { alignColumns } from '../text-layout.ts';
import { type BacktestMonth, byCurrency, OWN, type PolicyMonth } from './backtest-months.ts';

/** Returns a table of months and policies: the credits, their share of the fees, and how many customers have one. */
export const backtestTable = (months: readonly Pick<BacktestMonth, 'month' | 'policies'>[]): string[] => {
  const [header = '', ...rows] = alignColumns(
    [
      ['month', 'policy', 'credits', 'of fees', 'customers', 'blocked'],
      ...months.flatMap(({ month, policies }) => policies.map((policy) => cellsOf(month, policy))),
      ...sumsOf(months).map((policy) => cellsOf('all', policy)),
    ],
    [2, 3, 4, 5],
  );
  return [bold(header), ...rows];
};

const cellsOf = (month: string, { id, totals, affected, blocked }: PolicyFigures): string[] => [
  month,
  id === OWN ? 'own terms' : id,
  totals.map(({ amountMinor, currency }) => formatMinor(amountMinor, currency)).join(', ') || '–',
  totals.map(({ amountMinor, feesMinor }) => shareText(amountMinor, feesMinor)).join(', ') || '–',
  String(affected),
  String(blocked),
];

type PolicyFigures = Omit<PolicyMonth, 'customers'>;

/** Returns the sums of all months, by policy. `affected` and `blocked` count customers' months. */
const sumsOf = (months: readonly Pick<BacktestMonth, 'policies'>[]): PolicyFigures[] =>
  (months[0]?.policies ?? []).map(({ id }, i) => {
    const of = months.flatMap(({ policies }) => policies[i] ?? []);
    const grouped = Map.groupBy(
      of.flatMap(({ totals }) => totals),
      ({ currency }) => currency,
    );
    return {
      id,
      totals: [...grouped]
        .map(([currency, totals]) => ({
          currency,
          amountMinor: totals.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
          feesMinor: totals.reduce((sum, { feesMinor }) => sum + feesMinor, 0),
        }))
        .toSorted(byCurrency),
      affected: of.reduce((sum, { affected }) => sum + affected, 0),
      blocked: of.reduce((sum, { blocked }) => sum + blocked, 0),
    };
  });

export const CSV_HEADER = 'month,policy,customer,amountMinor,currency';

/** Returns the lines of a month in CSV. A blocked customer has no amount. */
export function* monthCsv({ month, policies }: BacktestMonth): Generator<string> {
  for (const { id, customers } of policies)
    for (const { customer, amountMinor, currency } of customers)
      yield [month, csvCell(id), csvCell(customer), amountMinor ?? '', currency ?? ''].join(',');
}

/** Returns a month as the JSON of `--json`. */
export const monthJson = ({ month, policies }: BacktestMonth): string =>
  JSON.stringify({ month, policies: policies.map(({ id, customers }) => ({ id, customers })) });
