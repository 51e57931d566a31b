import { amountsPath, messagesPath, monthPath, statementPath } from '../../../shared/config/console-paths.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { Revision } from '../../../shared/persistence/ledger.ts';
import { difference, money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame } from './console-frame.ts';

/** A revision with its message, and when the billing queue accepted it. */
type RevisionMessage = { readonly revision: Revision; readonly sentAt: Instant | undefined };

export type MessagesPage = {
  readonly month: string;
  readonly timeZone: string;
  readonly messages: readonly RevisionMessage[];
  readonly after: string | undefined;
  readonly next: string | undefined;
};

/** Returns the billing messages of a month, the latest first, each exactly as stored and sent. */
export const messagesPage = ({ month, timeZone, messages, after, next }: MessagesPage, frame: Frame): string => {
  const clock = clockOf(timeZone);
  const latestFirst = messages.toSorted((a, b) => b.revision.recordedAt - a.revision.recordedAt);
  const body = html`<header>
      <div class="top">
        <p class="overline">Billing queue</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Messages <span>${monthName(month)}</span></h1>
    </header>
    <main>
      <p class="lead">
        One message for each revision of a credit, exactly as stored and sent.
        <a href="${monthPath(month)}">${monthName(month)}</a>
      </p>
      <section>
        ${
          messages.length === 0
            ? html`<p>
                No messages: the month has no credit. Look at the
                <a href="${amountsPath(month)}">customers and amounts before closing</a>.
              </p>`
            : latestFirst.map((message) => messageDetails(message, clock))
        }
        ${after === undefined ? undefined : html`<p class="aside"><a href="${messagesPath(month)}">First</a></p>`}
        ${next === undefined ? undefined : html`<p class="aside"><a href="${messagesPath(month, { after: next })}">Next</a></p>`}
      </section>
    </main>`;
  return consolePage(`Messages, ${monthName(month)}`, body, frame);
};

const messageDetails = ({ revision, sentAt }: RevisionMessage, clock: Clock): Html => {
  const { customer, month, amountMinor, previousAmountMinor, currency } = revision;
  return html`<details class="message">
    <summary>
      <b>${customer}</b> ${difference(amountMinor - previousAmountMinor, currency)}
      <span class="soft"
        >revision ${revision.revision}, total ${money(amountMinor, currency)},
        ${sentAt === undefined ? 'not sent yet' : html`sent ${clock.moment(sentAt)}`}</span
      >
    </summary>
    <p class="aside"><a href="${statementPath(month, customer)}">Statement of ${customer}</a></p>
    <pre tabindex="0" aria-label="Message of revision ${revision.revision} of ${customer}">
${JSON.stringify(JSON.parse(revision.message), null, 2)}</pre>
  </details>`;
};
