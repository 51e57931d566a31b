import type { ExplainedRule, ExplainedStep, Reason } from '../domain/statement/explanation.ts';
import { monthName } from '../lib/month-name.ts';
import { causeName, type Names } from './display-names.ts';
import { bookingsWithin, type DowntimeBooking, type DowntimeCategory, type DowntimeView } from './downtime-view.ts';
import { countText, feeShare, length, lengthText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { dateText, dayRanges } from './page-clock.ts';
import type { StatementView } from './statement-view.ts';

type SentenceContext = StatementView & { readonly names: Names };

/** Returns sentences on how much of a downtime counts, and why the rest does not. Every figure is the statement's. */
export const outcomeSentence = (context: SentenceContext, view: DowntimeView): Html => {
  const sentences = [
    ...countedSentences(context, view),
    ...claimSentences(context, view),
    ...excuseSentences(context, view),
    ...outsideSentences(context, view),
  ];
  return html`${sentences.map((sentence, i) => html`${i === 0 ? '' : ' '}${sentence}`)}`;
};

/** `All of it`, or the length of the parts in a category. */
const amountOf = ({ start, end, msOf }: DowntimeView, category: DowntimeCategory): Html =>
  msOf(category) === end - start ? html`All of it` : length(msOf(category));

const countedSentences = (context: SentenceContext, view: DowntimeView): Html[] => {
  const { clock, cite, statement } = context;
  const { outage, msOf, start } = view;
  const [countedMs, unrecognizedMs] = [msOf('downtime'), msOf('unrecognized')];
  if (countedMs === 0 && unrecognizedMs === 0) return [];
  const accruesFrom = outage.accruesFrom === null ? start : Date.parse(outage.accruesFrom);
  const recognition =
    unrecognizedMs === 0
      ? []
      : [
          html`It accrues from ${clock.moment(accruesFrom, start)}, when the customer recognised it. The
          ${length(unrecognizedMs)} before that do not count${cite('claim')}.`,
        ];
  if (countedMs === 0) return recognition;
  const { minimumMs, impact } = statement.explanation.counted;
  if (!isCounted(context, view)) {
    const tooShort = html`${amountOf(view, 'downtime')} is in no downtime of at least ${length(minimumMs)}, so it does
    not count${cite('downtime')}.`;
    return [tooShort, ...recognition];
  }
  return [
    html`${amountOf(view, 'downtime')} counts${cite('credit')}.`,
    ...recognition,
    ...(impact === 'share' ? weightSentences(context, view) : []),
    ...earningSentences(context, view),
  ];
};

/** Whether a part of a downtime counts. A creditable period below the policy's minimum counts nowhere. */
const isCounted = ({ statement }: SentenceContext, { start, end }: DowntimeView): boolean =>
  statement.explanation.counted.creditable.some((part) => Date.parse(part.start) < end && Date.parse(part.end) > start);

/** Sentences on the shares of users by which the parts of a downtime count. */
const weightSentences = ({ statement, cite }: SentenceContext, { start, end }: DowntimeView): Html[] => {
  const msByImpact = new Map<string, number>();
  for (const part of statement.explanation.counted.creditable) {
    const ms = Math.min(Date.parse(part.end), end) - Math.max(Date.parse(part.start), start);
    if (ms > 0) msByImpact.set(part.impact, (msByImpact.get(part.impact) ?? 0) + ms);
  }
  const parts = [...msByImpact].filter(([impact]) => impact !== '100');
  return parts.length === 0
    ? []
    : [
        html`By the users affected,
        ${listed(parts.map(([impact, ms]) => html`${length(ms)} counts at ${impact}&nbsp;%`))}${cite('downtime')}.`,
      ];
};

/** Sentences on the credits of the part that counts. */
const earningSentences = (context: SentenceContext, view: DowntimeView): Html[] => {
  const { statement } = context;
  const { rule, gated } = statement.explanation.credit;
  if (gated) return [html`The month met its target, so it earns no credit.`];
  switch (rule.kind) {
    case 'proportional':
      return [html`It lowers the month's availability, which decides the credit.`];
    case 'tiers':
      if (rule.by === 'availability') return [html`It lowers the month's availability, which decides the credit.`];
      if (rule.by === 'downtime') return [html`It adds to the month's downtime, which decides the credit.`];
      return tierSentences(rule, bookingsWithin(statement, view).bookings);
    default:
      return qualifyingSentences(rule, bookingsWithin(statement, view));
  }
};

type Tiers = Extract<ExplainedRule, { kind: 'tiers' }>;
type Counting = Extract<ExplainedRule, { kind: 'per-block' | 'per-outage' }>;

/** Sentences on the tiers that the periods of a downtime reach by their lengths. */
const tierSentences = ({ tiers }: Tiers, bookings: readonly DowntimeBooking[]): Html[] => {
  const earned = bookings.flatMap(({ booking, earnings }) =>
    earnings.flatMap(({ tier }) => {
      const reached = tier === undefined ? undefined : tiers[tier];
      return reached === undefined
        ? []
        : [
            html`is longer than ${lengthText(reached.longerThanMs ?? 0)}, which gives
            ${feeShare(reached.amount)}${onDay(booking.date)}`,
          ];
    }),
  );
  return earned.length === 0
    ? [html`It ends in another month or reaches no tier, so it earns no credit here.`]
    : [html`It ${listed(earned, '; and it ', '; ')}.`];
};

const onDay = (date: string | null): string => (date === null ? '' : `, on ${dateText(date)}`);

const qualifyingSentences = (rule: Counting, { periods, bookings }: ReturnType<typeof bookingsWithin>): Html[] => {
  const limit = lengthText(rule.longerThanMs);
  if (!periods.some(({ qualifies }) => qualifies)) return [tooShortText(rule, periods.length)];
  if (bookings.length === 0)
    return rule.kind === 'per-outage'
      ? [html`It ends in another month, so it earns no credit in this one.`]
      : [
          html`${qualifyingText(rule, limit)}, but ${BLOCK_PLACES[rule.blocksWithin]} full block of
          ${lengthText(rule.blockMs)}.`,
        ];
  if (rule.kind === 'per-block' && rule.blocksWithin === 'month')
    return [html`It is part of the month's downtime, whose blocks are counted together.`];
  return [html`${qualifyingText(rule, limit)} and ${listed(earningsOf(rule, bookings), '; and ', '; ')}.`];
};

const BLOCK_PLACES = { day: 'no day contains a', period: 'it contains no', month: 'the month contains no' } as const;

const qualifyingText = ({ summedOver }: Counting, limit: string): string =>
  summedOver === 'period' ? `It is longer than ${limit}` : `The ${summedOver} has more than ${limit} of downtime. It`;

const tooShortText = ({ summedOver, longerThanMs }: Counting, periods: number): Html => {
  const limit = lengthText(longerThanMs);
  if (summedOver !== 'period')
    return html`The ${summedOver} has no more than ${limit} of downtime in all, so it earns no credit.`;
  return html`${periods > 1 ? 'No part' : 'It'} is ${periods > 1 ? '' : 'not '}longer than ${limit}, so it earns no
  credit.`;
};

/** One day with its blocks, or several days with their credits; the calculation has the blocks of each day. */
const earningsOf = (rule: Counting, bookings: readonly DowntimeBooking[]): string[] => {
  const [first, ...others] = bookings;
  if (first === undefined) return [];
  if (others.length === 0 && rule.kind === 'per-block') {
    const blocks = `contains ${countText(first.blocks, 'block')} of ${lengthText(rule.blockMs)}`;
    return isShared(first)
      ? [`${blocks}, which with other blocks of that day give ${countText(first.booking.credits, 'credit')}`]
      : [`${blocks}: ${countText(first.booking.credits, 'credit')}${limitOf(rule, first)}`];
  }
  const alike = Map.groupBy(bookings, (one) => JSON.stringify([one.booking.credits, remarkOf(rule, one)]));
  return [...alike.values()].flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const dates = group.flatMap(({ booking: { date } }) => (date === null ? [] : [date]));
    const month = dateText(dates[0] ?? '')
      .split(' ')
      .at(-1);
    const on = `${dates.length > 1 ? 'on each of' : 'on'} ${listed(dayRanges(dates)).toString()}\u00A0${month}`;
    return [`earns ${countText(one.booking.credits, 'credit')} ${on}${remarkOf(rule, one)}`];
  });
};

/** Whether other downtimes earn on the same day. */
const isShared = ({ earned, booking }: DowntimeBooking): boolean => earned < booking.earned;

const remarkOf = (rule: Counting, one: DowntimeBooking): string =>
  isShared(one) ? `, with other ${rule.kind === 'per-block' ? 'blocks' : 'downtimes'} of the day` : limitOf(rule, one);

/** The limit that reduced the credits of a day. */
const limitOf = (rule: Counting, { booking: { credits, earned }, blocks, earned: own }: DowntimeBooking): string => {
  if (credits < earned) return credits === rule.maxPerDay ? ', the daily limit' : ', the rest of the monthly limit';
  return rule.kind === 'per-block' && own < blocks ? ', the limit of a downtime' : '';
};

/** Sentences on the first step of the claim that is not met, and on its deadline. */
const claimSentences = ({ clock, cite }: SentenceContext, { outage, msOf }: DowntimeView): Html[] => {
  const step = outage.steps.find(({ status }) => status !== 'met');
  if (step === undefined) return [];
  const noun = step.step;
  const deadline = clock.deadline(Date.parse(step.deadline));
  const others = stepsText(outage.steps, step);
  if (msOf('pending') > 0)
    return [html`${length(msOf('pending'))} counts if ${noun} is received by ${deadline}${cite('claim')}.${others}`];
  if (msOf('forfeited') === 0) return [];
  const [first] = step.notices;
  if (first === undefined)
    return [
      html`${length(msOf('forfeited'))} is forfeited: no ${noun} was received by ${deadline}${cite('claim')}.${others}`,
    ];
  const [received, due] = [Date.parse(first.receivedAt), Date.parse(first.deadline)];
  return [
    html`${length(msOf('forfeited'))} is forfeited: ${noun} was received on ${clock.moment(received)},
    ${length(received - due)} after the deadline, ${clock.deadline(due)}${cite('claim')}.${others}`,
  ];
};

/** A sentence on the step of a claim that was met, where another was not. */
const stepsText = (steps: readonly ExplainedStep[], unmet: ExplainedStep): string => {
  const met = steps.find(({ status }) => status === 'met');
  return met === undefined || met === unmet ? '' : ` The ${met.step} was received in time.`;
};

const excuseSentences = ({ statement, names, cite }: SentenceContext, view: DowntimeView): Html[] => {
  if (view.msOf('excused') === 0) return [];
  const reasons = statement.explanation.intervals
    .filter(
      ({ label, start, end }) => label === 'excused' && Date.parse(start) < view.end && Date.parse(end) > view.start,
    )
    .flatMap(({ because }) => because)
    .filter(isExcuse);
  const causes = [...new Set(reasons.map((reason) => causeName(names, reason)))];
  const topic = reasons.every(({ kind }) => kind === 'maintenance') ? 'maintenance' : 'exclusions';
  return [
    html`${amountOf(view, 'excused')} is excused${causes.length === 0 ? '' : ': '}${listed(causes)}${cite(topic)}.`,
  ];
};

const isExcuse = ({ kind }: Reason): boolean =>
  kind === 'provider-status' || kind === 'exclusion' || kind === 'maintenance';

const OUTSIDE_PLACES = [
  ['holiday', 'on a holiday'],
  ['weekend', 'on a weekend'],
  ['off-hours', 'in off hours'],
  ['maintenance', 'in scheduled maintenance'],
] as const;

const outsideSentences = ({ statement, cite }: SentenceContext, view: DowntimeView): Html[] => {
  const { msOf, start, end } = view;
  const inMonthMs = end - start - msOf('elsewhere');
  const isOutside = statement.explanation.counted.effect === 'remove' || msOf('maintenance') === 0;
  const places = OUTSIDE_PLACES.filter(([category]) => msOf(category) > 0).map(([category, place]) =>
    msOf(category) === inMonthMs ? html`It was ${place}` : html`${length(msOf(category))} was ${place}`,
  );
  const cited = cite(msOf('maintenance') === inMonthMs ? 'maintenance' : 'service-time');
  return [
    ...(places.length === 0
      ? []
      : [html`${listed(places)}${isOutside ? ', outside service time' : ', which does not count as down'}${cited}.`]),
    ...(msOf('inactive') > 0 ? [html`${amountOf(view, 'inactive')} is outside the contract term.`] : []),
    ...(msOf('elsewhere') > 0
      ? [html`${length(msOf('elsewhere'))} is outside ${monthName(statement.month)}${cite('billing')}.`]
      : []),
  ];
};
