import type { ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import { type Html, html } from './html.ts';
import { alarmName, type Names, providerName } from './display-names.ts';
import { reviewText } from './review-text.ts';
import type { Clock } from './page-clock.ts';

/** Limits each list of the sections. */
const ITEMS_MAX = 40;

/** Links of a site from an entry to its subject, and to the form that resolves it. */
export type ReviewLinks = {
  readonly customerHref: (customer: string) => string;
  readonly subjectHref: (item: ReviewItem) => string | undefined;
  readonly blocked: (blocked: BlockedCustomer) => Html;
  readonly review: (item: ReviewItem) => Html | undefined;
};

const customerId = (customer: string, links: ReviewLinks | undefined): Html =>
  links === undefined
    ? html`<span class="id">${customer}</span>`
    : html`<a class="id" href="${links.customerHref(customer)}">${customer}</a>`;

/** Returns the customers whose month cannot be assessed, with the reasons. */
export const blockedSection = (
  blocked: readonly BlockedCustomer[],
  clock: Clock,
  links?: ReviewLinks,
): Html | undefined =>
  blocked.length === 0
    ? undefined
    : html`<section aria-labelledby="blocked">
        <h2 id="blocked">Blocked customers</h2>
        <p class="aside">
          The month of these customers cannot be assessed. Correct each record, then close the month again.
        </p>
        <ul class="notes">
          ${blocked
            .slice(0, ITEMS_MAX)
            .map(
              (one) =>
                html`<li>
                  ${customerId(one.customer, links)}
                  ${withTimes(one.reason, clock)}${links === undefined ? undefined : html` (${links.blocked(one)})`}
                </li>`,
            )}
          ${moreItems(blocked.length)}
        </ul>
      </section>`;

/** Returns the items to review before the figures are relied on, by kind. */
export const reviewSection = (
  attention: readonly ReviewItem[],
  clock: Clock,
  names: Names,
  links?: ReviewLinks,
): Html | undefined =>
  attention.length === 0
    ? undefined
    : html`<section aria-labelledby="attention">
        <h2 id="attention">Evidence to review</h2>
        ${[...Map.groupBy(attention, ({ kind }) => kind)].map(
          ([kind, items]) =>
            html`<h3>${capitalised(reviewText(kind))}</h3>
              <ul class="notes">
                ${items.slice(0, ITEMS_MAX).map((item) => reviewItem(item, clock, names, links))}
                ${moreItems(items.length)}
              </ul>`,
        )}
      </section>`;

const reviewItem = (item: ReviewItem, clock: Clock, names: Names, links: ReviewLinks | undefined): Html => {
  const { subject, customer, note } = item;
  const text = withTimes(providerName(names, alarmName(subject)), clock);
  const href = links?.subjectHref(item);
  const action = links?.review(item);
  return html`<li>
    ${customer === undefined ? undefined : html`${customerId(customer, links)} `}${
      href === undefined
        ? html`<span title="${subject}">${text}</span>`
        : html`<a title="${subject}" href="${href}">${text}</a>`
    }${note === undefined ? undefined : html`, ${withTimes(note, clock)}`}${action === undefined ? undefined : html` (${action})`}
  </li>`;
};

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const moreItems = (count: number): Html | undefined =>
  count > ITEMS_MAX ? html`<li class="aside">and ${count - ITEMS_MAX} more</li>` : undefined;

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** Returns a text with its ISO instants in the page's format. */
export const withTimes = (text: string, clock: Clock): Html =>
  html`${text.split(INSTANT).map((piece) => (INSTANT.test(piece) ? clock.moment(Date.parse(piece)) : piece))}`;
