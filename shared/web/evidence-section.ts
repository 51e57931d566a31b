import type { Reason } from '../domain/statement/explanation.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { Clock } from './page-clock.ts';
import { type Html, html, listed } from './html.ts';
import { alarmName, exclusionName, type Names, providerName, providerUrl } from './display-names.ts';
import type { DowntimeView } from './downtime-view.ts';
import { quotedText, type Annotations, shortened, annotationText } from './annotations.ts';

/** How many pieces of evidence, and notices, of one downtime are shown: the JSON has the rest. */
const SHOWN = 4;

/** Where a fact can be looked at, from its payload on. */
export type FactHref = (fact: { readonly kind: Reason['kind']; readonly id: string }) => string;

type Told = {
  readonly statement: Statement;
  readonly clock: Clock;
  readonly names: Names;
  readonly said: Annotations;
  /** @default a page that stands alone: facts are named, and no more */
  readonly factHref?: FactHref | undefined;
};

/** What a piece of evidence is called; a link to its fact where there is a place for facts. */
const linked = (
  { factHref }: Pick<Told, 'factHref'>,
  kind: Reason['kind'],
  id: string | undefined,
  name: Html | string,
): Html =>
  factHref === undefined || id === undefined ? html`${name}` : html`<a href="${factHref({ kind, id })}">${name}</a>`;

/** The evidence behind a downtime: alarms, provider's word, windows, notices with their receipt. */
export const evidenceOf = (told: Told, outcome: DowntimeView): Html | undefined => {
  const { stretches } = told.statement.explanation;
  const found = new Map<string, Reason>();
  for (const { start, end, because } of stretches) {
    if (Date.parse(start) >= outcome.end || Date.parse(end) <= outcome.start) continue;
    for (const reason of because) {
      const apart = Date.parse(reason.start) >= outcome.end || Date.parse(reason.end) <= outcome.start;
      if (!apart && reason.kind !== 'notice') found.set(keyOf(reason), reason);
    }
  }
  for (const reason of outcome.downtime.downBy) found.set(keyOf(reason), reason);
  const reasons = [...found.values()].toSorted((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
  const { notices } = outcome.downtime;
  const lines = [
    ...reasons.slice(0, SHOWN).map((reason) => reasonLine(told, outcome.start, reason)),
    ...(reasons.length > SHOWN ? [rest(reasons.length - SHOWN, 'pieces of evidence')] : []),
    ...notices.slice(0, SHOWN).map((notice) => noticeLine(told, outcome.start, notice)),
    ...(notices.length > SHOWN ? [rest(notices.length - SHOWN, 'notices')] : []),
  ];
  return lines.length === 0
    ? undefined
    : html`<ul class="evidence">
        ${lines}
      </ul>`;
};

const keyOf = ({ kind, source, start }: Reason): string => JSON.stringify([kind, source, start]);

const rest = (count: number, what: string): Html => html`<li>and ${count} more ${what}, in the statement's JSON</li>`;

const reasonLine = (told: Told, near: Instant, reason: Reason): Html => {
  const { statement, clock, names, said } = told;
  const { kind, source, facts, start, end } = reason;
  const when = clock.span(Date.parse(start), Date.parse(end), near);
  switch (kind) {
    case 'monitor-state':
      return html`<li>
        <span class="kind">Alarm</span>
        <span title="${source}">${linked(told, kind, facts[0], alarmName(source))}</span>, ${when}
      </li>`;
    case 'provider-status':
      return html`<li>
        <span class="kind">Provider</span> ${linked(told, kind, facts[0], providerName(names, source))}, out
        ${when}${incidents(names, said, reason)}
      </li>`;
    case 'downtime':
      return html`<li>
        <span class="kind">Declared</span> ${linked(told, kind, facts[0], 'down')}, ${source},
        ${when}${quotedText(said, kind, facts)}
      </li>`;
    case 'maintenance':
      return html`<li>
        <span class="kind">Maintenance</span>
        <span class="id"
          >${listed(
            facts.map((id) => linked(told, kind, id, id)),
            ', ',
          )}</span
        >${source === statement.customer ? '' : ` of ${source}`}, ${when}
      </li>`;
    default:
      return html`<li>
        <span class="kind">Exclusion</span> ${listed(
          facts.map((id) => linked(told, kind, id, exclusionName(id, id))),
          ', ',
        )},
        for ${source}, ${when}${quotedText(said, kind, facts)}
      </li>`;
  }
};

type NoticeTold = Pick<Told, 'clock' | 'said' | 'factHref'>;

/** A notice with its receipt, and what the customer wrote; without a verdict where it is about no downtime. */
type Notice = Omit<DowntimeView['downtime']['notices'][number], 'timely'> & { readonly timely?: boolean };

const noticeLine = (
  { clock, said, factHref }: NoticeTold,
  near: Instant | undefined,
  { id, recognizedAt, receivedAt, timely }: Notice,
): Html => {
  const recognised = Date.parse(recognizedAt);
  const verdict = timely === undefined ? '' : timely ? ', in time' : ', too late';
  return html`<li>
    <span class="kind">Notice</span> <span class="id">${linked({ factHref }, 'notice', id, id)}</span>, recognised
    ${clock.moment(recognised, near)}, received
    ${clock.moment(Date.parse(receivedAt), near ?? recognised)}${channelOf(said, id)}${verdict}${quotedText(said, 'notice', [id])}
  </li>`;
};

/** A notice that covers no downtime. */
export type Unmatched = Pick<Notice, 'id' | 'recognizedAt' | 'receivedAt'>;

/** What the customer wrote about a time at which nothing is known to have been down: it was heard, and why it counts for nothing. */
export const unmatchedSection = (told: NoticeTold, notices: readonly Unmatched[]): Html | undefined =>
  notices.length === 0
    ? undefined
    : html`<section aria-labelledby="unmatched">
        <h2 id="unmatched">Notices that match no downtime</h2>
        <p>Nothing that the customer uses is known to have been down when these say so.</p>
        <ul class="evidence">
          ${notices.slice(0, MOST_UNMATCHED).map((notice) => noticeLine(told, undefined, notice))}
          ${notices.length > MOST_UNMATCHED ? html`<li>and ${notices.length - MOST_UNMATCHED} more</li>` : undefined}
        </ul>
      </section>`;

const MOST_UNMATCHED = 10;

const CHANNELS: Readonly<Record<string, string>> = {
  email: ' by email',
  portal: ' through the portal',
  'phone-transcript': ' by telephone',
};

const channelOf = (said: Annotations, id: string): string =>
  CHANNELS[annotationText(said, 'notice', id)?.['channel'] ?? ''] ?? '';

/** The incidents of a provider's outage, each leading to its own page; or else where the provider lists them all. */
const incidents = (names: Names, said: Annotations, { kind, source, facts }: Reason): Html => {
  const url = providerUrl(names, source);
  const titles = new Map(
    facts.flatMap((id) => {
      const { incident, title = incident } = annotationText(said, kind, id) ?? {};
      return incident === undefined || title === undefined ? [] : [[incident, title] as const];
    }),
  );
  if (titles.size === 0) return url === undefined ? html`` : html` (<a href="${url}/history">its incidents</a>)`;
  return html`${[...titles].slice(0, SHOWN).map(([id, title]) => {
    const shown = shortened(title);
    const link = url === undefined ? shown : html`<a href="${url}/incidents/${encodeURIComponent(id)}">${shown}</a>`;
    return html`; incident ${link}`;
  })}`;
};
