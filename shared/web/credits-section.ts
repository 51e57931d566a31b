import { countText, length, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { customerName } from './display-names.ts';

/** A customer's month in the table of credits. */
export type CreditLine = {
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
export const creditsSection = (credits: readonly CreditLine[]): Html => {
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

const creditsTable = (credits: readonly CreditLine[]): Html =>
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

const creditRow = ({ customer, name, href, currency, ...line }: CreditLine): Html =>
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
