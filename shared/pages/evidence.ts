import type { Reason } from '../domain/explanation.ts';
import { factKey } from '../domain/facts.ts';
import type { Instant } from '../domain/instant.ts';
import type { Statement } from '../domain/statement.ts';
import type { RecordedFact } from '../store/recorded.ts';
import type { Clock } from './clock.ts';
import { type Html, html } from './html.ts';
import { alarmName, exclusionName, type Names, providerName, providerUrl } from './names.ts';
import type { Outcome } from './outcome.ts';

/** What people wrote beside facts, by fact: a notice's text, an exclusion's evidence. It decides nothing. */
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
      if (!apart && reason.kind !== 'notice')
        found.set(JSON.stringify([reason.kind, reason.source, reason.start]), reason);
    }
  }
  const reasons = [...found.values()];
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

const rest = (count: number, what: string): Html => html`<li>and ${count} more ${what}, in the statement's JSON</li>`;

const reasonLine = ({ clock, names, said }: Told, near: Instant, { kind, source, facts, start, end }: Reason): Html => {
  const when = clock.span(Date.parse(start), Date.parse(end), near);
  switch (kind) {
    case 'monitor-state':
      return html`<li>
        <span class="kind">Alarm</span> <span title="${source}">${alarmName(source)}</span>, ${when}
      </li>`;
    case 'provider-status': {
      const url = providerUrl(names, source);
      const name = providerName(names, source);
      return html`<li>
        <span class="kind">Provider</span> ${url === undefined ? name : html`<a href="${url}/history">${name}</a>`}, out
        ${when}
      </li>`;
    }
    case 'downtime':
      return html`<li><span class="kind">Declared</span> down, ${source}, ${when}${quotes(said, kind, facts)}</li>`;
    case 'maintenance':
      return html`<li>
        <span class="kind">Maintenance</span> <span class="id">${facts.join(', ')}</span> of ${source}, ${when}
      </li>`;
    default:
      return html`<li>
        <span class="kind">Exclusion</span> ${facts.map(exclusionName).join(', ')}, for ${source},
        ${when}${quotes(said, kind, facts)}
      </li>`;
  }
};

type Notice = Outcome['downtime']['notices'][number];

const noticeLine = ({ clock, said }: Told, near: Instant, { id, recognizedAt, receivedAt, timely }: Notice): Html =>
  html`<li>
    <span class="kind">Notice</span> <span class="id">${id}</span>, recognised
    ${clock.moment(Date.parse(recognizedAt), near)}, received ${clock.moment(Date.parse(receivedAt), near)},
    ${timely ? 'in time' : 'too late'}${quotes(said, 'notice', [id])}
  </li>`;

const quotes = (said: Said, kind: Reason['kind'], ids: readonly string[]): Html[] =>
  ids.flatMap((id) => {
    const key = factKey({ kind, id });
    const words = Object.hasOwn(said, key) ? said[key] : undefined;
    const text = words?.['text'] ?? words?.['evidence'];
    if (text === undefined) return [];
    return [html`<q>${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}</q>`];
  });
