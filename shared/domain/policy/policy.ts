import * as z from 'zod/mini';
import { PROVIDER_STATUSES } from '../facts/facts.ts';
import {
  anyText,
  duration,
  durationOr,
  flag,
  isObject,
  localDateField,
  month,
  percentage,
  timeZone,
  whole,
  keywordField,
} from '../facts/fields.ts';
import { claim } from './claim.ts';
import { credit, positiveDuration } from './credit.ts';
import { anyAmounts, knownAmounts } from './share.ts';

/** The shape of a policy: its parameters and their defaults (`docs/rules.md §10`). */

/** The version of this shape, stored with a closed month. */
export const POLICY_SHAPE = 2;

const isoWeekday = z
  .number()
  .check(z.refine((day) => [1, 2, 3, 4, 5, 6, 7].includes(day), 'not an ISO weekday (1 is Monday, 7 is Sunday)'));

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const clockTime = (last: '23:59' | '24:00') =>
  z
    .string('not a clock time')
    .check(
      z.refine(
        (written) => CLOCK_TIME.test(written) || (last === '24:00' && written === last),
        `not a clock time from 00:00 to ${last}`,
      ),
    );

/** Daily service hours on the wall clock. `HH:MM` compares as text. */
const hours = z.strictObject({ from: clockTime('23:59'), to: clockTime('24:00') }).check(
  z.refine(({ from, to }) => !CLOCK_TIME.test(from) || to > from, {
    error: 'not after from',
    path: ['to'],
    when: ({ value }) => isObject(value),
  }),
);

const exclusions = z.prefault(
  z.strictObject({
    effect: z.prefault(keywordField(['remove', 'count-as-up']), 'remove'),
    maintenance: z.prefault(
      z.strictObject({
        minimumNotice: z.prefault(durationOr(z.strictObject({ businessDays: whole(0) })), 'PT0S'),
        emergency: z.prefault(keywordField(['downtime', 'excluded']), 'downtime'),
        maxPerMonth: z.prefault(z.nullable(duration), null),
      }),
      {},
    ),
    thirdParty: z.prefault(
      z.strictObject({
        exclude: z.prefault(flag, true),
        minimumStatus: z.prefault(keywordField(PROVIDER_STATUSES), 'partial_outage'),
      }),
      {},
    ),
  }),
  {},
);

/** A shared impact weighs each instant, so filled gaps and whole units have no meaning beside it. */
const notWithShare = <K extends 'mergeGaps' | 'wholeUnits'>(key: K, isNeutral: (value: unknown) => boolean) =>
  z.refine<{ readonly impact: unknown } & { readonly [P in K]: unknown }>(
    (value) => value.impact !== 'share' || isNeutral(value[key]),
    {
      error: 'not with "impact": "share"',
      path: [key],
      when: ({ value }) => isObject(value),
    },
  );

const downtime = z.prefault(
  z
    .strictObject({
      onset: z.prefault(keywordField(['transition', 'datapoint']), 'transition'),
      insufficientData: z.prefault(keywordField(['up', 'down', 'hold']), 'hold'),
      mergeGaps: z.prefault(duration, 'PT0S'),
      minimum: z.prefault(duration, 'PT0S'),
      wholeUnits: z.prefault(
        z.nullable(
          z.strictObject({ unit: positiveDuration('a unit of zero'), align: keywordField(['elapsed', 'clock']) }),
        ),
        null,
      ),
      impact: z.prefault(keywordField(['any', 'share']), 'any'),
    })
    .check(
      notWithShare('mergeGaps', (gap) => isObject(gap) && 'ms' in gap && gap.ms === 0),
      notWithShare('wholeUnits', (units) => units === null),
    ),
  {},
);

/** Keys that do not alter the evaluation: the contract's words, the invoice to credit, and when a version takes effect. */
const extras = {
  terms: z.optional(z.strictObject({ title: anyText, url: anyText, summary: z.array(anyText) })),
  apply: z.optional(keywordField(['incident-month', 'next-invoice'])),
  effectiveFrom: z.optional(month),
};

/** A case may have the same keys with any value. */
const ignoredExtras = {
  terms: z.optional(z.unknown()),
  apply: z.optional(z.unknown()),
  effectiveFrom: z.optional(z.unknown()),
};

const serviceTime = {
  excludeWeekdays: z.prefault(z.array(isoWeekday), []),
  hours: z.prefault(z.nullable(hours), null),
};

const dates = z.array(localDateField);

const calendarOfDates = z.prefault(z.strictObject({ ...serviceTime, holidays: z.prefault(dates, []) }), {});

const country = z.strictObject({ country: z.string().check(z.regex(/^[A-Z]{2}$/, 'not a country code (US)')) });

const configuredCalendar = z.prefault(
  z.strictObject({
    ...serviceTime,
    holidays: z.prefault(z.union([dates, country], 'neither a list of dates nor {"country": "US"}'), []),
  }),
  {},
);

const policyWith = <C extends z.core.SomeType, X extends z.core.$ZodLooseShape>(
  calendar: C,
  amounts: typeof anyAmounts,
  more: X,
) =>
  z.strictObject({
    id: anyText,
    version: whole(0),
    timeZone,
    target: percentage,
    calendar,
    exclusions,
    downtime,
    claim: z.prefault(z.nullable(claim), null),
    credit,
    gate: z.prefault(keywordField(['none', 'below-target']), 'none'),
    caps: z.prefault(z.array(amounts.cap), []),
    payableAbove: z.prefault(z.nullable(amounts.amount), null),
    availabilityDecimals: z.prefault(
      z.nullable(whole(0).check(z.refine((n) => n <= 6 || !Number.isSafeInteger(n), 'above 6'))),
      null,
    ),
    ...more,
  });

/** A policy with its holidays as dates. */
export const policy = policyWith(calendarOfDates, anyAmounts, extras);
export type Policy = z.output<typeof policy>;

/** The policy of a case. */
export const casePolicy = policyWith(calendarOfDates, anyAmounts, ignoredExtras);

/** A policy as an operator writes it: holidays may also be a country's (`{"country": "US"}`), and currencies are ISO 4217 codes. */
export const configuredPolicy = policyWith(configuredCalendar, knownAmounts, extras);
export type PolicyInput = z.input<typeof configuredPolicy>;
