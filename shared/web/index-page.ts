import { monthName } from '../lib/month-name.ts';
import type { Instant } from '../domain/time/instant.ts';
import { utcText } from './page-clock.ts';
import { countText, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';

/** A month in the list of months. */
export type MonthListed = {
  readonly month: string;
  readonly href: string;
  /** The sum of credits by currency, in minor units. */
  readonly dueMinor: Readonly<Record<string, number>>;
  readonly credited: number;
  readonly blocked: number;
  readonly attention: number;
  /** When the close was complete; undefined if the month is not closed. */
  readonly closedAt?: Instant | undefined;
};

/** Returns the list of months, the latest first. `causesHref`: the page of the causes of their credits. */
export const indexPage = (months: readonly MonthListed[], causesHref?: string): string => {
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>All months</h1>
    </header>
    <main>
      <section>
        ${
          months.length === 0
            ? html`<p>No month has been closed yet.</p>`
            : html`<div class="wide" role="region" aria-label="Table of months" tabindex="0">
                <table class="ledger">
                  <thead>
                    <tr>
                      <th scope="col">Month</th>
                      <th scope="col" class="number">Credits</th>
                      <th scope="col" class="number">Customers credited</th>
                      <th scope="col">To review</th>
                      <th scope="col">Closed</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${months.toSorted((a, b) => (a.month < b.month ? 1 : -1)).map(monthRow)}
                  </tbody>
                </table>
              </div>`
        }
      </section>
      ${causesHref === undefined ? undefined : html`<p class="aside"><a href="${causesHref}">Causes of the credits</a></p>`}
    </main>`;
  return page({ title: 'Service credits', body });
};

const monthRow = ({ month, href, dueMinor, credited, blocked, attention, closedAt }: MonthListed): Html => {
  const open = [
    ...(blocked > 0 ? [`${countText(blocked, 'customer')} blocked`] : []),
    ...(attention > 0 ? [countText(attention, 'item')] : []),
  ].join(', ');
  return html`<tr>
    <th scope="row"><a href="${href}">${monthName(month)}</a></th>
    <td class="number">
      ${Object.keys(dueMinor).length === 0 ? html`<span class="soft">none</span>` : undefined}
      ${Object.entries(dueMinor).map(([currency, minor]) => html`<div>${money(minor, currency)}</div>`)}
    </td>
    <td class="number"><data value="${credited}">${credited}</data></td>
    <td>${open === '' ? 'none' : open}</td>
    <td>
      ${closedAt === undefined ? 'not closed' : html`<time datetime="${new Date(closedAt).toISOString()}">${utcText(closedAt)}</time>`}
    </td>
  </tr>`;
};
