import { monthName } from '../lib/month-name.ts';
import type { Overview } from '../domain/statement/month-overview.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { AmountChange, ReviewItem, BlockedCustomer } from '../persistence/run-results.ts';
import { blockedSection, type ReviewLinks, reviewSection } from './review-section.ts';
import { accrualSection, type ShownAccrual } from './accrual-section.ts';
import { availabilitySection } from './availability-section.ts';
import { clockOf } from './page-clock.ts';
import { changesSection } from './changes-section.ts';
import { type ShownCredit, creditsSection, monthHeadline, noticeEffectSection } from './credits-section.ts';
import { html } from './html.ts';
import { type Names, NO_NAMES } from './display-names.ts';
import { messagesSection, type ShownMessages } from './messages-section.ts';
import { page, type PageFrame, utcSwitch } from './page.ts';
import { SORT_SCRIPT } from './sort-script.ts';
import { timelinesSection } from './timelines-section.ts';

export type MonthPage = {
  readonly overview: Overview;
  /** When the close with these figures was complete; undefined if the figures are not from a close. */
  readonly closedAt?: Instant | undefined;
  /** The customers that have a credit, or would have one with notice. */
  readonly credits: readonly ShownCredit[];
  /** The customers whose credit would change with these figures; undefined if the page does not compare them with the ledger. */
  readonly changes?: readonly AmountChange[] | undefined;
  readonly blocked: readonly BlockedCustomer[];
  readonly attention: readonly ReviewItem[];
  /**
   * The messages that may be notices of the month.
   * @default not shown
   */
  readonly messages?: ShownMessages | undefined;
  /** The credits so far and what may come; undefined if the page has only a part of the customers. */
  readonly accrual?: ShownAccrual | undefined;
  readonly names?: Names;
  /**
   * Links from blocked customers and review items.
   * @default no links
   */
  readonly links?: ReviewLinks | undefined;
  readonly frame?: PageFrame | undefined;
};

/**
 * Returns the operator's page of a month: availability, timelines, credits, blocked customers and items to review.
 * Only sorting needs its script.
 */
export const monthPage = ({
  overview,
  closedAt,
  credits,
  changes,
  blocked,
  attention,
  messages,
  accrual,
  names = NO_NAMES,
  links,
  frame,
}: MonthPage): string => {
  const { month, timeZone, asOf, end } = overview;
  const name = monthName(month);
  const clock = clockOf(timeZone, month);
  const body = html`<header>
      <div class="top">
        <p class="overline">Service credits</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>
        ${name} <span>${closedAt !== undefined ? 'closed' : asOf < end ? 'so far' : 'with current evidence'}</span>
      </h1>
    </header>
    <main>
      ${monthHeadline(name, credits, {
        blocked: blocked.length,
        attention: attention.length,
        isClosed: closedAt !== undefined,
      })}
      ${changes === undefined ? undefined : changesSection(changes, credits)} ${availabilitySection(overview)}
      ${accrual === undefined ? undefined : accrualSection(accrual, clock)} ${timelinesSection(overview, names)}
      ${creditsSection(credits)} ${noticeEffectSection(credits)} ${blockedSection(blocked, clock, links)}
      ${messages === undefined ? undefined : messagesSection(messages, clock)}
      ${reviewSection(attention, clock, names, links)}
    </main>
    <footer>
      <p>
        Evidence up to ${clock.moment(asOf)}.
        ${closedAt === undefined ? 'Not closed: no credit of this page has been sent to billing.' : html`Closed on ${clock.moment(closedAt)}.`}
      </p>
    </footer>`;
  return page({ title: `${name}: service credits`, body, script: SORT_SCRIPT, frame });
};
