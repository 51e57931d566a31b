import type { Instant } from './instant.ts';

/**
 * The one place where local days are made (and the one that asks the platform for a zone's offset).
 * A local day runs from the first instant that bears its date to the next day's first, however long that is;
 * an ambiguous midnight is the earlier one (semantics, section 3).
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The platform knows no instant further than this from 1970. */
const LAST: Instant = 8_640_000_000_000_000;

/** A day of a calendar: `[start, end)` is empty where a zone skipped the date altogether. `weekday` is ISO: 1 is Monday. */
export type LocalDay = {
  readonly date: string;
  readonly weekday: number;
  readonly start: Instant;
  readonly end: Instant;
};

/** The first instant at which clocks in `zone` show `date` and `hour`, or, where they skip it, the end of the gap. */
export const localInstant = (zone: string, date: string, hour = 0): Instant =>
  firstShowing(zone, midnight(date) + hour * HOUR);

/** The same of a date and hour as if they were UTC's. */
const firstShowing = (zone: string, wall: number): Instant => {
  const offset = (at: Instant): number => localOffset(zone, at);
  const before = offset(wall - DAY);
  const after = offset(wall + DAY);
  const shown = [before, after]
    .map((shift) => ({ shift, at: wall - shift }))
    .filter(({ shift, at }) => offset(at) === shift);
  return shown.length > 0 ? Math.min(...shown.map(({ at }) => at)) : gapEnd(offset, wall, [wall - DAY, wall + DAY]);
};

/** The instant at which clocks that were before `wall` jump past it: halves the stretch in which the jump lies. */
const gapEnd = (offset: (at: Instant) => number, wall: number, [low, high]: readonly [Instant, Instant]): Instant => {
  if (high - low <= 1) return high;
  const middle = Math.floor((low + high) / 2);
  return gapEnd(offset, wall, middle + offset(middle) < wall ? [middle, high] : [low, middle]);
};

type Zone = { readonly offset: (at: Instant) => number };
const zones = new Map<string, Zone>();

/** A zone's offset from UTC at an instant, in milliseconds. */
const zoneOf = (name: string): Zone => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const made: Zone = { offset: (at) => (Math.abs(at) <= LAST ? parseOffset(format.format(at)) : Number.NaN) };
  zones.set(name, made);
  return made;
};

/** `10/14/2026, GMT-07:00`: the offset, to the second (before standard time there are odd ones: Los Angeles, `GMT-07:52:58`). */
const parseOffset = (text: string): number => {
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  const ahead = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
  return sign === '-' ? -ahead : ahead;
};

/** The date `days` after `date`. */
export const addDays = (date: string, days: number): string => dateOf(midnight(date) + days * DAY);

/** A date at 00:00 UTC; the arithmetic of dates is done there, where all days are equally long. */
const midnight = (date: string): Instant => Date.parse(`${date}T00:00:00Z`);

/** The UTC date of an instant; a year beyond 9999 has a sign and six digits. */
const dateOf = (at: Instant): string => new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length);

/** The month `months` after `month`. */
export const addMonths = (month: string, months: number): string => {
  const first = new Date(midnight(`${month}-01`));
  return dateOf(first.setUTCMonth(first.getUTCMonth() + months)).slice(0, -'-01'.length);
};

/** The instants between which it is `month` in `zone`. */
export const monthInterval = (month: string, zone: string): { readonly start: Instant; readonly end: Instant } => ({
  start: localInstant(zone, `${month}-01`),
  end: localInstant(zone, `${addMonths(month, 1)}-01`),
});

/** The local days from the date `from` to the date `to`, both included. */
export const localDays = (zone: string, from: string, to: string): LocalDay[] => {
  const days: LocalDay[] = [];
  const last = midnight(to);
  let start = localInstant(zone, from);
  for (let wall = midnight(from); wall <= last; wall += DAY) {
    const end = firstShowing(zone, wall + DAY);
    days.push({ date: dateOf(wall), weekday: new Date(wall).getUTCDay() || 7, start, end });
    start = end;
  }
  return days;
};

/** The date that clocks in `zone` show at `at`. */
export const localDate = (zone: string, at: Instant): string => dateOf(at + zoneOf(zone).offset(at));

/** The offset that holds all through a UTC day, by zone and number of the day; NaN on days on which it changes. */
const steady = new Map<string, Map<number, number>>();

/** How many days of a zone are kept: those of some years. */
const KEPT = 2000;

/**
 * How far clocks in `zone` are ahead of UTC at `at`, in milliseconds. Asked for often, so it is worked out once for each day on which
 * it does not change: it is the same at both ends, and no zone has ever changed it twice in a day.
 */
export const localOffset = (zone: string, at: Instant): number => {
  const { offset } = zoneOf(zone);
  const days = steady.get(zone) ?? new Map<number, number>();
  if (days.size === KEPT) days.clear();
  steady.set(zone, days);
  const day = Math.floor(at / DAY);
  const known = days.get(day);
  if (known !== undefined) return Number.isNaN(known) ? offset(at) : known;
  const first = offset(day * DAY);
  days.set(day, first === offset((day + 1) * DAY - 1) ? first : Number.NaN);
  return offset(at);
};
