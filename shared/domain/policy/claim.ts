import * as z from 'zod/mini';
import { CLAIM_STEPS } from '../facts/facts.ts';
import { duration, durationOr, isObject, whole, keywordField } from '../facts/fields.ts';

/** The ends from which the time for a step of a claim runs. */
const ANCHORS = ['outage-start', 'outage-end', 'recognition', 'month-end'] as const;
export type ClaimAnchor = (typeof ANCHORS)[number];

/** A time limit by the calendar: exactly one of the counts. */
const calendarLimit = z
  .strictObject({ days: z.optional(whole(0)), businessDays: z.optional(whole(0)), months: z.optional(whole(0)) })
  .check(
    z.refine((value) => ['days', 'businessDays', 'months'].filter((key) => key in value).length === 1, {
      error: 'not one of a duration, {"days": n}, {"businessDays": n}, {"months": n}',
      when: ({ value }) => isObject(value),
    }),
  );

const step = z.strictObject({
  step: keywordField(CLAIM_STEPS),
  within: durationOr(calendarLimit),
  after: keywordField(ANCHORS),
});
export type ClaimStep = z.output<typeof step>;
export type TimeLimit = ClaimStep['within'];

const nameOf = (one: unknown): unknown => (isObject(one) && 'step' in one ? one.step : undefined);

const namedOnce = z.check<readonly unknown[]>(
  ({ value, issues }) => {
    const again = value.findIndex((one, i) => {
      const name = nameOf(one);
      return CLAIM_STEPS.some((known) => known === name) && value.slice(0, i).some((other) => nameOf(other) === name);
    });
    if (again > 0)
      issues.push({ code: 'custom', message: 'a step twice', path: [again], input: value, continue: true });
  },
  { when: ({ value }) => Array.isArray(value) },
);

/** How a customer claims credit for an outage (`docs/rules.md §5`). */
export const claim = z
  .strictObject({
    accrual: z.prefault(keywordField(['recognition', 'outage-start']), 'recognition'),
    covers: z.prefault(keywordField(['overlapping', 'outage', 'month']), 'overlapping'),
    leadTolerance: z.prefault(duration, 'PT0S'),
    steps: z.array(step).check(z.minLength(1, 'no steps'), namedOnce),
  })
  .check(
    z.refine(({ accrual, covers }) => covers !== 'month' || accrual !== 'recognition', {
      error: 'not with "covers": "month"',
      path: ['accrual'],
      when: ({ value }) => isObject(value),
    }),
  );
export type Claim = z.output<typeof claim>;
