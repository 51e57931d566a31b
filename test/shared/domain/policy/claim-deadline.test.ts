import { describe, expect, test } from 'vitest';
import type { ClaimStep, TimeLimit } from '../../../../shared/domain/policy/claim.ts';
import { claimDeadline } from '../../../../shared/domain/policy/claim-deadline.ts';
import { monthInterval } from '../../../../shared/domain/time/calendar.ts';

const ZONE = 'America/Los_Angeles';
const at = (text: string): number => Date.parse(text);
const context = (month = '2026-10') => ({
  month,
  interval: monthInterval(month, ZONE),
  policy: { timeZone: ZONE, calendar: { excludeWeekdays: [1], holidays: ['2026-10-12'], hours: null } },
});
/** An outage of Friday, 9 October 2026, 23:00 to midnight in Los Angeles. */
const OUTAGE = { start: at('2026-10-10T06:00:00Z'), end: at('2026-10-10T07:00:00Z') };
const RECOGNISED = at('2026-10-10T06:30:00Z');
const deadline = (after: ClaimStep['after'], within: TimeLimit): string =>
  new Date(claimDeadline({ step: 'notice', after, within }, OUTAGE, RECOGNISED, context())).toISOString();

const hour: TimeLimit = { ms: 3_600_000, written: 'PT1H' };

describe('a deadline by duration runs', () => {
  test.each([
    ['outage-start', '2026-10-10T07:00:00.000Z'],
    ['outage-end', '2026-10-10T08:00:00.000Z'],
    ['recognition', '2026-10-10T07:30:00.000Z'],
    ['month-end', '2026-11-01T08:00:00.000Z'],
  ] as const)('from %s to %s', (after, expected) => {
    expect(deadline(after, hour)).toBe(expected);
  });
});

describe('a deadline by the calendar is the last millisecond', () => {
  test.each<[string, ClaimStep['after'], TimeLimit, string]>([
    ['of the day itself', 'outage-start', { days: 0 }, '2026-10-10T06:59:59.999Z'],
    ['of the new day at midnight', 'outage-end', { days: 0 }, '2026-10-11T06:59:59.999Z'],
    ['of the day n days later', 'recognition', { days: 2 }, '2026-10-12T06:59:59.999Z'],
    ['of days after the last day of the month', 'month-end', { days: 1 }, '2026-11-02T07:59:59.999Z'],
    ['of a business day, past weekend and holiday', 'outage-start', { businessDays: 1 }, '2026-10-14T06:59:59.999Z'],
    ['of the day itself for no business day', 'outage-end', { businessDays: 0 }, '2026-10-11T06:59:59.999Z'],
    ['of the same month', 'outage-end', { months: 0 }, '2026-11-01T06:59:59.999Z'],
    ['of a later month', 'month-end', { months: 1 }, '2026-12-01T07:59:59.999Z'],
  ])('%s', (_, after, within, expected) => {
    expect(deadline(after, within)).toBe(expected);
  });

  test.each([{ days: 100_001 }, { businessDays: 100_001 }, { months: 100_001 }])('never comes for %j', (within) => {
    const step = { step: 'notice', after: 'outage-end', within } as const;
    expect(claimDeadline(step, OUTAGE, RECOGNISED, context())).toBe(Infinity);
  });

  test('comes for the largest count', () => {
    const step = { step: 'notice', after: 'outage-end', within: { days: 100_000 } } as const;
    expect(claimDeadline(step, OUTAGE, RECOGNISED, context())).toBeLessThan(Infinity);
  });
});
