import type { Instant } from '../domain/time/instant.ts';
import type { UnmatchedEntry, UnmatchedMessage, UnmatchedReason } from '../persistence/unmatched-message.ts';
import { type Html, html, listed } from './html.ts';
import type { Clock } from './page-clock.ts';

/** A receipt that a sender got. */
export type ShownReceipt = { readonly at: Instant; readonly to: string };

/** The messages that may be notices of a month. */
export type ShownMessages = {
  /** Messages that wait for a person. */
  readonly waiting: readonly UnmatchedEntry[];
  /**
   * Messages that a person assigned or dismissed.
   * @default not shown
   */
  readonly decided?: readonly UnmatchedEntry[];
  /**
   * The receipts that senders got.
   * @default not shown
   */
  readonly receipts?: readonly ShownReceipt[];
  /**
   * Links a message to its forms.
   * @default no links
   */
  readonly href?: ((id: string) => string) | undefined;
};

const REASON_TEXTS: Readonly<Record<UnmatchedReason, string>> = {
  'no-customer': 'No customer has this sender.',
  'several-customers': 'Several customers have this sender.',
  unverified: 'The sender is not verified: the DMARC check did not pass.',
  'mailing-list': 'A mailing list or a group forwarded it.',
  automatic: 'A robot or a mailing list sent it.',
};

/** Returns a sentence with the reason why a message has no customer. */
export const unmatchedReasonText = ({ reason, from, named }: UnmatchedMessage): string =>
  reason === 'no-customer' && from === undefined && named !== undefined
    ? `No customer has the id ${named}.`
    : REASON_TEXTS[reason];

/** Returns the sender of a message: its address, or the customer that it names. */
export const senderText = ({ from, named }: Pick<UnmatchedMessage, 'from' | 'named'>): string =>
  from ?? named ?? 'Unknown sender';

/** Limits each list of the section. */
const MESSAGES_MAX = 40;

/** Characters of a message's subject or text in a list. */
const LINE_CHARACTERS = 120;

/** Returns the messages without a customer that may be notices of a month; undefined if there is none. */
export const messagesSection = (
  { waiting, decided = [], receipts = [], href }: ShownMessages,
  clock: Clock,
): Html | undefined =>
  waiting.length + decided.length + receipts.length === 0
    ? undefined
    : html`<section aria-labelledby="messages">
        <h2 id="messages">Messages without a customer</h2>
        ${
          waiting.length === 0
            ? html`<p>No message waits.</p>`
            : html`<p class="aside">
                  Each may be a notice of this month. Assign it to a customer or dismiss it, then close the month again.
                </p>
                ${list(waiting, (entry) => waitingItem(entry, clock, href))}`
        }
        ${
          decided.length === 0
            ? undefined
            : html`<h3>Decided by a person</h3>
                ${list(decided, (entry) => decidedItem(entry, clock))}`
        }
        ${
          receipts.length === 0
            ? undefined
            : html`<h3>Receipts</h3>
                ${list(receipts, ({ at, to }) => html`${clock.moment(at)}: ${to}`)}`
        }
      </section>`;

const list = <T>(items: readonly T[], item: (each: T) => Html): Html =>
  html`<ul class="notes">
    ${items.slice(0, MESSAGES_MAX).map((each) => html`<li>${item(each)}</li>`)}
    ${items.length > MESSAGES_MAX ? html`<li class="aside">and ${items.length - MESSAGES_MAX} more</li>` : undefined}
  </ul>`;

const waitingItem = ({ message }: UnmatchedEntry, clock: Clock, href: ShownMessages['href']): Html => {
  const { id, receivedAt, candidates = [] } = message;
  const sender = senderText(message);
  return html`${clock.moment(receivedAt)}:
  ${href === undefined ? html`<b>${sender}</b>` : html`<a href="${href(id)}">${sender}</a>`}, “${lineOf(message)}”.
  ${unmatchedReasonText(message)}
  ${candidates.length === 0 ? undefined : html`Perhaps it is from ${listed(candidates, ' or ')}.`}`;
};

const decidedItem = ({ message, assignment, dismissal }: UnmatchedEntry, clock: Clock): Html => {
  const outcome =
    assignment === undefined
      ? html`dismissed: ${dismissal?.reason ?? ''}`
      : html`assigned to <span class="id">${assignment.customer}</span>, recognised
          ${clock.moment(assignment.recognizedAt)}`;
  return html`${clock.moment(message.receivedAt)}: <b>${senderText(message)}</b>, ${outcome}`;
};

const lineOf = ({ subject, text }: UnmatchedMessage): string => {
  const line = (subject ?? text).replaceAll(/\s+/g, ' ').trim();
  return line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS).toWellFormed()} …` : line;
};
