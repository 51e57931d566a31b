import type { Derivation } from '../domain/statement/explanation.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { dateText } from './page-clock.ts';
import { dayRanges } from './day-ranges.ts';
import { countText, lengthText } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { earningsByDay, type DowntimeView } from './downtime-view.ts';

/** What the part of a downtime that counts earns, or why it earns nothing. */
export const earningSentence = (statement: Statement, outcome: DowntimeView): Html[] => {
  const { rule, gated } = statement.explanation.credit;
  if (gated) return [html`The month met its target all the same, so nothing is earned.`];
  if (rule.kind !== 'per-period') return [html`It lowers the month's availability, and that decides the credit.`];
  const { periods, days } = earningsByDay(statement, outcome);
  const limit = lengthText(rule.longerThanMs);
  if (!periods.some(({ qualifies }) => qualifies))
    return [
      html`${periods.length > 1 ? 'No part' : 'It'} is ${periods.length > 1 ? '' : 'not '}longer than ${limit}, so it
      earns nothing.`,
    ];
  if (days.length === 0) return [html`No day of the month holds ${lengthText(rule.blockMs)} of it.`];
  return [html`Longer than ${limit}, it ${listed(earnedOn(rule, days), '; and ', '; ')}.`];
};

type EarnedDay = ReturnType<typeof earningsByDay>['days'][number];
type PerPeriod = Extract<Derivation['rule'], { kind: 'per-period' }>;

/** Of one day, how many blocks make how many credits; of several, how many credits each: the calculation has the blocks. */
const earnedOn = (rule: PerPeriod, days: readonly EarnedDay[]): string[] => {
  const [first, ...others] = days;
  if (first === undefined) return [];
  if (others.length === 0) {
    const held = `holds ${countText(first.blocks, 'block')} of ${lengthText(rule.blockMs)}`;
    return first.blocks < first.earned
      ? [`${held}, which with others of that day make ${countText(first.credits, 'credit')}`]
      : [`${held}: ${countText(first.credits, 'credit')}${mostOf(rule, first)}`];
  }
  const alike = Map.groupBy(days, (day) => JSON.stringify([day.credits, howOf(rule, day)]));
  return [...alike.values()].flatMap(([day, ...rest]) => {
    if (day === undefined) return [];
    const dates = [day, ...rest].map(({ date }) => date);
    const month = dateText(day.date).split(' ').at(-1);
    const on = `${rest.length > 0 ? 'on each of' : 'on'} ${listed(dayRanges(dates)).toString()}\u00A0${month}`;
    return [`earns ${countText(day.credits, 'credit')} ${on}${howOf(rule, day)}`];
  });
};

const howOf = (rule: PerPeriod, day: EarnedDay): string =>
  day.blocks < day.earned ? ', with others of the day' : mostOf(rule, day);

/** Which limit cut what the blocks of a day would earn, if one did. */
const mostOf = ({ maxPerDay }: PerPeriod, { credits, earned }: EarnedDay): string => {
  if (credits === earned) return '';
  return credits === maxPerDay ? ', the most that a day can earn' : ', the most that the month has left';
};
