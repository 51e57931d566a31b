import { describe, expect, it } from 'vitest';
import { closingInstant } from '../../../shared/config/schedule.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { localInstant } from '../../../shared/domain/time/calendar.ts';
import { plainSummary } from '../../../shared/domain/policy/presets/plain-summary.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { resolvePolicy } from '../../../shared/config/resolve-policy.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';

const losAngeles = 'America/Los_Angeles';
const config = loadConfig({
  policies: {
    'short-form-sla': shortFormSla,
    'plain-summary': { ...plainSummary, calendar: { excludeWeekdays: [7], holidays: ['2050-05-01'] } },
  },
  defaultPolicy: 'short-form-sla',
  providers: {},
  components: {},
  closing: { day: 2, hour: 12 },
});

/** From midnight to midnight in Los Angeles. */
const between = (from: string, to: string) => ({
  start: localInstant(losAngeles, from),
  end: localInstant(losAngeles, to),
});

describe('resolvePolicy', () => {
  it('replaces a country by its holidays, observed days included', () => {
    const resolved = resolvePolicy(config, 'short-form-sla', '2028-11', () => between('2028-11-01', '2028-12-01'));
    expect(resolved).toEqual({
      ...config.policies['short-form-sla']?.[0],
      calendar: { excludeWeekdays: [6, 7], hours: null, holidays: ['2028-11-10', '2028-11-11', '2028-11-23'] },
    });
  });

  it('keeps given dates in every window', () => {
    const resolved = resolvePolicy(config, 'plain-summary', '2049-01', () => between('2049-01-01', '2049-02-01'));
    expect(resolved.calendar).toEqual({ excludeWeekdays: [7], hours: null, holidays: ['2050-05-01'] });
  });

  it('uses local days of the policy’s zone, without the window’s end', () => {
    const { calendar } = resolvePolicy(config, 'short-form-sla', '2026-07', () => between('2026-07-04', '2026-09-07'));
    expect(calendar.holidays).toEqual(['2026-07-04']);
  });

  it('covers the business days of maintenance and claims', () => {
    const { policies } = loadConfig({
      policies: {
        'short-form-sla': {
          ...shortFormSla,
          exclusions: { maintenance: { minimumNotice: { businessDays: 5 } } },
          claim: { steps: [{ step: 'claim', within: { businessDays: 10 }, after: 'month-end' }] },
        },
      },
      defaultPolicy: 'short-form-sla',
      providers: {},
      components: {},
      closing: { day: 2, hour: 12 },
    });
    const { calendar } = resolvePolicy({ policies }, 'short-form-sla', '2028-11', () =>
      between('2028-11-01', '2028-12-01'),
    );
    expect(calendar.holidays).toEqual([
      '2028-10-09',
      '2028-11-10',
      '2028-11-11',
      '2028-11-23',
      '2028-12-25',
      '2029-01-01',
    ]);
  });

  it('accepts a window that ends with the table', () => {
    expect(() =>
      resolvePolicy(config, 'short-form-sla', '2020-01', () => between('2020-01-01', '2041-01-01')),
    ).not.toThrow();
  });

  it.each([
    { edge: 'a millisecond before', start: -1, end: 0, days: '2019-12-31 to 2020-12-31' },
    { edge: 'a millisecond after', start: 0, end: 1, days: '2020-01-01 to 2041-01-01' },
  ])('rejects a window that begins or ends $edge the table', ({ start, end, days }) => {
    const window = between('2020-01-01', end === 0 ? '2021-01-01' : '2041-01-01');
    expect(() =>
      resolvePolicy(config, 'short-form-sla', '2020-01', () => ({
        start: window.start + start,
        end: window.end + end,
      })),
    ).toThrow(
      new InvalidInput([
        {
          at: 'policies.short-form-sla.calendar.holidays',
          rule: `the table of holidays (2020-01-01 to 2040-12-31) does not cover all of ${days}`,
          value: '{"country":"US"}',
        },
      ]),
    );
  });

  it.each(['gold', 'constructor'])('rejects the unknown policy %j', (id) => {
    expect(() => resolvePolicy(config, id, '2026-10', () => between('2026-10-01', '2026-11-01'))).toThrow(
      new InvalidInput([{ at: 'policy', rule: 'not a configured policy', value: id }]),
    );
  });
});

describe('closingInstant', () => {
  it.each([
    { month: '2026-10', at: '2026-11-02T20:00:00.000Z', why: 'winter time' },
    { month: '2026-09', at: '2026-10-02T19:00:00.000Z', why: 'summer time' },
    { month: '2026-12', at: '2027-01-02T20:00:00.000Z', why: 'the next year' },
  ])('returns $at for $month ($why)', ({ month, at }) => {
    expect(new Date(closingInstant(config.closing, month)).toISOString()).toBe(at);
  });
});
