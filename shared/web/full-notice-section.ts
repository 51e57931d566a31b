import type { Figures, Statement } from '../domain/statement/statement.ts';
import { countText, length, money } from './figures.ts';
import { type Html, html } from './html.ts';

/** What would have been due had notice of every downtime come at once, beside what is due. */
export const ifNoticedSection = (statement: Statement, noticed: Figures): Html => {
  const { amountMinor, currency } = statement;
  const more = noticed.amountMinor - amountMinor;
  const verdict =
    more === 0
      ? html`Notice of every downtime at once would have changed nothing about the
        amount${statement.amountMinor === statement.capMinor ? ': it has reached the limit of a month' : ''}.`
      : html`Had notice of every downtime come at once, ${money(noticed.amountMinor, currency)} would be due:
        ${money(more, currency)} more.`;
  return html`<section aria-labelledby="noticed">
    <h2 id="noticed">Had notice come in time</h2>
    <p>${verdict}</p>
    <table class="compare">
      <caption class="hidden">
        What is due beside what would have been due
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">Counted downtime</th>
          <th scope="col">Credits</th>
          <th scope="col">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${row('As it is', statement, currency)} ${row('Had notice come at once', noticed, currency)}
      </tbody>
    </table>
  </section>`;
};

const row = (name: string, { creditableDowntimeMs, credits, amountMinor }: Figures, currency: string): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${length(creditableDowntimeMs)}</td>
    <td class="number"><data value="${credits}">${countText(credits, 'credit').replace(/\D+$/, '')}</data></td>
    <td class="number">${money(amountMinor, currency)}</td>
  </tr>`;
