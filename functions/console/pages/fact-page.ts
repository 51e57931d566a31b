import type { FactUsage } from '../../../shared/closing/fact-usages.ts';
import { customerPath, factPath, monthPath, recordPath, statementPath } from '../../../shared/config/console-paths.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { KeptFact } from '../../../shared/persistence/facts-about.ts';
import type { Payload } from '../../../shared/persistence/payload-store.ts';
import type { StoredFact } from '../../../shared/persistence/record-fact.ts';
import { customerName, type Names } from '../../../shared/web/display-names.ts';
import { factKindName } from '../../../shared/web/fact-kind-name.ts';
import { money } from '../../../shared/web/figures.ts';
import { type Html, html, listed } from '../../../shared/web/html.ts';
import { labelName } from '../../../shared/web/label-marks.ts';
import { clockOf, type Clock } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame, noteBanner, personText } from './console-frame.ts';
import { errorPage } from './error-page.ts';
import { factText, factTime } from './fact-text.ts';
import { factsTable } from './facts-table.ts';

/** A month that a fact can affect, and the statements that use it. */
export type FactMonth = {
  readonly month: string;
  readonly isClosed: boolean;
  readonly usages: readonly FactUsage[];
  /** How many customers were checked if there are more; undefined if all were. */
  readonly checkedOnly: number | undefined;
};

export type FactHistory = KeptFact & {
  readonly timeZone: string;
  readonly names: Names;
  readonly payload: Payload | undefined;
  /** Other facts of the same payload in the same months. */
  readonly siblings: readonly KeptFact[];
  readonly components: readonly string[];
  readonly customer: string | undefined;
  readonly months: readonly FactMonth[];
  /** Whether the fact, or its retraction, was recorded by this request. */
  readonly receipt: 'recorded' | 'retracted' | undefined;
};

const PAYLOAD_CHARACTERS_MAX = 40_000;
const USAGES_MAX = 6;

/** Returns a fact's page: its content, the statements that use it, and the payload that it came in. */
export const factPage = (history: FactHistory, frame: Frame): string => {
  const { kept, retraction, timeZone, names, months, receipt, siblings } = history;
  const { fact } = kept;
  const at = factTime(fact);
  const clock = clockOf(timeZone);
  const kind = factKindName(fact.kind);
  const body = html`<header>
      <div class="top">
        <p class="overline">Fact</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${kind} <span>${retraction === undefined ? 'in effect' : 'retracted'}</span></h1>
      <p class="id">${fact.id}</p>
    </header>
    <main>
      <dl class="pairs">
        ${pair('Content', html`${clock.moment(at)}: ${factText(fact, clock, names)}`)}
        ${Object.entries(kept.said ?? {}).map(([name, text]) => pair(ANNOTATION_NAMES[name] ?? name, html`<q>${text}</q>`))}
        ${pair('Recorded', recording(kept, clock, frame))}
        ${retraction === undefined ? undefined : pair('Retracted', html`${recording(retraction, clock, frame)}${reasonOf(retraction)}`)}
        ${pair('Applies to', subjectOf(history))}
      </dl>
      ${retraction === undefined ? html`<p class="acts"><a href="${recordPath('retraction', { kind: fact.kind, id: fact.id, ...(fact.kind === 'notice' ? { customer: fact.customer } : {}) })}">Retract this fact</a></p>` : undefined}
      ${months.map((month) => usageSection(month, clock))} ${payloadSection(history, clock)}
      ${
        siblings.length === 0
          ? undefined
          : html`<section aria-labelledby="siblings">
              <h2 id="siblings">From the same payload</h2>
              ${factsTable('Facts from the same payload', siblings, { clock, names })}
            </section>`
      }
    </main>`;
  const banner = receipt === undefined ? undefined : receiptBanner(receipt, history);
  return consolePage(`${kind} ${fact.id}`, body, { ...frame, banner });
};

/** Returns a choice of several facts with one id. */
export const ambiguousFactPage = (id: string, facts: readonly Fact[], frame: Frame): string => {
  const links = facts.map(
    (fact) => html`<li>${factKindName(fact.kind)}: <a class="id" href="${factPath(fact)}">${fact.id}</a></li>`,
  );
  return errorPage(
    'Several facts have this id',
    html`Choose a fact with the id <span class="id">${id}</span>:
      <ul class="notes">
        ${links}
      </ul>`,
    [],
    frame,
  );
};

const ANNOTATION_NAMES: Readonly<Record<string, string>> = { text: 'Text', channel: 'Channel', evidence: 'Evidence' };

const pair = (term: string, description: Html): Html =>
  html`<dt>${term}</dt>
    <dd>${description}</dd>`;

const recording = ({ fact, by }: StoredFact, clock: Clock, frame: Frame): Html =>
  html`${fact.recordedAt === undefined ? 'without a time' : clock.moment(fact.recordedAt)}, by
  ${personText(frame, by, { at: fact.recordedAt })}`;

const reasonOf = ({ fact }: StoredFact): Html | undefined =>
  fact.kind === 'retraction' ? html`<q>${fact.reason}</q>` : undefined;

const subjectOf = ({ components, customer, kept }: FactHistory): Html => {
  if (customer !== undefined) return html`<a href="${customerPath(customer)}">${customer}</a>`;
  if (components.length > 0) return html`${listed(components)}`;
  return html`${kept.fact.kind === 'retraction' ? 'the retracted fact' : 'no configured component'}`;
};

const receiptBanner = (receipt: 'recorded' | 'retracted', { months }: FactHistory): Html => {
  const closed = months.filter(({ isClosed }) => isClosed).map(({ month }) => month);
  return noteBanner(
    html`<p role="status"><b>${receipt === 'recorded' ? 'Recorded.' : 'Retracted.'}</b> This page is the receipt.</p>
      <p>
        ${
          closed.length === 0
            ? 'It counts from now on.'
            : html`The daily sweep applies it to ${listed(closed.map(monthName))} as an adjustment. To apply it sooner,
              ${listed(closed.map((month) => html`<a href="${monthPath(month)}">close ${monthName(month)} again</a>`))}.`
        }
      </p>`,
  );
};

const usageSection = ({ month, usages, isClosed, checkedOnly }: FactMonth, clock: Clock): Html =>
  html`<section aria-labelledby="in-${month}">
    <h2 id="in-${month}">Statements of ${monthName(month)}</h2>
    <p class="aside">
      ${isClosed ? 'Figures of the last run, and every revision.' : 'Figures so far: the month is not closed.'}
      ${checkedOnly === undefined ? undefined : `Only the first ${checkedOnly} customers who can have a credit were checked.`}
    </p>
    ${usages.length === 0 ? html`<p>No statement uses this fact.</p>` : usageTable(month, usages, clock)}
  </section>`;

const usageTable = (month: string, usages: readonly FactUsage[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Usages in ${monthName(month)}" tabindex="0">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col">Evidence for</th>
          <th scope="col" class="number">Credit</th>
          <th scope="col">Revisions</th>
        </tr>
      </thead>
      <tbody>
        ${usages.map(
          ({ customer, name, evidence, amountMinor, currency, revisions }) =>
            html`<tr>
              <th scope="row"><a href="${statementPath(month, customer)}">${customerName(name)}</a></th>
              <td>
                ${evidence === undefined ? html`<span class="soft">not used any more</span>` : evidenceFor(evidence, clock)}
              </td>
              <td class="number">${amountMinor === undefined ? 'blocked' : money(amountMinor, currency)}</td>
              <td>
                ${revisions.length === 0 ? '–' : undefined}
                ${revisions.map(
                  (revision) =>
                    html`<div>
                      ${revision.revision}: ${money(revision.amountMinor, revision.currency)},
                      ${revision.named ? 'uses it' : html`<span class="soft">does not use it</span>`}
                    </div>`,
                )}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** The downtimes and intervals of a statement for which a fact is evidence; the statement has all of them. */
const evidenceFor = ({ intervals, notices }: NonNullable<FactUsage['evidence']>, clock: Clock): Html[] => {
  const lines = [
    ...notices.map(
      ({ start, end, timely }) =>
        html`<div>${timely ? 'timely' : 'late'} notice of ${clock.span(Date.parse(start), Date.parse(end))}</div>`,
    ),
    ...intervals.map(
      ({ start, end, label }) =>
        html`<div>${clock.span(Date.parse(start), Date.parse(end))}: ${labelName(label).toLowerCase()}</div>`,
    ),
  ];
  return lines.length > USAGES_MAX
    ? [...lines.slice(0, USAGES_MAX), html`<div class="soft">and ${lines.length - USAGES_MAX} more</div>`]
    : lines;
};

const payloadSection = ({ payload, kept }: FactHistory, clock: Clock): Html =>
  html`<section aria-labelledby="payload">
    <h2 id="payload">Payload</h2>
    ${
      payload === undefined
        ? html`<p>No payload is stored.</p>`
        : html`<p class="aside">
              Received via <span class="id">${payload.door}</span>, ${clock.moment(payload.receivedAt)}, from
              <span class="id">${payload.by}</span>. SHA-256 <span class="id">${kept.payload}</span>
            </p>
            <pre tabindex="0" aria-label="Payload">${formattedPayload(payload.body)}</pre>`
    }
  </section>`;

/** JSON with indentation, or other text unchanged, up to PAYLOAD_CHARACTERS_MAX. */
const formattedPayload = (body: string): string => {
  const text = indentedJson(body) ?? body;
  return text.length > PAYLOAD_CHARACTERS_MAX
    ? `${text.slice(0, PAYLOAD_CHARACTERS_MAX)}\n… ${text.length - PAYLOAD_CHARACTERS_MAX} more characters`
    : text;
};

const indentedJson = (body: string): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return undefined;
  }
};
