import { DateTime } from 'luxon';
import type { Instant } from './instant.ts';

/**
 * Local days, months and wall-clock times: the one file of the domain that uses luxon.
 *
 * It works around two faults of luxon. For an ambiguous local time, luxon returns the instant that fits today's offset (luxon#1665).
 * This file selects the earlier instant. luxon moves a local time in a gap by the length of the gap. This file searches for the
 * end of the gap.
 */

const SECOND_MS = 1000;
const DAY_MS = 24 * 3_600_000;
const MINUTES_PER_DAY = 24 * 60;
/** No zone has ever skipped more than a day, so this reach finds both sides of any gap. */
const GAP_REACH_MS = 2 * DAY_MS;

/** A calendar day; `[start, end)` is empty where a zone skipped the date. `weekday` is ISO: 1 is Monday. */
export type LocalDay = {
  readonly date: string;
  readonly weekday: number;
  readonly start: Instant;
  readonly end: Instant;
};

/**
 * Returns the first instant at which clocks in `zone` show a date and a minute of the day. `24 * 60` is the next day's midnight.
 * If clocks skip that time, returns the end of the gap.
 */
export const localInstant = (zone: string, date: string, minuteOfDay = 0): Instant =>
  firstShowing(zone, utcDate(date).plus({ minutes: minuteOfDay }));

/** `wall` has the wanted date and time in UTC. */
const firstShowing = (zone: string, wall: DateTime): Instant => {
  const { year, month, day, hour, minute } = wall;
  const local = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
  const showing = local
    .getPossibleOffsets()
    .filter((time) => time.day === day && time.hour === hour && time.minute === minute)
    .map((time) => Math.round(time.toMillis()));
  const at = local.toMillis();
  return showing.length > 0
    ? Math.min(...showing)
    : gapEnd(zone, wall.toMillis(), at - GAP_REACH_MS, at + GAP_REACH_MS);
};

/** Halves `(low, high]` until it holds one instant: the one at which clocks jump past `wall`. */
const gapEnd = (zone: string, wall: number, low: Instant, high: Instant): Instant => {
  if (high - low <= 1) return high;
  const middle = Math.floor((low + high) / 2);
  return wallClock(zone, middle) < wall ? gapEnd(zone, wall, middle, high) : gapEnd(zone, wall, low, middle);
};

/** The local date and time in `zone`, as milliseconds of the same date and time in UTC. */
const wallClock = (zone: string, at: Instant): number => at + localOffset(zone, at);

/**
 * Returns the offset of `zone` from UTC at an instant, in milliseconds. It is NaN where there is no date.
 * luxon counts in minutes; local mean times have odd seconds.
 */
export const localOffset = (zone: string, at: Instant): number =>
  Math.round(DateTime.fromMillis(at, { zone }).offset * 60) * SECOND_MS;

/**
 * Returns the instants at which clocks in `zone` show a local time, in order. In a gap there are none.
 * A time occurs twice where the offset falls, and the larger offset gives the earlier instant.
 */
export const instantsAtLocalTime = (zone: string, wall: number): Instant[] =>
  [...new Set([localOffset(zone, wall - DAY_MS), localOffset(zone, wall + DAY_MS)])]
    .map((offset) => wall - offset)
    .filter((at) => wallClock(zone, at) === wall);

const utcDate = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc' });

/** ISO date of a UTC time; a year beyond 9999 has a sign and six digits. */
const dateText = (utc: DateTime): string => String(utc.toISODate());

/** Returns the date `days` after `date`. */
export const addDays = (date: string, days: number): string => dateText(utcDate(date).plus({ days }));

/** Returns the number of days from 1970-01-01 to `date`. */
export const dayNumber = (date: string): number => utcDate(date).toMillis() / DAY_MS;

/** Returns the month `months` after `month`, `2026-10`. */
export const addMonths = (month: string, months: number): string =>
  monthOfDate(dateText(utcDate(`${month}-01`).plus({ months })));

/** Returns the month of a date: `2026-10` of `2026-10-14`. */
export const monthOfDate = (date: string): string => date.slice(0, -'-01'.length);

/** Returns the local month of an instant. */
export const localMonth = (zone: string, at: Instant): string => monthOfDate(localDate(zone, at));

/** luxon needs some 100 µs for a month, and the terms of each customer ask for one. */
const CACHED_MONTHS_MAX = 1000;
const cachedMonths = new Map<string, { readonly start: Instant; readonly end: Instant }>();

/** Returns the interval of a local month. */
export const monthInterval = (month: string, zone: string): { readonly start: Instant; readonly end: Instant } => {
  const key = `${zone} ${month}`;
  const interval = cachedMonths.get(key) ?? {
    start: localInstant(zone, `${month}-01`),
    end: localInstant(zone, `${addMonths(month, 1)}-01`),
  };
  if (cachedMonths.size === CACHED_MONTHS_MAX) cachedMonths.clear();
  cachedMonths.set(key, interval);
  return interval;
};

/** luxon needs some 10 ms for the days around a month. A run prepares the same month for each policy. */
const CACHED_RANGES_MAX = 64;
const cachedRanges = new Map<string, readonly LocalDay[]>();

/** Returns the local days from the date `from` to the date `to`, both included. */
export const localDays = (zone: string, from: string, to: string): readonly LocalDay[] => {
  const key = `${zone} ${from} ${to}`;
  const days = cachedRanges.get(key) ?? daysBetween(zone, utcDate(from), utcDate(to));
  if (cachedRanges.size === CACHED_RANGES_MAX) cachedRanges.clear();
  cachedRanges.set(key, days);
  return days;
};

const daysBetween = (zone: string, from: DateTime, to: DateTime): LocalDay[] => {
  const days: LocalDay[] = [];
  let day = from;
  let start = firstShowing(zone, day);
  while (day <= to) {
    const next = day.plus({ days: 1 });
    const end = firstShowing(zone, next);
    days.push({ date: dateText(day), weekday: day.weekday, start, end });
    day = next;
    start = end;
  }
  return days;
};

/** Returns the date that clocks in `zone` show at an instant. */
export const localDate = (zone: string, at: Instant): string =>
  dateText(DateTime.fromMillis(wallClock(zone, at), { zone: 'utc' }));

/** Returns the last millisecond of a local day. */
export const endOfDate = (zone: string, date: string): Instant => localInstant(zone, date, MINUTES_PER_DAY) - 1;
