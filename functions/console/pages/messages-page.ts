import { monthName } from '../../../shared/lib/month-name.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { difference, money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import { type Revision, revisionsOf } from '../../../shared/persistence/ledger.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { messagesPath, monthPath, statementPath } from '../../../shared/config/console-paths.ts';

export type MessagesPage = {
  readonly month: string;
  readonly timeZone: string;
  /** Customers that have a credit for the month. */
  readonly customers: readonly LoadedCustomer[];
  readonly after: string | undefined;
  readonly next: string | undefined;
};

/** What the billing queue was given for a month, the latest first: each message letter for letter as it was stored and sent. */
export const messagesPage = ({ month, timeZone, customers, after, next }: MessagesPage, frame: Frame): string => {
  const clock = clockOf(timeZone, month);
  const messages = customers
    .flatMap(({ revisions, sent }) =>
      revisionsOf(revisions, month).map((revision) => ({
        revision,
        sentAt: sent.find((mark) => mark.month === month && mark.revision === revision.revision)?.sentAt,
      })),
    )
    .toSorted((a, b) => b.revision.recordedAt - a.revision.recordedAt);
  const body = html`<header>
      <div class="top">
        <p class="overline">On the billing queue</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Messages <span>${monthName(month)}</span></h1>
    </header>
    <main>
      <p class="lead">
        One for each revision of a credit, as it was stored and sent.
        <a href="${monthPath(month)}">${monthName(month)}</a>
      </p>
      <section>
        ${messages.length === 0 ? html`<p>None: the month has no credit.</p>` : messages.map(({ revision, sentAt }) => message(revision, sentAt, clock))}
        ${after === undefined ? undefined : html`<p class="aside"><a href="${messagesPath(month)}">First</a></p>`}
        ${next === undefined ? undefined : html`<p class="aside"><a href="${messagesPath(month, { after: next })}">Next</a></p>`}
      </section>
    </main>`;
  return consolePage(`Messages, ${monthName(month)}`, body, frame);
};

const message = (revision: Revision, sentAt: number | undefined, clock: Clock): Html => {
  const { customer, month, amountMinor, previousAmountMinor, currency } = revision;
  return html`<details class="message">
    <summary>
      <b>${customer}</b> ${difference(amountMinor - previousAmountMinor, currency)}
      <span class="soft"
        >revision ${revision.revision}, ${money(amountMinor, currency)} in all,
        ${sentAt === undefined ? 'not taken by the queue yet' : html`sent ${clock.moment(sentAt)}`}</span
      >
    </summary>
    <p class="aside"><a href="${statementPath(month, customer)}">The statement of ${customer}</a></p>
    <pre tabindex="0" aria-label="Message of revision ${revision.revision} of ${customer}">
${JSON.stringify(JSON.parse(revision.message), null, 2)}</pre>
  </details>`;
};
