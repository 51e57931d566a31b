import type { Reason } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';
import { clause } from './clauses.ts';
import type { Clock } from './page-clock.ts';
import { earningSentence } from './earning-sentence.ts';
import { length } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { exclusionName, type Names, providerName } from './display-names.ts';
import type { DowntimeCategory, DowntimeView } from './downtime-view.ts';

type Told = { readonly statement: Statement; readonly clock: Clock; readonly names: Names };

/** What became of a downtime and why, in a sentence or a few. Every figure is the statement's. */
export const outcomeSentence = (told: Told, outcome: DowntimeView): Html => {
  const said = [
    ...counting(told, outcome),
    ...forfeiting(told, outcome),
    ...excusing(told, outcome),
    ...outsideService(told, outcome),
  ];
  return html`${said.map((sentence, i) => html`${i === 0 ? '' : ' '}${sentence}`)}`;
};

/** How much of the downtime had a fate: `all of it`, or how long. */
const share = ({ start, end, msOf }: DowntimeView, fate: DowntimeCategory): Html =>
  msOf(fate) === end - start ? html`All of it` : length(msOf(fate));

const counting = (told: Told, outcome: DowntimeView): Html[] => {
  const { clock } = told;
  const { downtime, msOf } = outcome;
  const before = msOf('unrecognized');
  if (msOf('downtime') === 0 && before === 0) return [];
  const accrues = downtime.accruesFrom === null ? outcome.start : Date.parse(downtime.accruesFrom);
  const recognised =
    before === 0
      ? []
      : [
          html`It accrues from ${clock.moment(accrues, outcome.start)}, when the customer recognised it; what came
          before, ${length(before)}, does not count (${clause(5)}).`,
        ];
  if (msOf('downtime') === 0) return recognised;
  return [
    html`${share(outcome, 'downtime')} counts (${clause(4)}).`,
    ...recognised,
    ...earningSentence(told.statement, outcome),
  ];
};

const forfeiting = ({ clock }: Told, { downtime, msOf }: DowntimeView): Html[] => {
  const deadline = Date.parse(downtime.deadline);
  const by = clock.moment(deadline);
  if (msOf('pending') > 0)
    return [html`${length(msOf('pending'))} would count: notice is in time until ${by} (${clause(6)}).`];
  if (msOf('forfeited') === 0) return [];
  const first = downtime.notices[0];
  if (first === undefined)
    return [html`${length(msOf('forfeited'))} is forfeited: no notice was received by ${by} (${clause(6)}).`];
  const received = Date.parse(first.receivedAt);
  return [
    html`${length(msOf('forfeited'))} is forfeited: notice was received on ${clock.moment(received)},
    ${length(received - deadline)} after the last moment for it, ${by} (${clause(6)}).`,
  ];
};

const excusing = ({ statement, names }: Told, outcome: DowntimeView): Html[] => {
  if (outcome.msOf('excused') === 0) return [];
  const stretches = statement.explanation.stretches.filter(
    ({ label, start, end }) =>
      label === 'excused' && Date.parse(start) < outcome.end && Date.parse(end) > outcome.start,
  );
  const excuses = stretches.flatMap(({ because }) => because).filter(isExcuse);
  const causes = [...new Set(excuses.map((reason) => causeOf(names, reason)))];
  const cited = [...new Set(stretches.flatMap(({ clause }) => clause ?? []))].toSorted((a, b) => a - b);
  return [
    html`${share(outcome, 'excused')} is excused${causes.length === 0 ? '' : ': '}${listed(causes)}
    (${listed(cited.map(clause))}).`,
  ];
};

const isExcuse = ({ kind }: Reason): boolean =>
  kind === 'provider-status' || kind === 'exclusion' || kind === 'maintenance';

const causeOf = (names: Names, { kind, source, facts }: Reason): string => {
  if (kind === 'provider-status') return `${providerName(names, source)} was out`;
  if (kind === 'maintenance') return `scheduled maintenance of ${source}`;
  return facts.map((id) => exclusionName(id)).join(', ');
};

const PLACES = [
  ['holiday', 'on a holiday'],
  ['weekend', 'on a weekend'],
  ['maintenance', 'in scheduled maintenance'],
] as const;

const outsideService = ({ statement }: Told, outcome: DowntimeView): Html[] => {
  const { msOf, start, end } = outcome;
  const inMonth = end - start - msOf('elsewhere');
  const within = PLACES.filter(([fate]) => msOf(fate) > 0).map(([fate, place]) =>
    msOf(fate) === inMonth ? html`It fell ${place}` : html`${length(msOf(fate))} fell ${place}`,
  );
  const cited = clause(msOf('maintenance') === inMonth ? maintenanceClause(statement, outcome) : 1);
  return [
    ...(within.length === 0 ? [] : [html`${listed(within)}, outside service time (${cited}).`]),
    ...(msOf('inactive') > 0 ? [html`${share(outcome, 'inactive')} lies outside the contract's term.`] : []),
    ...(msOf('elsewhere') > 0
      ? [html`${length(msOf('elsewhere'))} lies outside ${monthName(statement.month)} (${clause(8)}).`]
      : []),
  ];
};

const maintenanceClause = ({ explanation }: Statement, { start, end }: DowntimeView): number =>
  explanation.stretches.find(
    (stretch) => stretch.label === 'maintenance' && Date.parse(stretch.start) < end && Date.parse(stretch.end) > start,
  )?.clause ?? 1;
