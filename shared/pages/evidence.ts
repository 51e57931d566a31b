import type { Reason } from '../domain/explanation.ts';
import { factKey } from '../domain/facts.ts';
import type { Instant } from '../domain/instant.ts';
import type { Statement } from '../domain/statement.ts';
import type { RecordedFact } from '../store/recorded.ts';
import type { Clock } from './clock.ts';
import { type Html, html } from './html.ts';
import { alarmName, exclusionName, type Names, providerName, providerUrl } from './names.ts';
import type { Outcome } from './outcome.ts';

/** What was said beside facts, by fact: a notice's text and channel, an exclusion's evidence, the incident of a status page's word. It decides nothing. */
export type Said = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What was said beside recorded facts. */
export const saidOf = (records: readonly RecordedFact[]): Said =>
  Object.fromEntries(records.flatMap(({ fact, said }) => (said === undefined ? [] : [[factKey(fact), said]])));

/** How much of a text is quoted, and how many notices of one downtime are shown: the JSON has the rest. */
const QUOTED = 400;
const SHOWN = 4;

type Told = { readonly statement: Statement; readonly clock: Clock; readonly names: Names; readonly said: Said };

/** The evidence behind a downtime: alarms, provider's word, windows, notices with their receipt. */
export const evidenceOf = (told: Told, outcome: Outcome): Html | undefined => {
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

const reasonLine = ({ statement, clock, names, said }: Told, near: Instant, reason: Reason): Html => {
  const { kind, source, facts, start, end } = reason;
  const when = clock.span(Date.parse(start), Date.parse(end), near);
  switch (kind) {
    case 'monitor-state':
      return html`<li>
        <span class="kind">Alarm</span> <span title="${source}">${alarmName(source)}</span>, ${when}
      </li>`;
    case 'provider-status':
      return html`<li>
        <span class="kind">Provider</span> ${providerName(names, source)}, out ${when}${incidents(names, said, reason)}
      </li>`;
    case 'downtime':
      return html`<li><span class="kind">Declared</span> down, ${source}, ${when}${quotes(said, kind, facts)}</li>`;
    case 'maintenance':
      return html`<li>
        <span class="kind">Maintenance</span>
        <span class="id">${facts.join(', ')}</span>${source === statement.customer ? '' : ` of ${source}`}, ${when}
      </li>`;
    default:
      return html`<li>
        <span class="kind">Exclusion</span> ${facts.map((id) => exclusionName(id, id)).join(', ')}, for ${source},
        ${when}${quotes(said, kind, facts)}
      </li>`;
  }
};

type Notice = Outcome['downtime']['notices'][number];

const noticeLine = ({ clock, said }: Told, near: Instant, { id, recognizedAt, receivedAt, timely }: Notice): Html =>
  html`<li>
    <span class="kind">Notice</span> <span class="id">${id}</span>, recognised
    ${clock.moment(Date.parse(recognizedAt), near)}, received
    ${clock.moment(Date.parse(receivedAt), near)}${channelOf(said, id)},
    ${timely ? 'in time' : 'too late'}${quotes(said, 'notice', [id])}
  </li>`;

const CHANNELS: Readonly<Record<string, string>> = {
  email: ' by email',
  portal: ' through the portal',
  'phone-transcript': ' by telephone',
};

const channelOf = (said: Said, id: string): string => CHANNELS[wordsOf(said, 'notice', id)?.['channel'] ?? ''] ?? '';

/** The incidents of a provider's outage, each leading to its own page; or else where the provider lists them all. */
const incidents = (names: Names, said: Said, { kind, source, facts }: Reason): Html => {
  const url = providerUrl(names, source);
  const titles = new Map(
    facts.flatMap((id) => {
      const { incident, title = incident } = wordsOf(said, kind, id) ?? {};
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

const wordsOf = (said: Said, kind: Reason['kind'], id: string): Said[string] | undefined => {
  const key = factKey({ kind, id });
  return Object.hasOwn(said, key) ? said[key] : undefined;
};

const shortened = (text: string): string => (text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);

const quotes = (said: Said, kind: Reason['kind'], ids: readonly string[]): Html[] =>
  ids.flatMap((id) => {
    const words = wordsOf(said, kind, id);
    const text = words?.['text'] ?? words?.['evidence'];
    return text === undefined ? [] : [html`<q>${shortened(text)}</q>`];
  });
