import { recordPath, unmatchedPath } from '../../../shared/config/console-paths.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { foldQuotes } from '../../../shared/lib/fold-quotes.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import type { UnmatchedEntry, UnmatchedMessage } from '../../../shared/persistence/unmatched-message.ts';
import { attrs, type Html, html, listed } from '../../../shared/web/html.ts';
import { senderText, unmatchedReasonText } from '../../../shared/web/messages-section.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { faultList } from './fault-list.ts';
import { knownCustomers } from './form-page.ts';

/** A message, and the outage that it may be about. */
type ListedMessage = UnmatchedEntry & {
  readonly outage?: { readonly component: string; readonly start: Instant; readonly end: Instant } | undefined;
};

export type UnmatchedPage = {
  readonly messages: readonly ListedMessage[];
  /** The ids that the field of the customer suggests. */
  readonly customers: readonly string[];
  readonly timeZone: string;
  /** The faults of the decision that was just sent, and its message. */
  readonly rejected?: { readonly id: string; readonly faults: readonly Fault[] } | undefined;
  /** The message about which a decision was just recorded. */
  readonly decided?: string | undefined;
};

/** Returns the messages without a customer, each with forms to assign it and to dismiss it. */
export const unmatchedPage = (
  { messages, customers, timeZone, rejected, decided }: UnmatchedPage,
  frame: Frame,
): string => {
  const clock = clockOf(timeZone);
  const waiting = messages.filter(({ message }) => message.reason !== 'automatic');
  const automatic = messages.filter(({ message }) => message.reason === 'automatic');
  const body = html`<header>
      <div class="top">
        <p class="overline">Notices</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Messages without a customer</h1>
    </header>
    <main>
      <p class="lead">
        Each message may be a customer’s notice. The deadline counts from its receipt, however late you assign it.
      </p>
      ${decided === undefined ? undefined : html`<p role="status"><b>Recorded:</b> the decision about <span class="id">${decided}</span>.</p>`}
      ${
        waiting.length === 0
          ? html`<p>
              No message waits. You can <a href="${recordPath('notice')}">record a notice</a> that came by another way.
            </p>`
          : undefined
      }
      ${knownCustomers(customers)}
      ${waiting.map((entry) => messageSection(entry, clock, rejected?.id === entry.message.id ? rejected.faults : []))}
      ${
        automatic.length === 0
          ? undefined
          : html`<details>
              <summary>Automatic messages (${automatic.length})</summary>
              ${automatic.map((entry) => messageSection(entry, clock, []))}
            </details>`
      }
    </main>`;
  return consolePage('Messages without a customer', body, frame);
};

const messageSection = (entry: ListedMessage, clock: Clock, faults: readonly Fault[]): Html => {
  const { message, outage } = entry;
  const { id, receivedAt, subject, text, verdicts = {}, headers = [], ticket } = message;
  const { own, quoted } = foldQuotes(text);
  return html`<section aria-labelledby="m-${id}">
    <h2 id="m-${id}">${senderText(message)}</h2>
    <p>
      Received ${clock.moment(receivedAt)}. ${unmatchedReasonText(message)} ${candidatesText(message)}
      ${outage === undefined ? 'No outage fits.' : html`The last outage before it: <b>${outage.component}</b>, ${clock.span(outage.start, outage.end)}.`}
    </p>
    ${subject === undefined ? undefined : html`<p><b>${subject}</b></p>`}
    <pre tabindex="0" aria-label="Text of the message">${own === '' ? text : own}</pre>
    ${
      quoted === '' || own === ''
        ? undefined
        : html`<details>
            <summary>Quoted text</summary>
            <pre tabindex="0" aria-label="Quoted text">${quoted}</pre>
          </details>`
    }
    <details>
      <summary>Headers and checks</summary>
      <dl class="pairs">
        ${Object.entries(verdicts).map(([name, verdict]) => pair(name, verdict))}
        ${headers.map(({ name, value }) => pair(name, value))}
        ${ticket === undefined ? undefined : pair('ticket', ticket.url ?? ticket.id)} ${pair('id', id)}
      </dl>
    </details>
    ${faultList(faults)} ${assignForm(message)} ${dismissForm(id)}
  </section>`;
};

const pair = (name: string, value: string): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

const candidatesText = ({ candidates = [] }: UnmatchedMessage): Html | undefined =>
  candidates.length === 0 ? undefined : html`Perhaps it is from ${listed(candidates, ' or ')}.`;

/** The time of recognition is in UTC, as the API has it. */
const assignForm = ({ id, candidates = [], named, recognizedAt, receivedAt, step }: UnmatchedMessage): Html => {
  const customer = candidates.length === 1 ? candidates[0] : named;
  const claimStep = (value: string, text: string): Html =>
    html`<option value="${value}" ${attrs({ selected: (step ?? 'notice') === value })}>${text}</option>`;
  return html`<form class="entry" method="post" action="${unmatchedPath(id)}">
    <div class="field">
      <label for="customer-${id}">Customer</label>
      <input
        type="text"
        id="customer-${id}"
        name="customer"
        value="${customer ?? ''}"
        list="known-customers"
        required
      />
    </div>
    <div class="field">
      <label for="recognized-${id}">Recognised at (UTC)</label>
      <input
        type="text"
        id="recognized-${id}"
        name="recognizedAt"
        value="${formatInstant(recognizedAt ?? receivedAt)}"
      />
    </div>
    <div class="field">
      <label for="step-${id}">Step</label>
      <select id="step-${id}" name="step">
        ${claimStep('notice', 'Notice')} ${claimStep('claim', 'Claim')}
      </select>
    </div>
    <p class="acts"><button class="act" type="submit">Record as a notice</button></p>
  </form>`;
};

const dismissForm = (id: string): Html =>
  html`<form class="find" method="post" action="${unmatchedPath(id)}">
    <input name="dismiss" required aria-label="Reason to dismiss the message" placeholder="Reason to dismiss it" />
    <button class="quiet" type="submit">Dismiss</button>
  </form>`;
