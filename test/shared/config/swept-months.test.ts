import { expect, test } from 'vitest';
import { sweptMonths } from '../../../shared/config/schedule.ts';
import { claimDeadline } from '../../../shared/domain/policy/claim-deadline.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { addMonths, localDate, monthInterval } from '../../../shared/domain/time/calendar.ts';
import { holidaysBetween } from '../../../shared/domain/time/holidays.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { DAY_MS } from '../../../shared/lib/time-units.ts';
import { aClaim, aPolicy, type ClaimJson } from '../../support/builders/month-builder.ts';

type StepJson = ClaimJson['steps'][number];

const policyWith = (step: Omit<StepJson, 'step'>, change: Partial<ClaimJson> = {}) =>
  parse(
    policy,
    aPolicy({
      calendar: { holidays: holidaysBetween('US', '2026-01-01', '2030-12-31') ?? [] },
      claim: aClaim({ steps: [{ step: 'claim', ...step }], ...change }),
    }),
  );

test('a sweep covers at least three months', () => {
  expect(sweptMonths([])).toBe(3);
  expect(sweptMonths([parse(policy, aPolicy())])).toBe(3);
  expect(sweptMonths([policyWith({ within: 'PT24H', after: 'outage-end' })])).toBe(3);
});

test('the longest claim of any policy decides', () => {
  const short = policyWith({ within: 'P1D', after: 'outage-end' });
  const long = policyWith({ within: { months: 6 }, after: 'month-end' });
  expect(sweptMonths([short, long])).toBe(8);
});

test('a claim without a deadline is swept for three years', () => {
  expect(sweptMonths([policyWith({ within: { days: 1_000_000 }, after: 'month-end' })])).toBe(36);
  const covers = { covers: 'month', accrual: 'outage-start' } as const;
  expect(sweptMonths([policyWith({ within: 'P30D', after: 'recognition' }, covers)])).toBe(36);
});

test.each<StepJson['within']>([
  'PT24H',
  'P30D',
  'P60D',
  'P180D',
  { days: 30 },
  { days: 90 },
  { businessDays: 5 },
  { businessDays: 30 },
  { businessDays: 120 },
  { months: 1 },
  { months: 2 },
  { months: 12 },
])('the sweep after the deadline %j still covers the month', (within) => {
  const one = policyWith({ within, after: 'outage-end' });
  const [step] = one.claim?.steps ?? [];
  if (step === undefined) throw new Error('the policy has a step');
  for (let months = 0; months < 24; months += 1) {
    const month = addMonths('2026-01', months);
    const interval = monthInterval(month, 'UTC');
    const end = interval.end + 20 * DAY_MS;
    const deadline = claimDeadline(step, { start: interval.start, end }, end, { month, interval, policy: one });
    const current = localDate('UTC', deadline + DAY_MS).slice(0, 7);
    expect(addMonths(current, -sweptMonths([one])) <= month).toBe(true);
  }
});
