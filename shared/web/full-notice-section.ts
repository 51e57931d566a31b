import type { Figures } from '../domain/statement/statement.ts';
import { countText, length, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { sectionHeading, sectionLabel, type StatementView } from './statement-view.ts';

/** Returns the figures, compared with those if the customer had given notice of every downtime at its start. */
export const fullNoticeSection = (view: StatementView, noticed: Figures): Html => {
  const { statement } = view;
  const { amountMinor, currency } = statement;
  const more = noticed.amountMinor - amountMinor;
  const comparison =
    more === 0
      ? html`Notice of every downtime at its start would not have changed the
        amount${statement.amountMinor === statement.capMinor ? ', which is the monthly cap' : ''}.`
      : html`With notice of every downtime at its start, ${money(noticed.amountMinor, currency)} would be due:
        ${money(more, currency)} more.`;
  return html`<section aria-labelledby="${sectionLabel(view, 'noticed')}">
    ${sectionHeading(view, 'noticed', 'If notified in time')}
    <p>${comparison}</p>
    <table class="compare">
      <caption class="hidden">
        Figures compared with those if notified in time
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
        ${figuresRow('Actual', statement, currency)} ${figuresRow('If notified in time', noticed, currency)}
      </tbody>
    </table>
  </section>`;
};

const figuresRow = (name: string, { creditableDowntimeMs, credits, amountMinor }: Figures, currency: string): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${length(creditableDowntimeMs)}</td>
    <td class="number"><data value="${credits}">${countText(credits, 'credit').replace(/\D+$/, '')}</data></td>
    <td class="number">${money(amountMinor, currency)}</td>
  </tr>`;
