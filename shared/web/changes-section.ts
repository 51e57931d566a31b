import type { AmountChange } from '../persistence/run-results.ts';
import type { ShownCredit } from './credits-section.ts';
import { customerName } from './display-names.ts';
import { money } from './figures.ts';
import { type Html, html } from './html.ts';

/** Returns a table of the customers whose credit would change, with its amount in the ledger and the one due. */
export const changesSection = (changes: readonly AmountChange[], credits: readonly ShownCredit[]): Html => {
  const byCustomer = new Map(credits.map((credit) => [credit.customer, credit]));
  return html`<section aria-labelledby="changes">
    <h2 id="changes">Credits that would change</h2>
    ${changes.length === 0 ? html`<p>Closing the month again would change no credit.</p>` : changesTable(changes, byCustomer)}
  </section>`;
};

const changesTable = (changes: readonly AmountChange[], credits: ReadonlyMap<string, ShownCredit>): Html =>
  html`<div class="wide" role="region" aria-label="Credits that would change" tabindex="0">
    <table class="ledger sortable">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">In the ledger</th>
          <th scope="col" class="number">Due</th>
          <th scope="col" class="number">Change</th>
        </tr>
      </thead>
      <tbody>
        ${changes.map((change) => changeRow(change, credits.get(change.customer)))}
      </tbody>
    </table>
  </div>`;

const changeRow = (
  { customer, previousAmountMinor, amountMinor, currency }: AmountChange,
  credit: ShownCredit | undefined,
): Html => {
  const name = customerName(credit?.name ?? customer);
  return html`<tr>
    <th scope="row">
      ${credit?.href === undefined ? name : html`<a href="${credit.href}">${name}</a>`}
      <span class="id aside">${customer}</span>
    </th>
    <td class="number">${money(previousAmountMinor, currency)}</td>
    <td class="number">${money(amountMinor, currency)}</td>
    <td class="number">${money(amountMinor - previousAmountMinor, currency)}</td>
  </tr>`;
};
