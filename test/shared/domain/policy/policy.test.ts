import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { configuredPolicy, plainSummary, policy, shortFormSla } from '../../../../shared/domain/policy/policy.ts';
import { type Fault, parse, InvalidInput } from '../../../../shared/lib/validation.ts';

const contract = { ...shortFormSla, calendar: { excludeWeekdays: [6, 7], holidays: ['2026-11-26'] } };

const faultsIn = (value: unknown, schema: z.core.$ZodType = policy): readonly Fault[] => {
  try {
    parse(schema, value);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
};

const credit = (change: object) => ({ ...contract, credit: { ...contract.credit, ...change } });
const notice = (change: object) => ({ ...contract, notice: { ...contract.notice, ...change } });
const calendar = (change: object) => ({ ...contract, calendar: { ...contract.calendar, ...change } });
const tiers = (change: object) => ({
  ...contract,
  credit: { kind: 'tiers', tiers: [{ below: '99.9', rateBps: 1000 }], cap: null, ...change },
});
const proportional = (multiplier: unknown) => ({
  ...contract,
  credit: { kind: 'proportional', multiplier, cap: null },
});

describe('the presets', () => {
  it('short-form-sla has the numbers of the contract', () => {
    expect(parse(configuredPolicy, shortFormSla)).toMatchObject({
      timeZone: 'America/Los_Angeles',
      target: { numerator: 999n, denominator: 1000n },
      calendar: { excludeWeekdays: [6, 7], holidays: { country: 'US' } },
      notice: { required: true, within: { ms: 24 * 3_600_000 }, from: 'end', leadTolerance: { ms: 3_600_000 } },
      credit: {
        longerThan: { ms: 3_600_000 },
        block: { ms: 1_800_000 },
        rateBps: 500,
        maxPerDay: 1,
        maxPerMonth: null,
        cap: { serviceFeeDays: 7 },
      },
    });
  });

  it('plain-summary is longer than 30 minutes, once a month, without notice or calendar', () => {
    expect(parse(configuredPolicy, plainSummary)).toMatchObject({
      id: 'plain-summary',
      calendar: { excludeWeekdays: [], holidays: [] },
      notice: { required: false },
      credit: {
        longerThan: { ms: 1_800_000 },
        block: { ms: 1_800_000 },
        rateBps: 500,
        maxPerDay: null,
        maxPerMonth: 1,
      },
    });
  });

  it.each([shortFormSla, plainSummary])('$id is given back as it was written', (preset) => {
    expect(z.encode(configuredPolicy, parse(configuredPolicy, preset))).toEqual(preset);
  });
});

describe('a policy', () => {
  it.each(Object.keys(contract))('is refused without %s', (key) => {
    const rest = Object.fromEntries(Object.entries(contract).filter(([name]) => name !== key));
    expect(faultsIn(rest)).toEqual([{ at: key, rule: 'missing' }]);
  });

  it.each([
    { at: 'grace', value: { ...contract, grace: 'PT5M' } },
    { at: 'notice.by', value: notice({ by: 'email' }) },
    { at: 'credit.maxPerYear', value: credit({ maxPerYear: 12 }) },
    { at: 'calendar.weekends', value: calendar({ weekends: true }) },
  ])('is refused with a key that is not known ($at)', ({ at, value }) => {
    expect(faultsIn(value).map((fault) => ({ at: fault.at, rule: fault.rule }))).toEqual([
      { at, rule: 'not a known key' },
    ]);
  });

  it.each([
    { at: 'id', value: { ...contract, id: 7 } },
    { at: 'version', value: { ...contract, version: 1.5 } },
    { at: 'timeZone', value: { ...contract, timeZone: 'America/los_angeles' } },
    { at: 'target', value: { ...contract, target: 99.9 } },
    { at: 'target', value: { ...contract, target: '100.1' } },
    { at: 'target', value: { ...contract, target: '-1' } },
    { at: 'target', value: { ...contract, target: '9e1' } },
    { at: 'calendar.excludeWeekdays[1]', value: calendar({ excludeWeekdays: [7, 0] }) },
    { at: 'calendar.excludeWeekdays[0]', value: calendar({ excludeWeekdays: [8] }) },
    { at: 'calendar.excludeWeekdays[0]', value: calendar({ excludeWeekdays: ['saturday'] }) },
    { at: 'calendar.holidays[1]', value: calendar({ holidays: ['2026-12-25', '2026-02-30'] }) },
    { at: 'calendar.holidays[0]', value: calendar({ holidays: ['25.12.2026'] }) },
    { at: 'calendar.holidays', value: calendar({ holidays: { country: 'US' } }) },
    { at: 'thirdParty.minimumStatus', value: { ...contract, thirdParty: { exclude: true, minimumStatus: 'down' } } },
    { at: 'insufficientData', value: { ...contract, insufficientData: 'ignore' } },
    { at: 'mergeGaps', value: { ...contract, mergeGaps: '-PT5M' } },
    { at: 'mergeGaps', value: { ...contract, mergeGaps: 300 } },
    { at: 'minimumPeriod', value: { ...contract, minimumPeriod: 'P1M' } },
    { at: 'minimumPeriod', value: { ...contract, minimumPeriod: 'PT1.5H' } },
    { at: 'onset', value: { ...contract, onset: 'first' } },
    { at: 'gate', value: { ...contract, gate: true } },
    { at: 'notice.required', value: notice({ required: 'yes' }) },
    { at: 'notice.within', value: notice({ within: 'P1W' }) },
    { at: 'notice.from', value: notice({ from: 'recognition' }) },
    { at: 'credit.kind', value: credit({ kind: 'flat' }) },
    { at: 'credit.block', value: credit({ block: 'PT0S' }) },
    { at: 'credit.rateBps', value: credit({ rateBps: -1 }) },
    { at: 'credit.rateBps', value: credit({ rateBps: 2 ** 53 }) },
    { at: 'credit.maxPerDay', value: credit({ maxPerDay: -1 }) },
    { at: 'credit.maxPerMonth', value: credit({ maxPerMonth: 0.5 }) },
    { at: 'credit.cap.bps', value: credit({ cap: { bps: -1 } }) },
    { at: 'credit.cap', value: credit({ cap: {} }) },
    { at: 'credit.tiers[0].below', value: tiers({ tiers: [{ below: '101', rateBps: 1 }] }) },
    { at: 'credit.tiers[0].rateBps', value: tiers({ tiers: [{ below: '99', rateBps: -1 }] }) },
    { at: 'credit.tiers', value: tiers({ tiers: 'none' }) },
    { at: 'credit.multiplier', value: proportional(0) },
    { at: 'credit.multiplier', value: proportional(1.5) },
  ])('is refused for its $at: $value', ({ at, value }) => {
    expect(faultsIn(value).map((fault) => fault.at)).toEqual([at]);
  });

  it.each([{ serviceFeeDays: 7, bps: 2500 }, { bps: 2500, serviceFeeDays: 7 }, {}])(
    'has one limit in its cap, not %o',
    (cap) => {
      expect(faultsIn(credit({ cap }))).toEqual([
        {
          at: 'credit.cap',
          rule: 'not one of {"serviceFeeDays": n}, {"bps": n}',
          value: JSON.stringify(cap),
        },
      ]);
    },
  );

  it.each([
    { why: 'no limits and no cap', value: credit({ maxPerDay: null, maxPerMonth: null, cap: null }) },
    { why: 'a cap in basis points', value: credit({ cap: { bps: 2500 } }) },
    { why: 'limits of zero', value: credit({ maxPerDay: 0, maxPerMonth: 0, cap: { serviceFeeDays: 0 } }) },
    { why: 'tiers', value: tiers({}) },
    { why: 'no tiers', value: tiers({ tiers: [] }) },
    { why: 'a share of the fee', value: proportional(10) },
    { why: 'a target of everything', value: { ...contract, target: '100' } },
    { why: 'a target of nothing', value: { ...contract, target: '0' } },
    { why: 'a target of many digits', value: { ...contract, target: '99.99999999999999999' } },
    { why: 'a notice within days', value: notice({ within: 'P30D', from: 'month-end' }) },
  ])('may have $why', ({ value }) => {
    expect(faultsIn(value)).toEqual([]);
  });
});

describe('a configured policy', () => {
  it.each([{ country: 'US' }, ['2026-12-25'], []])('has the holidays %j', (holidays) => {
    expect(faultsIn(calendar({ holidays }), configuredPolicy)).toEqual([]);
  });

  it.each(['US', { country: 'us' }, { country: 'US', state: 'CA' }, ['someday'], null])(
    'has not the holidays %j',
    (holidays) => {
      expect(faultsIn(calendar({ holidays }), configuredPolicy).length).toBeGreaterThan(0);
    },
  );
});
