import * as z from 'zod/mini';
import { formatInstant, type Instant, parseInstant } from '../domain/time/instant.ts';
import { MINUTE_MS } from '../lib/time-units.ts';

/** ISO 8601 to the second or finer, with `Z`, `+0000` or `+00:00` (CloudWatch, EventBridge, Statuspage). */
const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})$/;

/** RFC 1123 (AWS Health). The weekday is not checked: sample events of AWS have wrong ones. */
const RFC_1123 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) (GMT|[+-]\d{4})$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const OFFSET = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

/**
 * Parses an instant in a source's format; fractions of a millisecond are cut off.
 * Returns undefined for a date, hour or offset that does not exist, and for text without an offset.
 * A year must have four digits in UTC.
 */
export const parseSourceInstant = (written: string): Instant | undefined => {
  const { wall, zone } = isoParts(written) ?? rfc1123Parts(written) ?? {};
  const shown = wall === undefined ? undefined : parseInstant(wall);
  const offset = zone === undefined ? undefined : offsetOf(zone);
  if (shown === undefined || offset === undefined) return undefined;
  return parseInstant(formatInstant(shown - offset));
};

/** A local time written as if it were UTC, and its offset. */
type Parts = { readonly wall: string; readonly zone: string };

const isoParts = (written: string): Parts | undefined => {
  const [, seconds, fraction = '', zone] = ISO.exec(written) ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  return { wall: `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`, zone };
};

const rfc1123Parts = (written: string): Parts | undefined => {
  const [, day, name, year, time, zone] = RFC_1123.exec(written) ?? [];
  if (day === undefined || name === undefined || zone === undefined) return undefined;
  const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
  return { wall: `${year}-${month}-${day.padStart(2, '0')}T${time}Z`, zone };
};

/** Returns an offset from UTC in ms. */
const offsetOf = (zone: string): number | undefined => {
  if (zone === 'Z' || zone === 'GMT') return 0;
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
};

/** An instant in a source's format, parsed to ms since the epoch. */
export const sourceInstant = z.pipe(
  z.string('not an instant'),
  z.transform((written, context): Instant => {
    const at = parseSourceInstant(written);
    if (at !== undefined) return at;
    context.issues.push({
      code: 'custom',
      message: 'not an instant (2026-10-14T17:00:00.000+0000, Wed, 14 Oct 2026 17:00:00 GMT)',
      input: written,
    });
    return z.NEVER;
  }),
);
