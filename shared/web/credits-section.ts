import { customerName } from './display-names.ts';
import { bigMoney, countText, length, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';

/** A customer's month in the table of credits. */
export type ShownCredit = {
  readonly customer: string;
  readonly name: string;
  /** Link to the statement page. */
  readonly href?: string | undefined;
  readonly amountMinor: number;
  /** The amount if every downtime had been notified in time; undefined if the policy requires no notice. */
  readonly noticedMinor?: number | undefined;
  readonly currency: string;
  /** The number of the last revision. */
  readonly revision?: number | undefined;
  /** Downtime in service time that is not excused, and the part of it that counts. */
  readonly observedMs: number;
  readonly countedMs: number;
};

const CUSTOMERS_MAX = 100;

/** Returns a table of the largest credits by customer. Its headings sort it if scripts run. */
export const creditsSection = (credits: readonly ShownCredit[]): Html => {
  const shown = credits
    .toSorted((a, b) => b.amountMinor - a.amountMinor || (a.customer < b.customer ? -1 : 1))
    .slice(0, CUSTOMERS_MAX);
  const left = credits.length - shown.length;
  return html`<section aria-labelledby="credits">
    <h2 id="credits">Credits by customer</h2>
    ${credits.length === 0 ? html`<p>No customer has a credit.</p>` : creditsTable(shown)}
    ${left === 0 ? undefined : html`<p class="aside">The ${CUSTOMERS_MAX} largest are listed. ${countText(left, 'other customer')} ${left === 1 ? 'has a smaller credit' : 'have smaller credits'} or none.</p>`}
  </section>`;
};

const creditsTable = (credits: readonly ShownCredit[]): Html =>
  html`<div class="wide" role="region" aria-label="Table of credits" tabindex="0">
    <table class="ledger sortable">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">Credit</th>
          <th scope="col" class="number">If notified in time</th>
          <th scope="col" class="number">Downtime</th>
          <th scope="col" class="number">Counted</th>
          <th scope="col" class="number">Revision</th>
        </tr>
      </thead>
      <tbody>
        ${credits.map(creditRow)}
      </tbody>
    </table>
  </div>`;

const creditRow = ({ customer, name, href, currency, ...line }: ShownCredit): Html =>
  html`<tr>
    <th scope="row">
      ${href === undefined ? customerName(name) : html`<a href="${href}">${customerName(name)}</a>`}
      <span class="id aside">${customer}</span>
    </th>
    <td class="number">${money(line.amountMinor, currency)}</td>
    <td class="number soft">${money(line.noticedMinor ?? line.amountMinor, currency)}</td>
    <td class="number">${length(line.observedMs)}</td>
    <td class="number">${length(line.countedMs)}</td>
    <td class="number">
      ${line.revision === undefined ? '–' : html`<data value="${line.revision}">${line.revision}</data>`}
    </td>
  </tr>`;

/** The credits of a month in one currency: due, and due if every downtime had been notified in time. */
type CreditSum = { readonly currency: string; readonly dueMinor: number; readonly noticedMinor: number };

const creditSums = (credits: readonly ShownCredit[]): CreditSum[] =>
  [...Map.groupBy(credits, ({ currency }) => currency)].map(([currency, lines]) => ({
    currency,
    dueMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    noticedMinor: lines.reduce((sum, { amountMinor, noticedMinor = amountMinor }) => sum + noticedMinor, 0),
  }));

type ReviewCounts = { readonly blocked: number; readonly attention: number; readonly isClosed: boolean };

/** Returns the month's credits in large type, and links to blocked customers and review items. */
export const monthHeadline = (
  name: string,
  credits: readonly ShownCredit[],
  { blocked, attention, isClosed }: ReviewCounts,
): Html => {
  const sums = creditSums(credits);
  const credited = credits.filter(({ amountMinor }) => amountMinor > 0).length;
  const open = [
    ...(blocked > 0 ? [html`<a href="#blocked">${countText(blocked, 'customer')} blocked</a>`] : []),
    ...(attention > 0 ? [html`<a href="#attention">${countText(attention, 'item')} to review</a>`] : []),
  ];
  return html`<div class="headline">
    <p>
      ${sums.length === 0 ? html`<span class="big">0</span>` : sums.map(({ dueMinor, currency }) => bigMoney(dueMinor, currency))}
    </p>
    <p class="headline-text">
      ${credited === 0 ? 'due' : `${isClosed ? 'credited' : 'due'} to ${countText(credited, 'customer')}`} for ${name}.
      ${open.length === 0 ? 'No customer is blocked, and no item needs review.' : html`${listed(open)}.`}
    </p>
  </div>`;
};

/** Returns the credits due, compared with those due if every downtime had been notified in time. */
export const noticeEffectSection = (credits: readonly ShownCredit[]): Html | undefined => {
  const sums = creditSums(credits);
  if (sums.length === 0 || credits.every(({ noticedMinor }) => noticedMinor === undefined)) return undefined;
  return html`<section aria-labelledby="notice-effect">
    <h2 id="notice-effect">Effect of missing notices</h2>
    <p class="aside">
      Credits due, compared with those due if every customer had given notice of every downtime at its start.
    </p>
    ${sums.map(comparison)}
  </section>`;
};

const comparison = ({ currency, dueMinor, noticedMinor }: CreditSum): Html => {
  const largest = Math.max(dueMinor, noticedMinor, 1);
  const barLine = (name: string, minor: number, mark: string): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      <td aria-hidden="true">
        <svg width="100%" height="12">
          <rect class="${mark}" width="${Number(((minor / largest) * 100).toFixed(2))}%" height="12" />
        </svg>
      </td>
      <td class="number">${money(minor, currency)}</td>
    </tr>`;
  return html`<table class="bars">
    <caption class="hidden">
      In ${currency}
    </caption>
    <tbody>
      ${barLine('Due', dueMinor, 'downtime')} ${barLine('If notified in time', noticedMinor, 'forfeited')}
      <tr>
        <th scope="row">Not due without notice</th>
        <td></td>
        <td class="number">${money(noticedMinor - dueMinor, currency)}</td>
      </tr>
    </tbody>
  </table>`;
};
