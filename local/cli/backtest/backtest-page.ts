import { formatMinor } from '../../../shared/domain/money/currency.ts';
import type { Statement } from '../../../shared/domain/statement/statement.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { statementText } from '../../../shared/messaging/invoice-text.ts';
import { difference, length, money, shareText } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { page } from '../../../shared/web/page.ts';
import { noCreditLine } from '../statement-lines.ts';
import { NO_NAMES } from '../../../shared/web/display-names.ts';
import { type BacktestMonth, type Difference, OWN, type PolicyMonth } from './backtest-months.ts';
import { decidingClause } from './deciding-clause.ts';

type ShownMonth = Omit<BacktestMonth, 'policies'> & { readonly policies: readonly Omit<PolicyMonth, 'customers'>[] };

/** Differences that the page lists for each policy. */
export const DIFFERENCES_MAX = 10;

/** Returns the back-test as a page: the months as columns, and the largest differences of each policy. */
export const backtestPage = (months: readonly ShownMonth[]): string => {
  const ids = months[0]?.policies.map(({ id }) => id) ?? [];
  const body = html`<header>
      <p class="overline">Back-test</p>
      <h1>
        ${months.length === 0 ? 'No months' : `${monthName(months[0]?.month ?? '')} to ${monthName(months.at(-1)?.month ?? '')}`}
      </h1>
    </header>
    <main>
      <section>
        <div class="wide" role="region" aria-label="Credits by month and policy" tabindex="0">
          <table class="ledger">
            <thead>
              <tr>
                <th scope="col">Policy</th>
                <th scope="col"></th>
                ${months.map(({ month }) => html`<th scope="col" class="number">${monthName(month)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${ids.map((id, i) =>
                policyRows(
                  id,
                  months.flatMap(({ policies }) => policies[i] ?? []),
                ),
              )}
            </tbody>
          </table>
        </div>
      </section>
      ${ids.slice(1).map((id, i) => differencesSection(id, largestOf(i, months)))}
    </main>`;
  return page({ title: 'Back-test', body });
};

const policyRows = (id: string, months: readonly Omit<PolicyMonth, 'customers'>[]): Html[] => [
  html`<tr>
    <th scope="rowgroup" rowspan="3">${id === OWN ? 'Own terms' : id}</th>
    <th scope="row">Credits</th>
    ${months.map(({ totals }) => cell(totals.map(({ amountMinor, currency }) => html`<div>${money(amountMinor, currency)}</div>`)))}
  </tr>`,
  html`<tr>
    <th scope="row">Share of fees</th>
    ${months.map(({ totals }) => cell(totals.map(({ amountMinor, feesMinor }) => html`<div>${shareText(amountMinor, feesMinor)}</div>`)))}
  </tr>`,
  html`<tr>
    <th scope="row">Customers affected</th>
    ${months.map(({ affected, blocked }) => cell([html`${affected}${blocked > 0 ? `, ${blocked} blocked` : ''}`]))}
  </tr>`,
];

const cell = (content: readonly Html[]): Html =>
  html`<td class="number">${content.length === 0 ? html`<span class="soft">none</span>` : content}</td>`;

const largestOf = (place: number, months: readonly ShownMonth[]): Difference[] =>
  months
    .flatMap(({ differences }) => differences.filter(({ policy }) => policy === place))
    .toSorted((a, b) => Math.abs(b.deltaMinor) - Math.abs(a.deltaMinor))
    .slice(0, DIFFERENCES_MAX);

const differencesSection = (id: string, differences: readonly Difference[]): Html =>
  html`<section>
    <h2>Largest differences under ${id}</h2>
    ${
      differences.length === 0
        ? html`<p>Every amount is the same as under the own terms.</p>`
        : html`<div class="wide" role="region" aria-label="Largest differences under ${id}" tabindex="0">
            <table class="ledger">
              <thead>
                <tr>
                  <th scope="col">Customer</th>
                  <th scope="col">Month</th>
                  <th scope="col" class="number">Difference</th>
                  <th scope="col">Own terms</th>
                  <th scope="col">${id}</th>
                  <th scope="col">Deciding clause</th>
                </tr>
              </thead>
              <tbody>
                ${differences.map(differenceRow)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;

const differenceRow = ({ customer, month, currency, deltaMinor, own, tested }: Difference): Html =>
  html`<tr>
    <th scope="row">${customer}</th>
    <td>${monthName(month)}</td>
    <td class="number">${difference(deltaMinor, currency)}</td>
    <td>${statementsCell(own)}</td>
    <td>${statementsCell(tested)}</td>
    <td>${clausesText(own, tested)}</td>
  </tr>`;

const statementsCell = (statements: readonly Statement[]): Html =>
  statements.length === 0
    ? html`<span class="soft">blocked</span>`
    : html`${statements.map(
        (statement) =>
          html`<div>
            ${formatMinor(statement.amountMinor, statement.currency)}, ${length(statement.creditableDowntimeMs)}
            counted. ${statement.amountMinor > 0 ? statementText(statement) : noCreditLine(statement, NO_NAMES)}
          </div>`,
      )}`;

const clausesText = (own: readonly Statement[], tested: readonly Statement[]): string => {
  if (own.length === 0 || tested.length === 0) return 'blocked';
  const clauses = own.flatMap((statement, i) => {
    const other = tested[i];
    return (other === undefined ? undefined : decidingClause(statement, other)) ?? [];
  });
  return [...new Set(clauses)].join(', ');
};
