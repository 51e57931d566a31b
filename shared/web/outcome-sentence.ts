import type { Derivation, Reason } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { monthName } from '../lib/month-name.ts';
import { clause } from './clauses.ts';
import { causeName, type Names } from './display-names.ts';
import { type DowntimeCategory, type DowntimeView, earningsByDay } from './downtime-view.ts';
import { countText, length, lengthText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { type Clock, dateText, dayRanges } from './page-clock.ts';

type SentenceContext = { readonly statement: Statement; readonly clock: Clock; readonly names: Names };

/** Returns sentences on how much of a downtime counts, and why the rest does not. Every figure is the statement's. */
export const outcomeSentence = (context: SentenceContext, view: DowntimeView): Html => {
  const sentences = [
    ...countedSentences(context, view),
    ...noticeSentences(context, view),
    ...excuseSentences(context, view),
    ...outsideSentences(context, view),
  ];
  return html`${sentences.map((sentence, i) => html`${i === 0 ? '' : ' '}${sentence}`)}`;
};

/** `All of it`, or the length of the parts in a category. */
const amountOf = ({ start, end, msOf }: DowntimeView, category: DowntimeCategory): Html =>
  msOf(category) === end - start ? html`All of it` : length(msOf(category));

const countedSentences = ({ statement, clock }: SentenceContext, view: DowntimeView): Html[] => {
  const { downtime, msOf, start } = view;
  const unrecognizedMs = msOf('unrecognized');
  if (msOf('downtime') === 0 && unrecognizedMs === 0) return [];
  const accruesFrom = downtime.accruesFrom === null ? start : Date.parse(downtime.accruesFrom);
  const recognition =
    unrecognizedMs === 0
      ? []
      : [
          html`It accrues from ${clock.moment(accruesFrom, start)}, when the customer recognised it. The
          ${length(unrecognizedMs)} before that do not count (${clause(5)}).`,
        ];
  if (msOf('downtime') === 0) return recognition;
  return [
    html`${amountOf(view, 'downtime')} counts (${clause(4)}).`,
    ...recognition,
    ...earningSentences(statement, view),
  ];
};

/** Sentences on the credits of the part that counts. */
const earningSentences = (statement: Statement, view: DowntimeView): Html[] => {
  const { rule, gated } = statement.explanation.credit;
  if (gated) return [html`The month met its target, so it earns no credit.`];
  if (rule.kind !== 'per-period') return [html`It lowers the month's availability, which decides the credit.`];
  const { periods, days } = earningsByDay(statement, view);
  const limit = lengthText(rule.longerThanMs);
  if (!periods.some(({ qualifies }) => qualifies))
    return [
      html`${periods.length > 1 ? 'No part' : 'It'} is ${periods.length > 1 ? '' : 'not '}longer than ${limit}, so it
      earns no credit.`,
    ];
  if (days.length === 0)
    return [html`It is longer than ${limit}, but no day contains a full block of ${lengthText(rule.blockMs)}.`];
  return [html`It is longer than ${limit} and ${listed(earningsOf(rule, days), '; and ', '; ')}.`];
};

type EarnedDay = ReturnType<typeof earningsByDay>['days'][number];
type PerPeriod = Extract<Derivation['rule'], { kind: 'per-period' }>;

/** One day with its blocks, or several days with their credits; the calculation has the blocks of each day. */
const earningsOf = (rule: PerPeriod, days: readonly EarnedDay[]): string[] => {
  const [firstDay, ...others] = days;
  if (firstDay === undefined) return [];
  if (others.length === 0) {
    const blocks = `contains ${countText(firstDay.blocks, 'block')} of ${lengthText(rule.blockMs)}`;
    return firstDay.blocks < firstDay.earned
      ? [`${blocks}, which with other blocks of that day give ${countText(firstDay.credits, 'credit')}`]
      : [`${blocks}: ${countText(firstDay.credits, 'credit')}${limitOf(rule, firstDay)}`];
  }
  const alike = Map.groupBy(days, (day) => JSON.stringify([day.credits, remarkOf(rule, day)]));
  return [...alike.values()].flatMap(([day, ...rest]) => {
    if (day === undefined) return [];
    const dates = [day, ...rest].map(({ date }) => date);
    const month = dateText(day.date).split(' ').at(-1);
    const on = `${rest.length > 0 ? 'on each of' : 'on'} ${listed(dayRanges(dates)).toString()}\u00A0${month}`;
    return [`earns ${countText(day.credits, 'credit')} ${on}${remarkOf(rule, day)}`];
  });
};

const remarkOf = (rule: PerPeriod, day: EarnedDay): string =>
  day.blocks < day.earned ? ', with other blocks of the day' : limitOf(rule, day);

/** The limit that reduced the credits of a day. */
const limitOf = ({ maxPerDay }: PerPeriod, { credits, earned }: EarnedDay): string => {
  if (credits === earned) return '';
  return credits === maxPerDay ? ', the daily limit' : ', the rest of the monthly limit';
};

const noticeSentences = ({ clock }: SentenceContext, { downtime, msOf }: DowntimeView): Html[] => {
  const deadline = Date.parse(downtime.deadline);
  const deadlineText = clock.moment(deadline);
  if (msOf('pending') > 0)
    return [html`${length(msOf('pending'))} counts if notice is received by ${deadlineText} (${clause(6)}).`];
  if (msOf('forfeited') === 0) return [];
  const [first] = downtime.notices;
  if (first === undefined)
    return [html`${length(msOf('forfeited'))} is forfeited: no notice was received by ${deadlineText} (${clause(6)}).`];
  const received = Date.parse(first.receivedAt);
  return [
    html`${length(msOf('forfeited'))} is forfeited: notice was received on ${clock.moment(received)},
    ${length(received - deadline)} after the deadline, ${deadlineText} (${clause(6)}).`,
  ];
};

const excuseSentences = ({ statement, names }: SentenceContext, view: DowntimeView): Html[] => {
  if (view.msOf('excused') === 0) return [];
  const excused = statement.explanation.stretches.filter(
    ({ label, start, end }) => label === 'excused' && Date.parse(start) < view.end && Date.parse(end) > view.start,
  );
  const reasons = excused.flatMap(({ because }) => because).filter(isExcuse);
  const causes = [...new Set(reasons.map((reason) => causeName(names, reason)))];
  const cited = [...new Set(excused.flatMap(({ clause }) => clause ?? []))].toSorted((a, b) => a - b);
  return [
    html`${amountOf(view, 'excused')} is excused${causes.length === 0 ? '' : ': '}${listed(causes)}
    (${listed(cited.map(clause))}).`,
  ];
};

const isExcuse = ({ kind }: Reason): boolean =>
  kind === 'provider-status' || kind === 'exclusion' || kind === 'maintenance';

const OUTSIDE_PLACES = [
  ['holiday', 'on a holiday'],
  ['weekend', 'on a weekend'],
  ['maintenance', 'in scheduled maintenance'],
] as const;

const outsideSentences = ({ statement }: SentenceContext, view: DowntimeView): Html[] => {
  const { msOf, start, end } = view;
  const inMonthMs = end - start - msOf('elsewhere');
  const places = OUTSIDE_PLACES.filter(([category]) => msOf(category) > 0).map(([category, place]) =>
    msOf(category) === inMonthMs ? html`It was ${place}` : html`${length(msOf(category))} was ${place}`,
  );
  const cited = clause(msOf('maintenance') === inMonthMs ? maintenanceClause(statement, view) : 1);
  return [
    ...(places.length === 0 ? [] : [html`${listed(places)}, outside service time (${cited}).`]),
    ...(msOf('inactive') > 0 ? [html`${amountOf(view, 'inactive')} is outside the contract term.`] : []),
    ...(msOf('elsewhere') > 0
      ? [html`${length(msOf('elsewhere'))} is outside ${monthName(statement.month)} (${clause(8)}).`]
      : []),
  ];
};

const maintenanceClause = ({ explanation }: Statement, { start, end }: DowntimeView): number =>
  explanation.stretches.find(
    (interval) =>
      interval.label === 'maintenance' && Date.parse(interval.start) < end && Date.parse(interval.end) > start,
  )?.clause ?? 1;
