import { countText, length, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { called } from './display-names.ts';

/** What a customer's month came to. */
export type CreditLine = {
  readonly customer: string;
  readonly name: string;
  /** Where its statement page is, if there is one. */
  readonly href?: string | undefined;
  readonly amountMinor: number;
  /** What would be due had notice of everything come at once; undefined if that is not worked out, and the amount stands for it. */
  readonly noticedMinor?: number | undefined;
  readonly currency: string;
  /** The last revision; undefined if there never was one. */
  readonly revision?: number | undefined;
  /** Downtime in service time, not excused; and what of it counts. */
  readonly observedMs: number;
  readonly countedMs: number;
};

/** How many customers a page lists. */
const SHOWN = 100;

/** Credits by customer, the largest first; a column's heading sorts by it where scripts run. */
export const creditsSection = (credits: readonly CreditLine[]): Html => {
  const shown = credits
    .toSorted((a, b) => b.amountMinor - a.amountMinor || (a.customer < b.customer ? -1 : 1))
    .slice(0, SHOWN);
  const left = credits.length - shown.length;
  return html`<section aria-labelledby="credits">
    <h2 id="credits">Credits by customer</h2>
    ${credits.length === 0 ? html`<p>No customer has a credit.</p>` : table(shown)}
    ${left === 0 ? undefined : html`<p class="aside">The ${countText(SHOWN, 'largest', 'largest')}; ${left} more have smaller ones or none.</p>`}
  </section>`;
};

const table = (credits: readonly CreditLine[]): Html =>
  html`<div class="wide" role="region" aria-label="Table of credits" tabindex="0">
    <table class="ledger sortable">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">Credit</th>
          <th scope="col" class="number">Had notice come</th>
          <th scope="col" class="number">Down</th>
          <th scope="col" class="number">Counted</th>
          <th scope="col" class="number">Revision</th>
        </tr>
      </thead>
      <tbody>
        ${credits.map(row)}
      </tbody>
    </table>
  </div>`;

const row = ({ customer, name, href, currency, ...line }: CreditLine): Html =>
  html`<tr>
    <th scope="row">
      ${href === undefined ? called(name) : html`<a href="${href}">${called(name)}</a>`}
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
