import { monthName } from '../../../shared/lib/month-name.ts';
import type { FactUsage } from '../../../shared/closing/fact-usages.ts';
import { clockOf, type Clock } from '../../../shared/web/page-clock.ts';
import { money } from '../../../shared/web/figures.ts';
import { type Html, html, listed } from '../../../shared/web/html.ts';
import { labelName } from '../../../shared/web/label-marks.ts';
import { called, type Names } from '../../../shared/web/display-names.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { LABELS } from '../../../shared/domain/month/baseline.ts';
import type { KeptFact } from '../../../shared/persistence/facts-about.ts';
import type { Payload } from '../../../shared/persistence/payload-store.ts';
import type { StoredFact } from '../../../shared/persistence/record-fact.ts';
import { factTime, factText, KIND_NAMES } from './fact-text.ts';
import { factsTable } from './facts-table.ts';
import { errorPage } from './error-page.ts';
import { banner, consolePage, type Frame } from './console-frame.ts';
import { customerPath, factPath, monthPath, recordPath, statementPath } from '../../../shared/config/console-paths.ts';

/** A month that a fact tells of, and whose statements name it. */
export type FactMonth = {
  readonly month: string;
  readonly isClosed: boolean;
  readonly appearances: readonly FactUsage[];
  /** How many customers were looked at, where there are more than that. */
  readonly only: number | undefined;
};

export type FactHistory = KeptFact & {
  readonly timeZone: string;
  readonly names: Names;
  readonly payload: Payload | undefined;
  /** What else was recorded from the same payload, among the facts of the same months. */
  readonly siblings: readonly KeptFact[];
  readonly components: readonly string[];
  readonly customer: string | undefined;
  readonly months: readonly FactMonth[];
  /** Whether it, or its retraction, was recorded just now. */
  readonly recorded: 'recorded' | 'retracted' | undefined;
};

/** The longest payload that a page shows, in characters. */
const SHOWN = 40_000;

/** A fact from the payload that it came in to the statements that it decides. */
export const factPage = (life: FactHistory, frame: Frame): string => {
  const { kept, retraction, timeZone, names, months, recorded, siblings } = life;
  const { fact } = kept;
  const at = factTime(fact);
  const clock = clockOf(timeZone, months[0]?.month ?? new Date(at).toISOString().slice(0, 7));
  const kind = KIND_NAMES[fact.kind];
  const body = html`<header>
      <div class="top">
        <p class="overline">A fact, from payload to statement</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${kind} <span>${retraction === undefined ? 'stands' : 'retracted'}</span></h1>
      <p class="id">${fact.id}</p>
    </header>
    <main>
      <dl class="pairs">
        ${pair('Says', html`${clock.moment(at)}: ${factText(fact, clock, names)}`)}
        ${Object.entries(kept.said ?? {}).map(([what, text]) => pair(SAID[what] ?? what, html`<q>${text}</q>`))}
        ${pair('Recorded', history(kept, clock))}
        ${retraction === undefined ? undefined : pair('Retracted', html`${history(retraction, clock)}${reasonOf(retraction)}`)}
        ${pair('Is about', about(life))}
      </dl>
      ${retraction === undefined ? html`<p class="acts"><a href="${recordPath('retraction', { kind: fact.kind, id: fact.id })}">Retract it</a></p>` : undefined}
      ${months.map((month) => inStatements(month, clock))} ${cameIn(life, clock)}
      ${
        siblings.length === 0
          ? undefined
          : html`<section aria-labelledby="siblings">
              <h2 id="siblings">From the same payload</h2>
              ${factsTable('Facts from the same payload', siblings, { clock, names })}
            </section>`
      }
    </main>`;
  const said = recorded === undefined ? undefined : receipt(recorded, life);
  return consolePage(`${kind} ${fact.id}`, body, { ...frame, banner: said });
};

/** Several facts that one id may mean. */
export const ambiguousFactPage = (id: string, facts: readonly Fact[], frame: Frame): string => {
  const links = facts.map(
    (fact) => html`<li>${KIND_NAMES[fact.kind]}: <a class="id" href="${factPath(fact)}">${fact.id}</a></li>`,
  );
  return errorPage(
    'Several facts',
    html`These are called <span class="id">${id}</span>:
      <ul class="notes">
        ${links}
      </ul>`,
    [],
    frame,
  );
};

const SAID: Readonly<Record<string, string>> = { text: 'In writing', channel: 'Came by', evidence: 'Evidence' };

const pair = (term: string, said: Html): Html =>
  html`<dt>${term}</dt>
    <dd>${said}</dd>`;

const history = ({ fact, by }: StoredFact, clock: Clock): Html =>
  html`${fact.recordedAt === undefined ? 'always known' : clock.moment(fact.recordedAt)}, by
    <span class="id">${by}</span>`;

const reasonOf = ({ fact }: StoredFact): Html | undefined =>
  fact.kind === 'retraction' ? html`<q>${fact.reason}</q>` : undefined;

const about = ({ components, customer, kept }: FactHistory): Html => {
  if (customer !== undefined) return html`<a href="${customerPath(customer)}">${customer}</a>`;
  if (components.length > 0) return html`${listed(components)}`;
  return html`${kept.fact.kind === 'retraction' ? 'what it retracts' : 'nothing that is configured'}`;
};

/** What was done just now, and what comes of it. */
const receipt = (recorded: 'recorded' | 'retracted', { months }: FactHistory): Html => {
  const closed = months.filter(({ isClosed }) => isClosed).map(({ month }) => month);
  return banner(
    html`<p role="status"><b>${recorded === 'recorded' ? 'Recorded.' : 'Retracted.'}</b> This page is its receipt.</p>
      <p>
        ${
          closed.length === 0
            ? 'It counts from now on.'
            : html`The daily sweep applies it to ${listed(closed.map(monthName))} as an adjustment. Sooner:
              ${listed(closed.map((month) => html`<a href="${monthPath(month)}">close ${monthName(month)} again</a>`))}.`
        }
      </p>`,
  );
};

const inStatements = ({ month, appearances, isClosed, only }: FactMonth, clock: Clock): Html =>
  html`<section aria-labelledby="in-${month}">
    <h2 id="in-${month}">In statements of ${monthName(month)}</h2>
    <p class="aside">
      ${isClosed ? 'As the last run left them, and in every revision.' : 'With what is known now; the month is not closed.'}
      ${only === undefined ? undefined : `The first ${only} customers who can have a credit were looked at.`}
    </p>
    ${appearances.length === 0 ? html`<p>No statement names it.</p>` : appearanceTable(month, appearances, clock)}
  </section>`;

const appearanceTable = (month: string, appearances: readonly FactUsage[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Statements of ${monthName(month)}" tabindex="0">
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
        ${appearances.map(
          ({ customer, name, evidence, amountMinor, currency, revisions }) =>
            html`<tr>
              <th scope="row"><a href="${statementPath(month, customer)}">${called(name)}</a></th>
              <td>
                ${evidence === undefined ? html`<span class="soft">no longer</span>` : evidenceFor(evidence, clock)}
              </td>
              <td class="number">${amountMinor === undefined ? 'blocked' : money(amountMinor, currency)}</td>
              <td>
                ${revisions.length === 0 ? '–' : undefined}
                ${revisions.map(
                  (revision) =>
                    html`<div>
                      ${revision.revision}: ${money(revision.amountMinor, revision.currency)},
                      ${revision.named ? 'names it' : html`<span class="soft">without it</span>`}
                    </div>`,
                )}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** How many stretches and downtimes are told; the statement has the rest. */
const TOLD = 6;

const evidenceFor = ({ stretches, notices }: NonNullable<FactUsage['evidence']>, clock: Clock): Html[] => {
  const told = [
    ...notices.map(
      ({ start, end, timely }) =>
        html`<div>${timely ? 'timely' : 'late'} notice of ${clock.span(Date.parse(start), Date.parse(end))}</div>`,
    ),
    ...stretches.map(
      ({ start, end, label }) =>
        html`<div>
          ${clock.span(Date.parse(start), Date.parse(end))}:
          ${labelName(LABELS.find((known) => known === label) ?? 'up').toLowerCase()}
        </div>`,
    ),
  ];
  return told.length > TOLD
    ? [...told.slice(0, TOLD), html`<div class="soft">and ${told.length - TOLD} more</div>`]
    : told;
};

const cameIn = ({ payload, kept }: FactHistory, clock: Clock): Html =>
  html`<section aria-labelledby="payload">
    <h2 id="payload">The payload, as it came</h2>
    ${
      payload === undefined
        ? html`<p>None was kept with it.</p>`
        : html`<p class="aside">
              Through the door <span class="id">${payload.door}</span>, ${clock.moment(payload.receivedAt)}, from
              <span class="id">${payload.by}</span>. SHA-256 <span class="id">${kept.payload}</span>
            </p>
            <pre tabindex="0" aria-label="Payload">${pretty(payload.body)}</pre>`
    }
  </section>`;

/** JSON with its parts under each other; text that is none as it is. */
const pretty = (body: string): string => {
  const text = asJson(body) ?? body;
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… ${text.length - SHOWN} characters more` : text;
};

const asJson = (body: string): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return undefined;
  }
};
