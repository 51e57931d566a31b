import type { ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import { type Html, html } from './html.ts';
import { alarmName, type Names, providerName } from './display-names.ts';
import { reviewText } from './review-text.ts';
import type { Clock } from './page-clock.ts';

/** How many of a kind are listed. */
const SHOWN = 40;

/** The customers whose month could not be worked out, and why: nothing of theirs was guessed. */
export const blockedSection = (blocked: readonly BlockedCustomer[], clock: Clock): Html | undefined =>
  blocked.length === 0
    ? undefined
    : html`<section aria-labelledby="blocked">
        <h2 id="blocked">BlockedCustomer customers</h2>
        <p class="aside">Their month was not worked out. Put the record right, and close the month again.</p>
        <ul class="notes">
          ${blocked.slice(0, SHOWN).map(({ customer, reason }) => html`<li><span class="id">${customer}</span> ${withTimes(reason, clock)}</li>`)}
          ${more(blocked.length)}
        </ul>
      </section>`;

/** What a person should look at before believing the figures: no evidence is not the same as no downtime. */
export const attentionSection = (attention: readonly ReviewItem[], clock: Clock, names: Names): Html | undefined =>
  attention.length === 0
    ? undefined
    : html`<section aria-labelledby="attention">
        <h2 id="attention">Evidence to review</h2>
        ${[...Map.groupBy(attention, ({ kind }) => kind)].map(
          ([kind, items]) =>
            html`<h3>${capital(reviewText(kind))}</h3>
              <ul class="notes">
                ${items.slice(0, SHOWN).map((item) => note(item, clock, names))} ${more(items.length)}
              </ul>`,
        )}
      </section>`;

const note = ({ subject, customer, note }: ReviewItem, clock: Clock, names: Names): Html =>
  html`<li>
    ${customer === undefined ? undefined : html`<span class="id">${customer}</span> `}<span title="${subject}"
      >${withTimes(providerName(names, alarmName(subject)), clock)}</span
    >${note === undefined ? undefined : html`, ${withTimes(note, clock)}`}
  </li>`;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const more = (count: number): Html | undefined =>
  count > SHOWN ? html`<li class="aside">and ${count - SHOWN} more</li>` : undefined;

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** A text in which instants are told as the page tells them. */
export const withTimes = (text: string, clock: Clock): Html =>
  html`${text.split(INSTANT).map((piece) => (INSTANT.test(piece) ? clock.moment(Date.parse(piece)) : piece))}`;
