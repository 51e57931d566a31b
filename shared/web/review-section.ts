import type { ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import { type Html, html } from './html.ts';
import { alarmName, type Names, providerName } from './display-names.ts';
import { reviewText } from './review-text.ts';
import type { Clock } from './page-clock.ts';

/** Limits each list of the sections. */
const ITEMS_MAX = 40;

/** Returns the customers whose month cannot be assessed, with the reasons. */
export const blockedSection = (blocked: readonly BlockedCustomer[], clock: Clock): Html | undefined =>
  blocked.length === 0
    ? undefined
    : html`<section aria-labelledby="blocked">
        <h2 id="blocked">Blocked customers</h2>
        <p class="aside">
          The month of these customers cannot be assessed. Correct each record, then close the month again.
        </p>
        <ul class="notes">
          ${blocked.slice(0, ITEMS_MAX).map(({ customer, reason }) => html`<li><span class="id">${customer}</span> ${withTimes(reason, clock)}</li>`)}
          ${moreItems(blocked.length)}
        </ul>
      </section>`;

/** Returns the items to review before the figures are relied on, by kind. */
export const reviewSection = (attention: readonly ReviewItem[], clock: Clock, names: Names): Html | undefined =>
  attention.length === 0
    ? undefined
    : html`<section aria-labelledby="attention">
        <h2 id="attention">Evidence to review</h2>
        ${[...Map.groupBy(attention, ({ kind }) => kind)].map(
          ([kind, items]) =>
            html`<h3>${capitalised(reviewText(kind))}</h3>
              <ul class="notes">
                ${items.slice(0, ITEMS_MAX).map((item) => reviewItem(item, clock, names))} ${moreItems(items.length)}
              </ul>`,
        )}
      </section>`;

const reviewItem = ({ subject, customer, note }: ReviewItem, clock: Clock, names: Names): Html =>
  html`<li>
    ${customer === undefined ? undefined : html`<span class="id">${customer}</span> `}<span title="${subject}"
      >${withTimes(providerName(names, alarmName(subject)), clock)}</span
    >${note === undefined ? undefined : html`, ${withTimes(note, clock)}`}
  </li>`;

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const moreItems = (count: number): Html | undefined =>
  count > ITEMS_MAX ? html`<li class="aside">and ${count - ITEMS_MAX} more</li>` : undefined;

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** Returns a text with its ISO instants in the page's format. */
export const withTimes = (text: string, clock: Clock): Html =>
  html`${text.split(INSTANT).map((piece) => (INSTANT.test(piece) ? clock.moment(Date.parse(piece)) : piece))}`;
