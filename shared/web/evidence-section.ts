import type { ExplainedStep, Reason } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Annotations } from '../persistence/annotations.ts';
import { alarmName, exclusionName, type Names, providerName, providerUrl } from './display-names.ts';
import type { DowntimeView } from './downtime-view.ts';
import { impactText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import type { Clock } from './page-clock.ts';
import { annotationText, quotedText, shortenedText } from './quoted-text.ts';

/** Limits the evidence, the notices and the incidents of one downtime; the statement's JSON has the rest. */
const EVIDENCE_MAX = 4;

/** Returns the address of a fact's page. */
export type FactHref = (fact: { readonly kind: Reason['kind']; readonly id: string }) => string;

type EvidenceContext = {
  readonly statement: Statement;
  readonly clock: Clock;
  readonly names: Names;
  readonly annotations: Annotations;
  /** @default facts are not links, as on a page that stands alone */
  readonly factHref?: FactHref | undefined;
};

/** Returns the evidence for a downtime: alarms, provider outages, maintenance, exclusions and notices with their receipt. */
export const evidenceOf = (context: EvidenceContext, view: DowntimeView): Html | undefined => {
  const reasons = reasonsOf(context.statement, view);
  const notices = view.outage.steps.flatMap(({ step, notices }) => notices.map((notice) => ({ ...notice, step })));
  const lines = [
    ...reasons.slice(0, EVIDENCE_MAX).map((reason) => reasonLine(context, view.start, reason)),
    ...(reasons.length > EVIDENCE_MAX ? [restLine(reasons.length - EVIDENCE_MAX, 'pieces of evidence')] : []),
    ...notices.slice(0, EVIDENCE_MAX).map((notice) => noticeLine(context, view.start, notice)),
    ...(notices.length > EVIDENCE_MAX ? [restLine(notices.length - EVIDENCE_MAX, 'notices')] : []),
  ];
  return lines.length === 0
    ? undefined
    : html`<ul class="evidence">
        ${lines}
      </ul>`;
};

/** The evidence of the intervals that overlap a downtime, without notices, each once and in order of time. */
const reasonsOf = ({ explanation: { intervals } }: Statement, view: DowntimeView): Reason[] => {
  const isApart = ({ start, end }: { readonly start: string; readonly end: string }): boolean =>
    Date.parse(start) >= view.end || Date.parse(end) <= view.start;
  const found = new Map<string, Reason>();
  for (const interval of intervals) {
    if (isApart(interval)) continue;
    for (const reason of interval.because)
      if (!isApart(reason) && reason.kind !== 'notice') found.set(reasonKey(reason), reason);
  }
  for (const { downBy } of view.outage.components) for (const reason of downBy) found.set(reasonKey(reason), reason);
  return [...found.values()].toSorted((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
};

const reasonKey = ({ kind, source, start }: Reason): string => JSON.stringify([kind, source, start]);

const restLine = (count: number, items: string): Html =>
  html`<li>and ${count} more ${items}, in the statement's JSON</li>`;

/** The name of a fact, as a link if facts have pages. */
const factName = (
  { factHref }: Pick<EvidenceContext, 'factHref'>,
  kind: Reason['kind'],
  id: string | undefined,
  name: Html | string,
): Html =>
  factHref === undefined || id === undefined ? html`${name}` : html`<a href="${factHref({ kind, id })}">${name}</a>`;

const reasonLine = (context: EvidenceContext, near: Instant, reason: Reason): Html => {
  const { statement, clock, names, annotations } = context;
  const { kind, source, facts, start, end } = reason;
  const when = clock.span(Date.parse(start), Date.parse(end), near);
  switch (kind) {
    case 'monitor-state':
      return html`<li>
        <span class="kind">Alarm</span>
        <span title="${source}">${factName(context, kind, facts[0], alarmName(source))}</span>,
        ${when}${affectedText(reason)}
      </li>`;
    case 'provider-status':
      return html`<li>
        <span class="kind">Provider</span> ${factName(context, kind, facts[0], providerName(names, source))}, out
        ${when}${incidents(names, annotations, reason)}
      </li>`;
    case 'downtime':
      return html`<li>
        <span class="kind">Declared</span> ${factName(context, kind, facts[0], 'down')}, ${source},
        ${when}${affectedText(reason)}${quotedText(annotations, kind, facts)}
      </li>`;
    case 'maintenance':
      return html`<li>
        <span class="kind">Maintenance</span>
        <span class="id"
          >${listed(
            facts.map((id) => factName(context, kind, id, id)),
            ', ',
          )}</span
        >${source === statement.customer || source === 'all' ? '' : ` of ${source}`},
        ${when}${facts.map((id) => announcement(context, id))}${quotedText(annotations, kind, facts)}
      </li>`;
    default:
      return html`<li>
        <span class="kind">Exclusion</span> ${listed(
          facts.map((id) => factName(context, kind, id, exclusionName(id, id))),
          ', ',
        )},
        for ${source === 'all' ? 'all components' : source}, ${when}${quotedText(annotations, kind, facts)}
      </li>`;
  }
};

/** When maintenance was announced and recorded, so that a customer can check that it was announced in time. */
const announcement = ({ annotations, clock }: EvidenceContext, id: string): Html | undefined => {
  const { announcedAt, recordedAt } = annotationText(annotations, { kind: 'maintenance', id }) ?? {};
  if (announcedAt === undefined) return undefined;
  const recorded = recordedAt === undefined ? undefined : html`, recorded ${clock.moment(Date.parse(recordedAt))}`;
  return html`, announced ${clock.moment(Date.parse(announcedAt))}${recorded}`;
};

/** The share of users that an alarm or a declared downtime affects, where it is not all of them. */
const affectedText = ({ impact }: Reason): string => (impact === undefined ? '' : `, affects ${impactText(impact)}`);

type NoticeContext = Pick<EvidenceContext, 'clock' | 'annotations' | 'factHref'>;

/** A notice without `timely` covers no downtime. */
type ShownNotice = Pick<ExplainedStep['notices'][number], 'id' | 'recognizedAt' | 'receivedAt'> & {
  readonly step?: ExplainedStep['step'];
  readonly timely?: boolean;
};

const noticeLine = (
  { clock, annotations, factHref }: NoticeContext,
  near: Instant | undefined,
  { id, recognizedAt, receivedAt, timely, step }: ShownNotice,
): Html => {
  const recognised = Date.parse(recognizedAt);
  const decision = timely === undefined ? '' : timely ? ', in time' : ', too late';
  return html`<li>
    <span class="kind">${step === 'claim' ? 'Claim' : 'Notice'}</span>
    <span class="id">${factName({ factHref }, 'notice', id, id)}</span>, recognised ${clock.moment(recognised, near)},
    received
    ${clock.moment(Date.parse(receivedAt), near ?? recognised)}${channelText(annotations, id)}${decision}${quotedText(annotations, 'notice', [id])}
  </li>`;
};

/** A notice that covers no downtime. */
export type UnmatchedNotice = Pick<ShownNotice, 'id' | 'recognizedAt' | 'receivedAt'>;

const UNMATCHED_NOTICES_MAX = 10;

/** Returns the customer's notices that cover no recorded downtime. */
export const unmatchedSection = (context: NoticeContext, notices: readonly UnmatchedNotice[]): Html | undefined =>
  notices.length === 0
    ? undefined
    : html`<section aria-labelledby="unmatched">
        <h2 id="unmatched">Notices that match no downtime</h2>
        <p>No downtime of the customer's components is recorded at the times in these notices.</p>
        <ul class="evidence">
          ${notices.slice(0, UNMATCHED_NOTICES_MAX).map((notice) => noticeLine(context, undefined, notice))}
          ${
            notices.length > UNMATCHED_NOTICES_MAX
              ? html`<li>and ${notices.length - UNMATCHED_NOTICES_MAX} more</li>`
              : undefined
          }
        </ul>
      </section>`;

const CHANNEL_TEXTS: Readonly<Record<string, string>> = {
  email: ' by email',
  portal: ' through the portal',
  'phone-transcript': ' by telephone',
  helpdesk: ' at the help desk',
};

const channelText = (annotations: Annotations, id: string): string =>
  CHANNEL_TEXTS[annotationText(annotations, { kind: 'notice', id })?.['channel'] ?? ''] ?? '';

/** The incidents of a provider's outage with links, or a link to the provider's incident history. */
const incidents = (names: Names, annotations: Annotations, { kind, source, facts }: Reason): Html => {
  const url = providerUrl(names, source);
  const titles = new Map(
    facts.flatMap((id) => {
      const { incident, title = incident } = annotationText(annotations, { kind, id }) ?? {};
      return incident === undefined || title === undefined ? [] : [[incident, title] as const];
    }),
  );
  if (titles.size === 0) return url === undefined ? html`` : html` (<a href="${url}/history">incident history</a>)`;
  return html`${[...titles].slice(0, EVIDENCE_MAX).map(([id, title]) => {
    const text = shortenedText(title);
    const link = url === undefined ? text : html`<a href="${url}/incidents/${encodeURIComponent(id)}">${text}</a>`;
    return html`; incident ${link}`;
  })}`;
};
