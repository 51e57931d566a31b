import type { CreditLine } from './credits-section.ts';
import { bigMoney, countText, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';

/** What a month costs in one currency, and would have cost had all that was down been noticed at once. */
type Cost = { readonly currency: string; readonly dueMinor: number; readonly noticedMinor: number };

const costsOf = (credits: readonly CreditLine[]): Cost[] =>
  [...Map.groupBy(credits, ({ currency }) => currency)].map(([currency, lines]) => ({
    currency,
    dueMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    noticedMinor: lines.reduce((sum, { amountMinor, noticedMinor = amountMinor }) => sum + noticedMinor, 0),
  }));

export type ReviewList = { readonly blocked: number; readonly attention: number; readonly isClosed: boolean };

/** What the month comes to, large, and what is to be done about it. */
export const monthHeadline = (
  name: string,
  credits: readonly CreditLine[],
  { blocked, attention, isClosed }: ReviewList,
): Html => {
  const costs = costsOf(credits);
  const credited = credits.filter(({ amountMinor }) => amountMinor > 0).length;
  const toDo = [
    ...(blocked > 0 ? [html`<a href="#blocked">${countText(blocked, 'customer')} blocked</a>`] : []),
    ...(attention > 0 ? [html`<a href="#attention">${countText(attention, 'thing')} to look at</a>`] : []),
  ];
  return html`<div class="headline">
    <p>
      ${costs.length === 0 ? html`<span class="big">0</span>` : costs.map(({ dueMinor, currency }) => bigMoney(dueMinor, currency))}
    </p>
    <p class="verdict">
      ${credited === 0 ? 'to credit' : `${isClosed ? 'credited' : 'due'} to ${countText(credited, 'customer')}`} for
      ${name}. ${toDo.length === 0 ? 'Nothing is blocked, and there is nothing to look at.' : html`${listed(toDo)}.`}
    </p>
  </div>`;
};

/** What the month costs, beside what the downtime that was observed would have cost without the duty to give notice. */
export const costSection = (credits: readonly CreditLine[]): Html | undefined => {
  const costs = costsOf(credits);
  if (costs.length === 0 || credits.every(({ noticedMinor }) => noticedMinor === undefined)) return undefined;
  return html`<section aria-labelledby="cost">
    <h2 id="cost">What notice makes of it</h2>
    <p class="aside">
      What is due, beside what would be due had every customer given notice of every downtime at once.
    </p>
    ${costs.map(compared)}
  </section>`;
};

const compared = ({ currency, dueMinor, noticedMinor }: Cost): Html => {
  const whole = Math.max(dueMinor, noticedMinor, 1);
  const line = (what: string, minor: number, mark: string): Html =>
    html`<tr>
      <th scope="row">${what}</th>
      <td aria-hidden="true">
        <svg width="100%" height="12">
          <rect class="${mark}" width="${Number(((minor / whole) * 100).toFixed(2))}%" height="12" />
        </svg>
      </td>
      <td class="number">${money(minor, currency)}</td>
    </tr>`;
  return html`<table class="bars">
    <caption class="hidden">
      In ${currency}
    </caption>
    <tbody>
      ${line('Due', dueMinor, 'downtime')} ${line('Had notice come at once', noticedMinor, 'forfeited')}
      <tr>
        <th scope="row">Not due, for want of notice</th>
        <td></td>
        <td class="number">${money(noticedMinor - dueMinor, currency)}</td>
      </tr>
    </tbody>
  </table>`;
};
