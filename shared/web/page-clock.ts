import { localOffset } from '../domain/time/calendar.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { small } from './figures.ts';
import { type Html, html } from './html.ts';

/**
 * Times as the contract's zone tells them, each in a `time` element that bears the instant, with UTC as its title.
 * To the minute, or as exact as it takes. Near a change of the clocks a time bears its offset, so that no two read the same.
 */
export type Clock = {
  /** `Mon 5 Oct, 09:30`; `09:30` on the day of `near`. */
  readonly moment: (at: Instant, near?: Instant) => Html;
  /** `Mon 5 Oct, 09:30 – 12:12`; `09:30 – 12:12` on the day of `near`. */
  readonly span: (start: Instant, end: Instant, near?: Instant) => Html;
  /** `09:30`, without the element. */
  readonly hour: (at: Instant) => string;
  /** `Mon 5 Oct`, without the element; with the year where it is another than the month's. */
  readonly day: (at: Instant) => string;
};

const HOUR = 3_600_000;
const WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Hours and minutes of an ISO time; seconds and their fraction where there are any. */
const shortened = (time: string): string => time.replace(/\.000$/, '').replace(/^(\d\d:\d\d):00$/, '$1');

/** `2026-10-05` as `Mon 5 Oct`. */
export const dateText = (date: string): string => {
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
  return `${weekday} ${Number(date.slice(-2))} ${MONTHS[Number(date.slice(-5, -3)) - 1]}`;
};

/** `2026-10-05 16:30 UTC` */
export const utcText = (at: Instant): string => {
  const [date = '', time = ''] = formatInstant(at).slice(0, -1).split('T');
  return `${date} ${shortened(time)} UTC`;
};

/** `UTC−7`, `UTC+5:30` */
const offsetText = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
};

/** Seconds are set small, as in a length. */
const element = (at: Instant, text: string): Html => {
  const [, minutes = text, seconds = '', rest = ''] = /^(.*\d\d:\d\d)(:\d\d(?:\.\d+)?)(.*)$/.exec(text) ?? [];
  return html`<time datetime="${formatInstant(at)}" title="${utcText(at)}">${minutes}${small(seconds)}${rest}</time>`;
};

/** `Mon 5 Oct, 09:30`, without the element. */
export const plainMoment = ({ day, hour }: Pick<Clock, 'day' | 'hour'>, at: Instant): string =>
  `${day(at)}, ${hour(at)}`;

/** Tells times of `month` as clocks in `zone` do. */
export const clockOf = (zone: string, month: string): Clock => {
  const wall = (at: Instant): string => formatInstant(at + localOffset(zone, at));
  const dateOf = (at: Instant): string => wall(at).slice(0, wall(at).indexOf('T'));
  const changes = (at: Instant): boolean => localOffset(zone, at - 3 * HOUR) !== localOffset(zone, at + 3 * HOUR);
  const hour = (at: Instant): string => {
    const written = shortened(wall(at).slice(wall(at).indexOf('T') + 1, -1));
    return changes(at) ? `${written} ${offsetText(localOffset(zone, at))}` : written;
  };
  const day = (at: Instant): string => {
    const date = dateOf(at);
    return date.startsWith(month.slice(0, 4)) ? dateText(date) : `${dateText(date)} ${date.slice(0, -6)}`;
  };
  const moment = (at: Instant, near?: Instant): Html =>
    element(at, near !== undefined && dateOf(near) === dateOf(at) ? hour(at) : plainMoment({ day, hour }, at));
  const span = (start: Instant, end: Instant, near?: Instant): Html => {
    // A stretch that ends with a day ends at 24:00 of that day.
    const last = dateOf(end - 1);
    const time = last === dateOf(end) ? hour(end) : '24:00';
    const until = last === dateOf(start) ? time : `${day(end - 1)}, ${time}`;
    return html`<span class="span">${moment(start, near)}&nbsp;– ${element(end, until)}</span>`;
  };
  return { moment, span, hour, day };
};

/** The city that a zone is named after: `Los Angeles`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** A zone as it is written over days that are told in it: `Los Angeles (America/Los_Angeles)`, `UTC`. */
export const zoneText = (zone: string): string => (cityOf(zone) === zone ? zone : `${cityOf(zone)} (${zone})`);
