import * as z from 'zod/mini';
import { PROVIDER_STATUSES } from '../facts/facts.ts';
import { anyText, duration, flag, localDateField, percentage, timeZone, whole, keywordField } from '../facts/fields.ts';

/** The most that a month's credit can be: a number of days' fees, or basis points of the month's (clause 7). */
const cap = z.nullable(
  z.strictObject({ serviceFeeDays: z.optional(whole(0)), bps: z.optional(whole(0)) }).check(
    z.refine(({ serviceFeeDays, bps }) => (serviceFeeDays === undefined) !== (bps === undefined), {
      error: 'not one of {"serviceFeeDays": n}, {"bps": n}',
      when: ({ value }) => typeof value === 'object' && value !== null,
    }),
  ),
);

const limit = z.nullable(whole(0));

/** Clause 4: each downtime longer than `longerThan` earns `rateBps` for each whole `block`. */
const perPeriod = z.strictObject({
  kind: z.literal('per-period'),
  longerThan: duration,
  block: duration.check(z.refine(({ ms }) => ms > 0, 'a block of zero')),
  rateBps: whole(0),
  maxPerDay: limit,
  maxPerMonth: limit,
  cap,
});

/** The rate is that of the tier that the month's availability fell under (the cloud providers' kind of SLA). */
const tiers = z.strictObject({
  kind: z.literal('tiers'),
  tiers: z.array(z.strictObject({ below: percentage, rateBps: whole(0) })),
  cap,
});

/** The share of the month that was down, times `multiplier`. */
const proportional = z.strictObject({ kind: z.literal('proportional'), multiplier: whole(1), cap });

const isoWeekday = z
  .number()
  .check(z.refine((day) => [1, 2, 3, 4, 5, 6, 7].includes(day), 'not an ISO weekday (1 is Monday, 7 is Sunday)'));

const policyWith = <H extends z.core.SomeType>(holidays: H) =>
  z.strictObject({
    id: anyText,
    version: whole(0),
    timeZone,
    target: percentage,
    calendar: z.strictObject({ excludeWeekdays: z.array(isoWeekday), holidays }),
    maintenance: z.strictObject({ requireAdvanceNotice: flag }),
    thirdParty: z.strictObject({ exclude: flag, minimumStatus: keywordField(PROVIDER_STATUSES) }),
    insufficientData: keywordField(['up', 'down', 'hold']),
    mergeGaps: duration,
    minimumPeriod: duration,
    onset: keywordField(['transition', 'datapoint']),
    gate: keywordField(['none', 'below-target']),
    notice: z.strictObject({
      required: flag,
      within: duration,
      from: keywordField(['start', 'end', 'month-end']),
      leadTolerance: duration,
    }),
    credit: z.discriminatedUnion('kind', [perPeriod, tiers, proportional]),
  });

const dates = z.array(localDateField);

/** A policy: every number of the clause as a parameter (semantics, section 1), its holidays as dates. */
export const policy = policyWith(dates);
export type Policy = z.output<typeof policy>;
export type Credit = Policy['credit'];
export type Cap = Credit['cap'];
export type PerPeriod = Extract<Credit, { kind: 'per-period' }>;

/** A policy as an operator writes it: its holidays may also be a country's (`{"country": "US"}`). */
export const configuredPolicy = policyWith(
  z.union(
    [dates, z.strictObject({ country: z.string().check(z.regex(/^[A-Z]{2}$/, 'not a country code (US)')) })],
    'neither a list of dates nor {"country": "US"}',
  ),
);
export type PolicyInput = z.input<typeof configuredPolicy>;

/** The contract's Short Form SLA, which binds: the default. */
export const shortFormSla = {
  id: 'short-form-sla',
  version: 1,
  timeZone: 'America/Los_Angeles',
  target: '99.9',
  calendar: { excludeWeekdays: [6, 7], holidays: { country: 'US' } },
  maintenance: { requireAdvanceNotice: true },
  thirdParty: { exclude: true, minimumStatus: 'partial_outage' },
  insufficientData: 'hold',
  mergeGaps: 'PT0S',
  minimumPeriod: 'PT0S',
  onset: 'transition',
  gate: 'none',
  notice: { required: true, within: 'PT24H', from: 'end', leadTolerance: 'PT1H' },
  credit: {
    kind: 'per-period',
    longerThan: 'PT1H',
    block: 'PT30M',
    rateBps: 500,
    maxPerDay: 1,
    maxPerMonth: null,
    cap: { serviceFeeDays: 7 },
  },
} as const satisfies PolicyInput;

/** The contract's plain summary: the friendlier reading, for an operator who wants to honour it. */
export const plainSummary = {
  ...shortFormSla,
  id: 'plain-summary',
  calendar: { excludeWeekdays: [], holidays: [] },
  notice: { ...shortFormSla.notice, required: false },
  credit: { ...shortFormSla.credit, longerThan: 'PT30M', maxPerDay: null, maxPerMonth: 1 },
} as const satisfies PolicyInput;
