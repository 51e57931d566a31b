import * as z from 'zod/mini';
import { type Duration, parseDuration } from '../time/duration.ts';
import { formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import { type Percentage, parsePercentage } from '../money/percentage.ts';
import { isZoneName } from '../time/zones.ts';

/**
 * The fields that facts, policies and customers are made of. Each is one zod schema whose message is the rule in words,
 * as section 10 of the rules asks ("every fault: the place, the rule, the value"); what is no text says so by itself.
 */

/** Any text: what the rules take as a name or a reason, they only compare. */
export const anyText = z.string();

const wellFormed = z.refine<string>((written) => written.isWellFormed(), 'half a character (a lone surrogate)');

/** Text that is not empty, and that UTF-8 can carry: what the doors take. */
export const text = z.string().check(z.minLength(1, 'empty'), wellFormed);

/** Text that becomes a part of a key, or of a fact's id: at most so many bytes of UTF-8. */
export const keyText = (most: number) =>
  text.check(z.refine((written) => utf8Length(written) <= most, `longer than ${most} bytes`));

/** How long a text is in UTF-8. (The rules import nothing of Node's, which could tell.) */
export const utf8Length = (written: string): number => new TextEncoder().encode(written).length;

export const flag = z.boolean('neither true nor false');

/** One of a list of words. */
export const keywordField = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `not one of ${words.join(', ')}`);

/** An instant in UTC with `Z`, to the millisecond; milliseconds inside. */
export const instant = z.codec(z.string('not an instant'), z.number(), {
  decode: (written, context) => {
    const at = parseInstant(written);
    if (at !== undefined) return at;
    context.issues.push({
      code: 'custom',
      message: 'not an instant in UTC (2026-10-14T17:00:00.000Z)',
      input: written,
    });
    return z.NEVER;
  },
  encode: formatInstant,
});

/** An ISO 8601 duration of whole days (of 24 hours), hours, minutes and seconds; milliseconds inside. */
export const duration = z.codec(z.string('not a duration'), z.custom<Duration>(), {
  decode: (written, context) => {
    const read = parseDuration(written);
    if (read !== undefined) return read;
    context.issues.push({
      code: 'custom',
      message: 'not a duration in whole days, hours, minutes and seconds (PT24H)',
      input: written,
    });
    return z.NEVER;
  },
  encode: ({ written }) => written,
});

/** A whole number of at least `least`, within what JSON carries exactly. (No check aborts: it would silence those around it.) */
export const whole = (least: number) =>
  z.number('not a number').check(
    z.refine(Number.isSafeInteger, 'not a whole number that JSON carries exactly'),
    z.refine((n) => n >= least || !Number.isSafeInteger(n), least === 0 ? 'below zero' : `below ${least}`),
  );

/** A local date that exists, `2026-10-14`. */
export const localDateField = z
  .string('not a date')
  .check(z.refine((date) => parseInstant(`${date}T00:00:00Z`) !== undefined, 'not a date (2026-10-14)'));

/** A calendar month, `2026-10`. */
export const month = z.string('not a month').check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'not a month (2026-10)'));

/** A customer's id: 1 to 100 of `A-Z a-z 0-9 . _ -` (semantics, section 10). */
export const customerId = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,100}$/, 'not 1 to 100 of A-Z a-z 0-9 . _ -'));

/** A decimal percentage from 0 to 100, written as text so that no digit is lost. */
export const percentage = z.codec(z.string('not a percentage'), z.custom<Percentage>(), {
  decode: (written, context) => {
    const read = parsePercentage(written);
    if (read !== undefined) return read;
    context.issues.push({ code: 'custom', message: 'not a decimal from 0 to 100 ("99.9")', input: written });
    return z.NEVER;
  },
  encode: ({ written }) => written,
});

/** The IANA name of a time zone, letter for letter. */
export const timeZone = z
  .string('not a time zone')
  .check(z.refine(isZoneName, 'not an IANA time zone (America/Los_Angeles)'));

/**
 * Of two instants in conflict, the later field is at fault. Compared wherever both could be read, whatever else is wrong;
 * one that is left out is in conflict with nothing.
 */
export const later = <A extends string, B extends string>(
  first: A,
  second: B,
  rule: string,
  holds: (first: Instant, second: Instant) => boolean,
) =>
  z.refine<{ [K in A | B]?: Instant | undefined }>(
    (value) => {
      const [a, b] = [value[first], value[second]];
      return typeof a !== 'number' || typeof b !== 'number' || holds(a, b);
    },
    {
      error: rule,
      path: [second],
      when: ({ value, issues }) =>
        typeof value === 'object' &&
        value !== null &&
        !issues.some(({ path = [] }) => path[0] === first || path[0] === second),
    },
  );
