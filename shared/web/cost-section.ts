import type { CreditLine } from './credits-section.ts';
import { bigMoney, countText, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';

/** The credits of a month in one currency: due, and due if every downtime had been notified in time. */
type CreditSum = { readonly currency: string; readonly dueMinor: number; readonly noticedMinor: number };

const creditSums = (credits: readonly CreditLine[]): CreditSum[] =>
  [...Map.groupBy(credits, ({ currency }) => currency)].map(([currency, lines]) => ({
    currency,
    dueMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    noticedMinor: lines.reduce((sum, { amountMinor, noticedMinor = amountMinor }) => sum + noticedMinor, 0),
  }));

export type ReviewList = { readonly blocked: number; readonly attention: number; readonly isClosed: boolean };

/** Returns the month's credits in large type, and links to blocked customers and review items. */
export const monthHeadline = (
  name: string,
  credits: readonly CreditLine[],
  { blocked, attention, isClosed }: ReviewList,
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
export const noticeEffectSection = (credits: readonly CreditLine[]): Html | undefined => {
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
