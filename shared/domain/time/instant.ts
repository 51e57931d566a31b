/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

const UTC_INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/;

/**
 * Parses an instant in UTC with `Z`, at most as fine as a millisecond.
 * Returns undefined for anything else: another offset, a finer fraction, a date that does not exist (`2026-02-30`).
 */
export const parseInstant = (text: string): Instant | undefined => {
  const parts = UTC_INSTANT.exec(text);
  if (parts === null) return undefined;
  const ms = Date.parse(`${text.slice(0, 19)}.${(parts[7] ?? '').padEnd(3, '0')}Z`);
  // Date.parse turns 30 February into 2 March. The result must format back to the input.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== text.slice(0, 19) ? undefined : ms;
};

/** Returns the instant that `formatInstant` wrote. */
export const instantOf = (written: string): Instant => Date.parse(written);

/** Returns the time between two instants that `formatInstant` wrote, in milliseconds. */
export const lengthBetween = (start: string, end: string): number => instantOf(end) - instantOf(start);

/** The last instant that `Date` can represent. */
const LAST_INSTANT: Instant = 8_640_000_000_000_000;

/** Formats an instant as `2026-10-14T17:00:00.000Z`. A later instant than `Date` can represent becomes the last one. */
export const formatInstant = (at: Instant): string => new Date(Math.min(at, LAST_INSTANT)).toISOString();
