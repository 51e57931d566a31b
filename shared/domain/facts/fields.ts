import * as z from 'zod/mini';
import { CURRENCIES } from '../money/currency.ts';
import { type Impact, parseImpact } from '../money/impact.ts';
import { type Percentage, parsePercentage } from '../money/percentage.ts';
import { type Duration, parseDuration } from '../time/duration.ts';
import { formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import { isZoneName } from '../time/zones.ts';

/**
 * The fields of facts, policies and customers. Each is one zod schema; its message is the broken rule in words.
 * A value of the wrong type has its own message.
 */

/** Any text. The rules only compare names and reasons. */
export const anyText = z.string();

const wellFormed = z.refine<string>((written) => written.isWellFormed(), 'half a character (a lone surrogate)');

/** Text that is not empty and that UTF-8 can encode, as entry points accept it. */
export const text = z.string().check(z.minLength(1, 'empty'), wellFormed);

/** Text that becomes a part of a key or of a fact's id: at most `most` bytes of UTF-8. */
export const keyText = (most: number) =>
  text.check(z.refine((written) => utf8Length(written) <= most, `longer than ${most} bytes`));

/** Returns the length of a text in bytes of UTF-8. */
export const utf8Length = (written: string): number => new TextEncoder().encode(written).length;

/** A currency as entry points and the configuration accept it. */
export const currencyCode = text.check(z.refine((code) => CURRENCIES.has(code), 'not an ISO 4217 code'));

export const flag = z.boolean('neither true nor false');

/** Text that must be one of a list of words. */
export const keywordField = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `not one of ${words.join(', ')}`);

/** Text that `parse` turns into a value; the value keeps its text. */
const written = <T extends { readonly written: string }>(
  type: string,
  rule: string,
  parse: (written: string) => T | undefined,
) =>
  z.codec(z.string(type), z.custom<T>(), {
    decode: (text, context) => {
      const parsed = parse(text);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: 'custom', message: rule, input: text });
      return z.NEVER;
    },
    encode: ({ written: text }) => text,
  });

/** An instant in UTC with `Z`, to the millisecond; a number of milliseconds once decoded. */
export const instantField = z.codec(z.string('not an instant'), z.number(), {
  decode: (text, context) => {
    const at = parseInstant(text);
    if (at !== undefined) return at;
    context.issues.push({ code: 'custom', message: 'not an instant in UTC (2026-10-14T17:00:00.000Z)', input: text });
    return z.NEVER;
  },
  encode: formatInstant,
});

/** An ISO 8601 duration of whole days (of 24 hours), hours, minutes and seconds. */
export const duration = written<Duration>(
  'not a duration',
  'not a duration in whole days, hours, minutes and seconds (PT24H)',
  parseDuration,
);

/** A decimal percentage from 0 to 100 as text, so that no digit is lost. */
export const percentage = written<Percentage>(
  'not a percentage',
  'not a decimal from 0 to 100 ("99.9")',
  parsePercentage,
);

/** The share of users or requests that a downtime affects. */
export const impact = written<Impact>(
  'not a percentage',
  'not a percentage above 0 to 100 with at most two decimals ("40")',
  parseImpact,
);

/** A whole number of at least `least` that a number holds exactly. No check aborts, so that other checks still report. */
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

/** The id of a customer or of a service: 1 to 100 of `A-Z a-z 0-9 . _ -`. */
export const customerId = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,100}$/, 'not 1 to 100 of A-Z a-z 0-9 . _ -'));

/** The IANA name of a time zone, letter for letter. */
export const timeZone = z
  .string('not a time zone')
  .check(z.refine(isZoneName, 'not an IANA time zone (America/Los_Angeles)'));

/** Whether a value is an object. Checks across keys run on one beside its other faults. */
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Reports the later field of two instants that conflict. They are compared wherever both were parsed, beside any other fault.
 * A missing instant conflicts with nothing.
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
        isObject(value) && !issues.some(({ path = [] }) => path[0] === first || path[0] === second),
    },
  );

/** Decodes an input with a schema inside a codec, so that each fault names its own place. A union would report one for the whole. */
export const decodeWith = <S extends z.core.$ZodType>(
  schema: S,
  input: unknown,
  context: z.core.ParsePayload,
): z.output<S> => {
  const result = z.safeParse(schema, input);
  if (result.success) return result.data;
  for (const issue of result.error.issues) context.issues.push({ ...issue, input: undefined });
  return z.NEVER;
};

const isDuration = (value: object): value is Duration => 'ms' in value;

/** A duration, or a count by the calendar such as `{"businessDays": 5}`. */
export const durationOr = <T extends object>(counted: z.core.$ZodType<T, T>) =>
  z.codec(z.custom<string | T>(), z.custom<Duration | T>(), {
    decode: (input, context) => decodeWith(isObject(input) ? counted : duration, input, context),
    encode: (value) => (isDuration(value) ? value.written : value),
  });
