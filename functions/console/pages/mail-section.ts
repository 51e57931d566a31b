import type { CustomerMessages } from '../../../shared/api/mail-api.ts';
import { mailStopPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { MailAddress } from '../../../shared/persistence/mail-stops.ts';
import type { SentMail } from '../../../shared/persistence/sent-mail.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Clock } from '../../../shared/web/page-clock.ts';
import { type Frame, personText } from './console-frame.ts';

const MESSAGES_MAX = 50;

const STATES = {
  sent: 'sent',
  rejected: 'rejected by SES',
  stopped: 'not sent: mail to the address is stopped',
  unknown: 'result unknown: it may have been sent',
} as const;

const EVENTS = { bounce: 'bounced', complaint: 'complained', lift: 'lifted' } as const;

/** Returns the messages to a customer, and its addresses with a form for each stop; nothing without both. */
export const mailSection = (
  customer: string,
  { messages, addresses }: CustomerMessages,
  clock: Clock,
  frame: Frame,
): Html | undefined => {
  const known = addresses.filter(({ events }) => events.length > 0);
  if (messages.length === 0 && known.length === 0) return undefined;
  return html`<section aria-labelledby="mail">
    <h2 id="mail">Mail</h2>
    ${known.map((address) => addressState(customer, address, clock, frame))}
    <ul class="notes">
      ${messages
        .toReversed()
        .slice(0, MESSAGES_MAX)
        .map((mail) => messageLine(mail, clock))}
    </ul>
    ${
      messages.length > MESSAGES_MAX
        ? html`<p class="aside">The latest ${MESSAGES_MAX} of ${messages.length}.</p>`
        : undefined
    }
  </section>`;
};

const messageLine = (mail: SentMail, clock: Clock): Html =>
  html`<li>
    ${clock.moment(mail.result?.at ?? mail.at)} ${subjectOf(mail)} to <span class="id">${mail.to}</span>:
    ${STATES[mail.state]} ${detailOf(mail)}
  </li>`;

const subjectOf = (mail: SentMail): Html =>
  mail.kind === 'receipt'
    ? html`Receipt of notice <span class="id">${mail.notice}</span>`
    : html`Statement of ${monthName(mail.month)}, revision ${mail.revision},`;

const detailOf = ({ result }: SentMail): Html | undefined => {
  const detail = result?.messageId ?? result?.rejected;
  return detail === undefined ? undefined : html`<span class="soft id">${detail}</span>`;
};

const addressState = (customer: string, { id, address, events, stop }: MailAddress, clock: Clock, frame: Frame): Html =>
  html`<div class="note">
    <p>
      <span class="id">${address}</span>
      ${stop === undefined ? 'gets mail.' : html`<b>gets no mail.</b>`}
    </p>
    <ul class="notes">
      ${events.map(
        (event) =>
          html`<li>
            ${EVENTS[event.kind]} ${clock.moment(event.at)}: ${event.detail}
            ${event.by === undefined ? undefined : html`<span class="soft">by ${personText(frame, event.by, { at: event.at })}</span>`}
          </li>`,
      )}
    </ul>
    ${stop === undefined ? undefined : liftForm(customer, id, address)}
  </div>`;

const liftForm = (customer: string, id: string, address: string): Html =>
  html`<form method="post" action="${mailStopPath(id)}">
    <input type="hidden" name="customer" value="${customer}" />
    <label for="lift-${id}">Reason to send mail to ${address} again</label>
    <input id="lift-${id}" name="lift" required maxlength="1000" />
    <button class="act" type="submit">Lift the stop</button>
  </form>`;
