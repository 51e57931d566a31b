/** An instant: whole milliseconds since 1970-01-01T00:00:00Z (semantics of time: everything is UTC, to the millisecond). */
export type Instant = number;

const UTC_INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

/**
 * Reads an instant written in UTC with `Z`, as fine as a millisecond.
 * Returns undefined for anything else: another offset, a finer fraction, or a date that does not exist (`2026-02-30`).
 */
export const parseInstant = (text: string): Instant | undefined => {
  const parts = UTC_INSTANT.exec(text);
  if (parts === null) return undefined;
  const ms = Date.parse(`${text.slice(0, 19)}.${(parts[7] ?? '').padEnd(3, '0')}Z`);
  // Date.parse rolls 30 February over into March, and takes 24:00 for the next day: what it read must be what was written.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : ms;
};

/** How long it is between two instants that `formatInstant` wrote, in milliseconds. */
export const lengthBetween = (start: string, end: string): number => Date.parse(end) - Date.parse(start);

/** The last instant that can be written. */
const LAST: Instant = 8_640_000_000_000_000;

/** How many instants are remembered as they are written: those of a month's downtimes are written for every customer. */
const REMEMBERED = 4096;
const written = new Map<Instant, string>();

/** Writes an instant as `2026-10-14T17:00:00.000Z`; what lies beyond the last that can be written, as that one. */
export const formatInstant = (at: Instant): string => {
  const known = written.get(at);
  if (known !== undefined) return known;
  if (written.size === REMEMBERED) written.clear();
  const text = new Date(Math.min(at, LAST)).toISOString();
  written.set(at, text);
  return text;
};
