import { localOffset } from '../domain/time/calendar.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { small } from './figures.ts';
import { type Html, html } from './html.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time-units.ts';

/**
 * Formats instants in the contract's time zone. Each is a `time` element with the instant, and UTC as its title.
 * Seconds are left out if they are zero, and milliseconds are in the title alone. Near a clock change the offset is added, so that no two instants read the same.
 */
export type Clock = {
  /** `Mon 5 Oct, 09:30`; `09:30` on the day of `near`. */
  readonly moment: (at: Instant, near?: Instant) => Html;
  /** A deadline: the last millisecond of a day is `Mon 5 Oct, 24:00`. */
  readonly deadline: (at: Instant) => Html;
  /** `Mon 5 Oct, 09:30 – 12:12`; `09:30 – 12:12` on the day of `near`. */
  readonly span: (start: Instant, end: Instant, near?: Instant) => Html;
  /** `09:30`, as text. */
  readonly hour: (at: Instant) => string;
  /** `Mon 5 Oct 2026`, as text; without the year on a day of the page's month, whose year is in the title. */
  readonly day: (at: Instant) => string;
};

const WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Drops the seconds of an ISO time if they are zero. */
const shortTime = (time: string): string => time.replace(/\.000$/, '').replace(/^(\d\d:\d\d):00$/, '$1');

/** Returns `Mon 5 Oct` for `2026-10-05`. */
export const dateText = (date: string): string => {
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
  return `${weekday} ${Number(date.slice(-2))} ${MONTHS[Number(date.slice(-5, -3)) - 1]}`;
};

/** `2026-10-05 16:30 UTC` */
export const utcText = (at: Instant): string => {
  const [date = '', time = ''] = formatInstant(at).slice(0, -1).split('T');
  return `${date} ${shortTime(time)} UTC`;
};

/** `UTC−7`, `UTC+5:30` */
const offsetText = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
};

/** Seconds are small, as in a length. */
const timeElement = (at: Instant, text: string): Html => {
  const [, minutes = text, seconds = '', rest = ''] = /^(.*\d\d:\d\d)(:\d\d)(?:\.\d+)?(.*)$/.exec(text) ?? [];
  return html`<time datetime="${formatInstant(at)}" title="${utcText(at)}">${minutes}${small(seconds)}${rest}</time>`;
};

/** `Mon 5 Oct, 09:30`, as text. */
export const plainMoment = ({ day, hour }: Pick<Clock, 'day' | 'hour'>, at: Instant): string =>
  `${day(at)}, ${hour(at)}`;

/** The offsets of the last zone at whole hours. A close formats many instants of one month, and each offset is slow to find. */
let lastOffsets: { readonly zone: string; readonly byHour: Map<number, number> } | undefined;

/** The hours of eight months. */
const CACHED_HOURS_MAX = 6000;

const offsetAtHour = (zone: string, hour: number): number => {
  if (lastOffsets?.zone !== zone || lastOffsets.byHour.size >= CACHED_HOURS_MAX)
    lastOffsets = { zone, byHour: new Map() };
  const offset = lastOffsets.byHour.get(hour) ?? localOffset(zone, hour * HOUR_MS);
  lastOffsets.byHour.set(hour, offset);
  return offset;
};

/** Returns the offset of a zone at an instant: that of its hour, unless clocks change within it. */
const cachedOffset = (zone: string, at: Instant): number => {
  const hour = Math.floor(at / HOUR_MS);
  const offset = offsetAtHour(zone, hour);
  return offset === offsetAtHour(zone, hour + 1) ? offset : localOffset(zone, at);
};

/** Returns the formats for a page about `month`, in `zone`. Without a month, each day has its year. */
export const clockOf = (zone: string, month?: string): Clock => {
  const localTime = (at: Instant): string => formatInstant(at + cachedOffset(zone, at));
  const dateOf = (at: Instant): string => localTime(at).slice(0, localTime(at).indexOf('T'));
  const isNearChange = (at: Instant): boolean =>
    cachedOffset(zone, at - 3 * HOUR_MS) !== cachedOffset(zone, at + 3 * HOUR_MS);
  const hour = (at: Instant): string => {
    const written = shortTime(localTime(at).slice(localTime(at).indexOf('T') + 1, -1));
    return isNearChange(at) ? `${written} ${offsetText(cachedOffset(zone, at))}` : written;
  };
  const day = (at: Instant): string => {
    const date = dateOf(at);
    return month !== undefined && date.startsWith(month) ? dateText(date) : `${dateText(date)} ${date.slice(0, -6)}`;
  };
  const moment = (at: Instant, near?: Instant): Html =>
    timeElement(at, near !== undefined && dateOf(near) === dateOf(at) ? hour(at) : plainMoment({ day, hour }, at));
  const deadline = (at: Instant): Html =>
    dateOf(at) === dateOf(at + 1) ? moment(at) : timeElement(at, `${day(at)}, 24:00`);
  const span = (start: Instant, end: Instant, near?: Instant): Html => {
    // An interval that ends with a day ends at 24:00 of that day.
    const last = dateOf(end - 1);
    const time = last === dateOf(end) ? hour(end) : '24:00';
    const until = last === dateOf(start) ? time : `${day(end - 1)}, ${time}`;
    return html`<span class="span">${moment(start, near)}&nbsp;– ${timeElement(end, until)}</span>`;
  };
  return { moment, deadline, span, hour, day };
};

/** Returns the city of a zone's name: `Los Angeles`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** Returns a zone's city and name: `Los Angeles (America/Los_Angeles)`, `UTC`. */
export const zoneText = (zone: string): string => (cityOf(zone) === zone ? zone : `${cityOf(zone)} (${zone})`);

/** Returns days of one month, given as ordered dates, as `2`, `5 to 9`. Two consecutive days stay two items. */
export const dayRanges = (dates: readonly string[]): string[] => {
  const runs: string[][] = [];
  for (const date of dates) {
    const run = runs.at(-1);
    if (run !== undefined && Date.parse(date) - Date.parse(run.at(-1) ?? '') === DAY_MS) run.push(date);
    else runs.push([date]);
  }
  return runs.flatMap((run) =>
    run.length > 2 ? [`${dayNumber(run[0])} to ${dayNumber(run.at(-1))}`] : run.map((date) => dayNumber(date)),
  );
};

const dayNumber = (date = ''): string => String(Number(date.slice(-2)));
