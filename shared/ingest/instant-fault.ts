import * as z from 'zod/mini';
import { formatInstant, parseInstant } from '../domain/time/instant.ts';

const EXPECTED = 'not an instant in UTC (2026-10-14T17:00:00.000Z)';

const WRITTEN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Returns the rule that a text breaks which is no instant. It names the cause that help desks and libraries share:
 * digits finer than a millisecond, an offset, or no zone. If the instant is clear, the rule contains it in UTC.
 */
export const instantFault = (text: string): string => {
  const [, date, time = '', fraction = '', zone] = WRITTEN.exec(text) ?? [];
  if (date === undefined) return EXPECTED;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const shown = parseInstant(`${date}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (shown === undefined) return EXPECTED;
  if (zone === undefined) return `${EXPECTED}: it has no time zone`;
  const utc = formatInstant(shown - offsetMs(zone));
  if (fraction.length > 3) return `${EXPECTED}: finer than a millisecond, write ${utc}`;
  return `${EXPECTED}: ${/^z$/i.test(zone) ? '' : 'it has an offset, '}write ${utc}`;
};

const offsetMs = (zone: string): number => {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};

/** An instant in UTC with `Z` in a caller's body. A rejection names the cause. */
export const bodyInstant = z.codec(z.string('not an instant'), z.number(), {
  decode: (written, context) => {
    const at = parseInstant(written);
    if (at !== undefined) return at;
    context.issues.push({ code: 'custom', message: instantFault(written), input: written });
    return z.NEVER;
  },
  encode: formatInstant,
});
