import { IANAZone } from 'luxon';
import type { Instant } from './instant.ts';

/**
 * The one place where local days are made (and the one that imports luxon).
 * A local day runs from the first instant that bears its date to the next day's first, however long that is;
 * an ambiguous midnight is the earlier one (semantics, section 3).
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A day of a calendar: `[start, end)` is empty where a zone skipped the date altogether. `weekday` is ISO: 1 is Monday. */
export type LocalDay = {
  readonly date: string;
  readonly weekday: number;
  readonly start: Instant;
  readonly end: Instant;
};

/** The first instant at which clocks in `zone` show `date` and `hour`, or, where they skip it, the end of the gap. */
export const localInstant = (zone: string, date: string, hour = 0): Instant => {
  const { offset } = zoneOf(zone);
  const wall = Date.parse(`${date}T00:00:00Z`) + hour * HOUR;
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
  const zone = IANAZone.create(name);
  const made: Zone = { offset: (at) => zone.offset(at) * MINUTE };
  zones.set(name, made);
  return made;
};

/** The date `days` after `date`. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The month `months` after `month`. */
export const addMonths = (month: string, months: number): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
};

/** The instants between which it is `month` in `zone`. */
export const monthInterval = (month: string, zone: string): { readonly start: Instant; readonly end: Instant } => ({
  start: localInstant(zone, `${month}-01`),
  end: localInstant(zone, `${addMonths(month, 1)}-01`),
});

/** The local days from the date `from` to the date `to`, both included. */
export const localDays = (zone: string, from: string, to: string): LocalDay[] => {
  const days: LocalDay[] = [];
  let start = localInstant(zone, from);
  for (let date = from; date <= to;) {
    const next = addDays(date, 1);
    const end = localInstant(zone, next);
    days.push({ date, weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7, start, end });
    date = next;
    start = end;
  }
  return days;
};

/** The date that clocks in `zone` show at `at`. */
export const localDate = (zone: string, at: Instant): string =>
  new Date(at + zoneOf(zone).offset(at)).toISOString().slice(0, 10);
