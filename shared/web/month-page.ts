import { monthName } from '../lib/month-name.ts';
import type { Overview } from '../domain/statement/month-overview.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import { attentionSection, blockedSection } from './review-section.ts';
import { availability } from './availability-section.ts';
import { clockOf } from './page-clock.ts';
import { costSection, monthHeadline } from './cost-section.ts';
import { type CreditLine, creditsSection } from './credits-section.ts';
import { html } from './html.ts';
import { type Names, NO_NAMES } from './display-names.ts';
import { page, utcSwitch } from './page.ts';
import { SORTING } from './sort-script.ts';
import { timelines } from './timelines-section.ts';

export type MonthPage = {
  readonly overview: Overview;
  /** When the closing whose figures these are was over; left out: it is not closed, and they are what they would be. */
  readonly closedAt?: Instant | undefined;
  /** Of all customers that have a credit, or would have one had they written. */
  readonly credits: readonly CreditLine[];
  readonly blocked: readonly BlockedCustomer[];
  readonly attention: readonly ReviewItem[];
  readonly names?: Names;
};

/**
 * A month of the whole service for its operator, as one page that stands alone: how available each component was, what happened
 * when, what it costs, and what a person should look at. Only sorting needs its script.
 */
export const monthPage = ({ overview, closedAt, credits, blocked, attention, names = NO_NAMES }: MonthPage): string => {
  const { month, timeZone, asOf, end } = overview;
  const name = monthName(month);
  const clock = clockOf(timeZone, month);
  const body = html`<header>
      <div class="top">
        <p class="overline">Service credits</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${name} <span>${closedAt !== undefined ? 'closed' : asOf < end ? 'so far' : 'as known now'}</span></h1>
    </header>
    <main>
      ${monthHeadline(name, credits, {
        blocked: blocked.length,
        attention: attention.length,
        isClosed: closedAt !== undefined,
      })}
      ${availability(overview)} ${timelines(overview, names)} ${creditsSection(credits)} ${costSection(credits)}
      ${blockedSection(blocked, clock)} ${attentionSection(attention, clock, names)}
    </main>
    <footer>
      <p>
        With what was known on ${clock.moment(asOf)}.
        ${closedAt === undefined ? 'Not closed: nothing here has been sent.' : html`Closed on ${clock.moment(closedAt)}.`}
      </p>
    </footer>`;
  return page({ title: `${name}: service credits`, body, script: SORTING });
};
