import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as arbitrary from '../../support/builders/arbitrary-month.ts';
import { drawCount } from '../../support/builders/draw-count.ts';
import { instantText as at } from '../../support/builders/instant-text.ts';
import {
  aClaim,
  aComponent,
  aCustomer,
  aMonth,
  aPolicy,
  down,
  faultsOf,
  faultTexts,
  perBlock,
  statements,
} from '../../support/builders/month-builder.ts';
import { workedMonths } from '../../support/builders/worked-months.ts';

/** The single fault of a case with one change: its place, its rule and its value. */
const onlyFault = (change: object): unknown[] => {
  const faults = faultsOf({ ...aMonth(), ...change });
  expect(faults).toHaveLength(1);
  return faults.flatMap(({ at: place, rule, value }) => (value === undefined ? [place, rule] : [place, rule, value]));
};

const INSTANT = 'not an instant in UTC (2026-10-14T17:00:00.000Z)';
const DURATION = 'not a duration in whole days, hours, minutes and seconds (PT24H)';
const PERCENTAGE = 'not a decimal from 0 to 100 ("99.9")';
const ID = 'not 1 to 100 of A-Z a-z 0-9 . _ -';
const WHOLE = 'not a whole number that JSON carries exactly';
const SHARE = 'not one of {"bps": n}, {"serviceFeeDays": n}';
const CAP = `${SHARE}, {"amountMinor", "currency"}`;

/** Replaces one value anywhere in an input. */
const replaced = (value: unknown, path: readonly number[], by: unknown): unknown => {
  const [step = 0, ...rest] = path;
  if (path.length === 0 || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[step % (keys.length || 1)];
  const changed = Object.entries(value).map(([k, v]): [string, unknown] => [k, k === key ? replaced(v, rest, by) : v]);
  return Array.isArray(value) ? changed.map(([, v]) => v) : Object.fromEntries(changed);
};

const policyWith = (change: object) => ({ policy: { ...aPolicy(), ...change } });

const policyClaiming = (change: object) => ({ policy: { ...aPolicy(), claim: { ...aClaim(), ...change } } });

const claimFaults = (...steps: readonly unknown[]) => faultTexts({ ...aMonth(), ...policyClaiming({ steps }) });

const policyCrediting = (change: object) => ({ policy: { ...aPolicy(), credit: change } });

const componentsIn = (...list: object[]) => ({ components: list });

const factOf = (kind: string, change: object) => ({ facts: [{ kind, id: 'f', ...change }] });

const customersWith = (...list: object[]) => ({ customers: list.map((change) => ({ ...aCustomer(), ...change })) });

const serviceWith = (id: string, currency = 'USD') => {
  return { id, components: ['web'], serviceFees: { amountMinor: 1, currency } };
};

const servicesOf = (...list: object[]) => ({ customers: [{ id: 'acme', services: list }] });

test('a valid case has no faults', () => {
  expect(faultsOf(aMonth())).toEqual([]);
});

describe('a case', () => {
  test.each([
    [{ month: '2026-13' }, 'month', 'not a month (2026-10)', '2026-13'],
    [{ month: '2026-1' }, 'month', 'not a month (2026-10)', '2026-1'],
    [{ month: 202_610 }, 'month', 'not a month', 202_610],
    [{ month: undefined }, 'month', 'missing'],
    [{ asOf: '2026-12-05' }, 'asOf', INSTANT, '2026-12-05'],
    [{ asOf: '2026-02-30T00:00:00Z' }, 'asOf', INSTANT, '2026-02-30T00:00:00Z'],
    [{ asOf: '2026-02-03T00:00:00.0001Z' }, 'asOf', INSTANT, '2026-02-03T00:00:00.0001Z'],
    [{ asOf: null }, 'asOf', 'not an instant', null],
    [{ policy: undefined }, 'policy', 'missing'],
    [{ facts: {} }, 'facts', 'not a list', '{}'],
    [{ customers: 'acme' }, 'customers', 'not a list', 'acme'],
  ])('%j is invalid at %s', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });

  test.each([null, 7, 'case', [], true])('%j is not a case', (input) => {
    expect(faultsOf(input)).toEqual([expect.objectContaining({ at: '', rule: 'not an object' })]);
  });

  test('may have unknown keys of its own', () => {
    expect(faultsOf({ ...aMonth(), note: 'October' })).toEqual([]);
  });

  test.each(['0000-01', '0001-01', '9999-11', '9999-12'])('may be as far away as %s', (month) => {
    expect(faultsOf(aMonth({ month, policy: aPolicy({ timeZone: 'America/Los_Angeles' }) }))).toEqual([]);
  });

  test('gives statements or faults, however one value is replaced', () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        '9999-12',
        '9999-12-31T23:59:59.999Z',
        '0000-01-01T00:00:00.000Z',
        'P100000000D',
        2 ** 53,
        -1,
        0,
        '100',
      ),
    );
    const cases = fc.oneof(arbitrary.arbitraryMonth, fc.constantFrom(...workedMonths.map(({ case: input }) => input)));
    fc.assert(
      fc.property(cases, fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 5 }), odd, (input, path, by) => {
        const other = replaced(input, path, by);
        const faults = faultsOf(other);
        const result = faults.length === 0 ? statements(other) : faults;
        expect(JSON.stringify(result)).toMatch(/^\[/u);
      }),
      { numRuns: drawCount(300) },
    );
  });
});

describe('a policy', () => {
  test('may name its terms, its application and its start with any value', () => {
    expect(faultsOf({ ...aMonth(), ...policyWith({ terms: 5, apply: 'never', effectiveFrom: null }) })).toEqual([]);
  });

  test('needs five keys only', () => {
    expect(faultTexts({ ...aMonth(), policy: {} })).toEqual(
      ['id', 'version', 'timeZone', 'target', 'credit'].map((key) => `policy.${key}: missing`),
    );
  });

  const downtime = (change: object) => policyWith({ downtime: change });
  const calendar = (change: object) => policyWith({ calendar: change });
  const exclusions = (change: object) => policyWith({ exclusions: change });

  test.each([
    [policyWith({ colour: 'red' }), 'policy.colour', 'not a known key', 'red'],
    [policyWith({ id: 5 }), 'policy.id', 'not text', 5],
    [policyWith({ version: -1 }), 'policy.version', 'below zero', -1],
    [policyWith({ version: 1.5 }), 'policy.version', WHOLE, 1.5],
    [policyWith({ timeZone: 'utc' }), 'policy.timeZone', 'not an IANA time zone (America/Los_Angeles)', 'utc'],
    [policyWith({ target: 99.9 }), 'policy.target', 'not a percentage', 99.9],
    [policyWith({ target: '100.1' }), 'policy.target', PERCENTAGE, '100.1'],
    [policyWith({ gate: 'open' }), 'policy.gate', 'not one of none, below-target', 'open'],
    [policyWith({ availabilityDecimals: 7 }), 'policy.availabilityDecimals', 'above 6', 7],
    [policyWith({ availabilityDecimals: 1.5 }), 'policy.availabilityDecimals', WHOLE, 1.5],
    [policyWith({ availabilityDecimals: -1 }), 'policy.availabilityDecimals', 'below zero', -1],
    [
      calendar({ excludeWeekdays: [6, 8] }),
      'policy.calendar.excludeWeekdays[1]',
      'not an ISO weekday (1 is Monday, 7 is Sunday)',
      8,
    ],
    [calendar({ holidays: ['2026-02-29'] }), 'policy.calendar.holidays[0]', 'not a date (2026-10-14)', '2026-02-29'],
    [calendar({ holidays: { country: 'US' } }), 'policy.calendar.holidays', 'not a list', '{"country":"US"}'],
    [calendar({ hours: { from: '08:00' } }), 'policy.calendar.hours.to', 'missing'],
    [
      calendar({ hours: { from: '08:000', to: '20:00' } }),
      'policy.calendar.hours.from',
      'not a clock time from 00:00 to 23:59',
      '08:000',
    ],
    [
      calendar({ hours: { from: '008:00', to: '20:00' } }),
      'policy.calendar.hours.from',
      'not a clock time from 00:00 to 23:59',
      '008:00',
    ],
    [calendar({ hours: { from: 8, to: '20:00' } }), 'policy.calendar.hours.from', 'not a clock time', 8],
    [
      calendar({ hours: { from: '24:00', to: '24:00' } }),
      'policy.calendar.hours.from',
      'not a clock time from 00:00 to 23:59',
      '24:00',
    ],
    [
      calendar({ hours: { from: '8:00', to: '20:00' } }),
      'policy.calendar.hours.from',
      'not a clock time from 00:00 to 23:59',
      '8:00',
    ],
    [
      calendar({ hours: { from: '08:00', to: '24:01' } }),
      'policy.calendar.hours.to',
      'not a clock time from 00:00 to 24:00',
      '24:01',
    ],
    [calendar({ hours: { from: '08:00', to: '08:00' } }), 'policy.calendar.hours.to', 'not after from', '08:00'],
    [exclusions({ effect: 'forgive' }), 'policy.exclusions.effect', 'not one of remove, count-as-up', 'forgive'],
    [
      exclusions({ maintenance: { minimumNotice: 'P1M' } }),
      'policy.exclusions.maintenance.minimumNotice',
      DURATION,
      'P1M',
    ],
    [
      exclusions({ maintenance: { minimumNotice: 5 } }),
      'policy.exclusions.maintenance.minimumNotice',
      'not a duration',
      5,
    ],
    [
      exclusions({ maintenance: { minimumNotice: {} } }),
      'policy.exclusions.maintenance.minimumNotice.businessDays',
      'missing',
    ],
    [
      exclusions({ maintenance: { minimumNotice: { businessDays: -1 } } }),
      'policy.exclusions.maintenance.minimumNotice.businessDays',
      'below zero',
      -1,
    ],
    [exclusions({ maintenance: { maxPerMonth: '4h' } }), 'policy.exclusions.maintenance.maxPerMonth', DURATION, '4h'],
    [
      exclusions({ thirdParty: { exclude: 'yes' } }),
      'policy.exclusions.thirdParty.exclude',
      'neither true nor false',
      'yes',
    ],
    [
      downtime({ wholeUnits: { unit: 'PT0S', align: 'clock' } }),
      'policy.downtime.wholeUnits.unit',
      'a unit of zero',
      'PT0S',
    ],
    [downtime({ wholeUnits: { unit: 'PT1M' } }), 'policy.downtime.wholeUnits.align', 'missing'],
    [downtime({ mergeGaps: '-PT1H' }), 'policy.downtime.mergeGaps', DURATION, '-PT1H'],
    [
      downtime({ impact: 'share', mergeGaps: 'PT1S' }),
      'policy.downtime.mergeGaps',
      'not with "impact": "share"',
      'PT1S',
    ],
    [
      downtime({ impact: 'share', wholeUnits: { unit: 'PT1M', align: 'clock' } }),
      'policy.downtime.wholeUnits',
      'not with "impact": "share"',
      '{"unit":"PT1M","align":"clock"}',
    ],
    [policyWith({ payableAbove: { amountMinor: 5 } }), 'policy.payableAbove.currency', 'missing'],
    [policyWith({ caps: [{}] }), 'policy.caps[0]', CAP, '{}'],
    [
      policyWith({ caps: [{ bps: 1 }, { bps: 1, serviceFeeDays: 7 }] }),
      'policy.caps[1]',
      CAP,
      '{"bps":1,"serviceFeeDays":7}',
    ],
    [policyWith({ caps: [{ bps: 1, of: 'year' }] }), 'policy.caps[0].of', 'only beside serviceFeeDays', 'year'],
    [
      policyWith({ caps: [{ serviceFeeDays: 1, of: 'week' }] }),
      'policy.caps[0].of',
      'not one of month, 30-days, year',
      'week',
    ],
    [policyWith({ caps: [{ amountMinor: 1 }] }), 'policy.caps[0].currency', 'missing'],
    [policyWith({ caps: [{ currency: 'USD' }] }), 'policy.caps[0].amountMinor', 'missing'],
    [policyWith({ caps: [{ bps: 0.5 }] }), 'policy.caps[0].bps', WHOLE, 0.5],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });
});

describe('a claim', () => {
  const step = { step: 'notice', within: 'PT24H', after: 'outage-end' };
  const within = (limit: unknown) => policyClaiming({ steps: [{ ...step, within: limit }] });
  const LIMIT = 'not one of a duration, {"days": n}, {"businessDays": n}, {"months": n}';

  test.each([
    [policyClaiming({ steps: [] }), 'policy.claim.steps', 'no steps', '[]'],
    [policyClaiming({ steps: undefined }), 'policy.claim.steps', 'missing'],
    [
      policyClaiming({ steps: [step, { ...step, within: 'PT1H' }] }),
      'policy.claim.steps[1]',
      'a step twice',
      '{"step":"notice","within":"PT1H","after":"outage-end"}',
    ],
    [
      policyClaiming({ steps: [{ ...step, step: 'plea' }] }),
      'policy.claim.steps[0].step',
      'not one of notice, claim',
      'plea',
    ],
    [
      policyClaiming({ steps: [{ ...step, after: 'end' }] }),
      'policy.claim.steps[0].after',
      'not one of outage-start, outage-end, recognition, month-end',
      'end',
    ],
    [policyClaiming({ steps: 'notice' }), 'policy.claim.steps', 'not a list', 'notice'],
    [policyClaiming({ covers: 'month' }), 'policy.claim.accrual', 'not with "covers": "month"'],
    [
      policyClaiming({ covers: 'month', accrual: 'recognition' }),
      'policy.claim.accrual',
      'not with "covers": "month"',
      'recognition',
    ],
    [policyClaiming({ covers: 'all' }), 'policy.claim.covers', 'not one of overlapping, outage, month', 'all'],
    [within({}), 'policy.claim.steps[0].within', LIMIT, '{}'],
    [within({ days: 1, months: 1 }), 'policy.claim.steps[0].within', LIMIT, '{"days":1,"months":1}'],
    [within({ days: -1 }), 'policy.claim.steps[0].within.days', 'below zero', -1],
    [within({ businessDays: 0.5 }), 'policy.claim.steps[0].within.businessDays', WHOLE, 0.5],
    [within('P1Y'), 'policy.claim.steps[0].within', DURATION, 'P1Y'],
    [within(undefined), 'policy.claim.steps[0].within', 'missing'],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });

  test('reports a step twice beside other faults, and unknown steps each', () => {
    const STEPS = 'not one of notice, claim';
    expect(claimFaults({ ...step, step: 'plea' }, { ...step, step: 'plea' })).toEqual([
      `policy.claim.steps[0].step: ${STEPS}`,
      `policy.claim.steps[1].step: ${STEPS}`,
    ]);
    expect(claimFaults(step, 7, { ...step, step: 'claim' }, { ...step, after: 'end' })).toEqual([
      'policy.claim.steps[1]: not an object',
      'policy.claim.steps[3]: a step twice',
      'policy.claim.steps[3].after: not one of outage-start, outage-end, recognition, month-end',
    ]);
  });

  test('for the month may accrue from the start', () => {
    expect(faultsOf({ ...aMonth(), ...policyClaiming({ covers: 'month', accrual: 'outage-start' }) })).toEqual([]);
  });
});

describe('a credit', () => {
  const block = (change: object) => policyCrediting({ ...perBlock(), ...change });
  const amount = { bps: 1 };
  const tiers = (list: readonly unknown[], change: object = {}) =>
    policyCrediting({ kind: 'tiers', tiers: list, ...change });
  const beyond = { from: '99', step: '1', amount, partialStep: 'count' };

  test.each([
    [
      policyCrediting({ kind: 'gift' }),
      'policy.credit.kind',
      'not one of per-block, per-outage, tiers, proportional',
      'gift',
    ],
    [block({ block: 'PT0S' }), 'policy.credit.block', 'a block of zero', 'PT0S'],
    [block({ block: null }), 'policy.credit.block', 'not a duration', null],
    [block({ block: undefined }), 'policy.credit.block', 'missing'],
    [block({ amount: {} }), 'policy.credit.amount', SHARE, '{}'],
    [block({ maxPerPeriod: 1 }), 'policy.credit.maxPerPeriod', 'only with "blocksWithin": "period"', 1],
    [block({ blocksWithin: 'month', maxPerDay: 1 }), 'policy.credit.maxPerDay', 'not with "blocksWithin": "month"', 1],
    [
      block({ allowance: { percent: '1' } }),
      'policy.credit.allowance',
      'only with "blocksWithin": "month"',
      '{"percent":"1"}',
    ],
    [block({ maxPerMonth: -1 }), 'policy.credit.maxPerMonth', 'below zero', -1],
    [policyCrediting({ kind: 'proportional', multiplier: 0 }), 'policy.credit.multiplier', 'below 1', 0],
    [tiers([7]), 'policy.credit.tiers[0]', 'not an object', 7],
    [policyCrediting({ kind: 'tiers', tiers: 7 }), 'policy.credit.tiers', 'not a list', 7],
    [
      tiers([{ longerThan: 'PT1H', amount }], { by: 'luck' }),
      'policy.credit.by',
      'not one of availability, downtime, period',
      'luck',
    ],
    [
      block({ blocksWithin: 'week', maxPerPeriod: 1 }),
      'policy.credit.blocksWithin',
      'not one of day, period, month',
      'week',
    ],
    [
      tiers([
        { below: 'x', amount },
        { below: '98', amount },
      ]),
      'policy.credit.tiers[0].below',
      PERCENTAGE,
      'x',
    ],
    [
      tiers(
        [
          { longerThan: 'PT1H', amount },
          { longerThan: '2h', amount },
        ],
        { by: 'downtime' },
      ),
      'policy.credit.tiers[1].longerThan',
      DURATION,
      '2h',
    ],
    [tiers([]), 'policy.credit.tiers', 'no tiers', '[]'],
    [policyCrediting({ kind: 'tiers' }), 'policy.credit.tiers', 'no tiers'],
    [tiers([{ below: '99' }]), 'policy.credit.tiers[0].amount', 'missing'],
    [tiers([{ amount }]), 'policy.credit.tiers[0]', 'not of the form {"below"} or {"atMost"}', '{"amount":{"bps":1}}'],
    [
      tiers([{ below: '99', atMost: '98', amount }]),
      'policy.credit.tiers[0]',
      'not of the form {"below"} or {"atMost"}',
      '{"below":"99","atMost":"98","amount":{"bps":1}}',
    ],
    [
      tiers([{ below: '99', amount }], { by: 'period' }),
      'policy.credit.tiers[0]',
      'not of the form {"longerThan"}',
      '{"below":"99","amount":{"bps":1}}',
    ],
    [
      tiers([{ longerThan: 'PT1H', amount }]),
      'policy.credit.tiers[0]',
      'not of the form {"below"} or {"atMost"}',
      '{"longerThan":"PT1H","amount":{"bps":1}}',
    ],
    [
      tiers([
        { below: '99', amount },
        { atMost: '99', amount },
      ]),
      'policy.credit.tiers[1]',
      'not under the tier before',
      '{"atMost":"99","amount":{"bps":1}}',
    ],
    [
      tiers(
        [
          { longerThan: 'PT1H', amount },
          { longerThan: 'PT60M', amount },
        ],
        { by: 'downtime' },
      ),
      'policy.credit.tiers[1]',
      'not above the tier before',
      '{"longerThan":"PT60M","amount":{"bps":1}}',
    ],
    [
      tiers([{ longerThan: 'PT1H', amount }], { by: 'downtime', beyond }),
      'policy.credit.beyond',
      'only with "by": "availability"',
      '{"from":"99","step":"1","amount":{"bps":1},"partialStep":"count"}',
    ],
    [tiers([], { beyond: { ...beyond, step: '0.0' } }), 'policy.credit.beyond.step', 'a step of zero', '0.0'],
    [tiers([], { beyond: { ...beyond, partialStep: undefined } }), 'policy.credit.beyond.partialStep', 'missing'],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });

  test('has tiers that fit beside their other faults', () => {
    expect(faultTexts({ ...aMonth(), ...tiers([{ below: '99' }, { below: '99', amount }, 7]) })).toEqual([
      'policy.credit.tiers[0].amount: missing',
      'policy.credit.tiers[1]: not under the tier before',
      'policy.credit.tiers[2]: not an object',
    ]);
  });

  test.each([
    policyWith({ availabilityDecimals: 6 }),
    tiers([], { beyond }),
    block({ blocksWithin: 'period', maxPerPeriod: 1, maxPerDay: 1 }),
    block({ blocksWithin: 'month', allowance: { percent: '0' } }),
    tiers([
      { below: '99', amount },
      { atMost: '98.9', amount: { serviceFeeDays: 1, of: '30-days' } },
    ]),
  ])('%j is valid', (change) => {
    expect(faultsOf({ ...aMonth(), ...change })).toEqual([]);
  });
});

describe('a component', () => {
  const web = aComponent('web');
  const impacts = (share: unknown) => componentsIn({ ...web, monitors: [{ monitor: 'a', impact: share }] });

  test.each([
    [componentsIn(web, { ...web, monitors: [] }), 'components[1].id', 'a component twice', 'web'],
    [componentsIn({ id: 'web' }), 'components[0].monitors', 'missing'],
    [componentsIn({ ...web, colour: 1 }), 'components[0].colour', 'not a known key', 1],
    [componentsIn({ ...web, monitors: [5] }), 'components[0].monitors[0]', 'not an object', 5],
    [
      componentsIn({ ...web, monitors: [{ monitor: 'a', weight: 1 }] }),
      'components[0].monitors[0].weight',
      'not a known key',
      1,
    ],
    [componentsIn({ ...web, dependsOn: [{ provider: 'twilio' }] }), 'components[0].dependsOn[0].component', 'missing'],
    [impacts(40), 'components[0].monitors[0].impact', 'not a percentage', 40],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault({ ...change, facts: [] })).toEqual(fault);
  });

  test.each(['0', '0.00', '100.1', '101', '12.345', '-1', ''])('has no impact of %j', (share) => {
    const rule = 'not a percentage above 0 to 100 with at most two decimals ("40")';
    expect(onlyFault(impacts(share))).toEqual(['components[0].monitors[0].impact', rule, share]);
  });

  test.each(['0.01', '100', '100.00', '7.5'])('may have an impact of %s', (share) => {
    expect(faultsOf({ ...aMonth(), ...impacts(share) })).toEqual([]);
  });

  test('may name providers with unknown keys, and nothing else', () => {
    const dependsOn = [{ provider: 'twilio', component: 'T1', name: 'Voice' }];
    expect(faultsOf({ ...aMonth(), ...componentsIn({ id: 'web', monitors: [], dependsOn }) })).toEqual([]);
    expect(faultsOf({ ...aMonth(), ...componentsIn({ id: 'web', monitors: [] }) })).toEqual([]);
  });
});

describe('a fact', () => {
  const period = { start: at('14T17:00'), end: at('14T18:00') };
  const state = { monitor: 'web-alarm', state: 'OK', at: at('14T17:00') };
  const upkeep = { scope: { all: true }, announcedAt: at('13T00:00'), requestedBy: 'company', ...period };
  const claimed = { customer: 'acme', recognizedAt: at('14T17:00'), receivedAt: at('14T18:00') };
  const SCOPE = 'not one of {"all": true}, {"component": id}, {"customer": id}';

  test.each([
    [{ facts: [7] }, 'facts[0]', 'not an object', 7],
    [factOf('monitor-state', { ...state, id: 7 }), 'facts[0].id', 'not text', 7],
    [factOf('monitor-state', { ...state, mood: 1 }), 'facts[0].mood', 'not a known key', 1],
    [
      factOf('monitor-state', { ...state, state: 'ok' }),
      'facts[0].state',
      'not one of OK, ALARM, INSUFFICIENT_DATA, DELETED',
      'ok',
    ],
    [
      factOf('monitor-state', { ...state, since: at('14T17:00:00.001') }),
      'facts[0].since',
      'after at',
      at('14T17:00:00.001'),
    ],
    [
      factOf('downtime', { component: 'web', ...period, end: period.start }),
      'facts[0].end',
      'not after start',
      period.start,
    ],
    [factOf('downtime', { component: 'web', start: period.start }), 'facts[0].end', 'missing'],
    [factOf('downtime', { component: 'web', ...period, start: 9e15 }), 'facts[0].start', 'not an instant', 9e15],
    [factOf('downtime', { component: 'web', ...period, end: 5 }), 'facts[0].end', 'not an instant', 5],
    [
      factOf('downtime', { component: 'web', ...period, impact: '0' }),
      'facts[0].impact',
      'not a percentage above 0 to 100 with at most two decimals ("40")',
      '0',
    ],
    [
      factOf('maintenance', { ...upkeep, requestedBy: 'us' }),
      'facts[0].requestedBy',
      'not one of company, customer',
      'us',
    ],
    [factOf('maintenance', { ...upkeep, scope: { all: false } }), 'facts[0].scope', SCOPE, '{"all":false}'],
    [
      factOf('exclusion', { ...period, scope: { all: true }, reason: 'luck' }),
      'facts[0].reason',
      'not one of third-party, force-majeure, policy-block',
      'luck',
    ],
    [
      factOf('notice', { ...claimed, receivedAt: at('14T16:59') }),
      'facts[0].receivedAt',
      'before recognizedAt',
      at('14T16:59'),
    ],
    [factOf('notice', { ...claimed, step: 'plea' }), 'facts[0].step', 'not one of notice, claim', 'plea'],
    [factOf('notice', { ...claimed, month: '2026' }), 'facts[0].month', 'not a month (2026-10)', '2026'],
    [factOf('notice', { ...claimed, service: 'a b' }), 'facts[0].service', ID, 'a b'],
    [
      factOf('retraction', { of: { kind: 'rumour', id: 'x' }, reason: '' }),
      'facts[0].of.kind',
      'not one of monitor-state, downtime, provider-status, maintenance, exclusion, notice, retraction',
      'rumour',
    ],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });

  test('has an unknown kind beside its other faults', () => {
    const kinds = 'monitor-state, downtime, provider-status, maintenance, exclusion, notice, retraction';
    expect(faultTexts({ ...aMonth(), facts: [{ kind: 'rumour', recordedAt: 'now' }] })).toEqual([
      `facts[0].kind: not one of ${kinds}`,
      `facts[0].recordedAt: ${INSTANT}`,
      'facts[0].id: missing',
    ]);
  });

  describe('with the id of an earlier one', () => {
    const first = { kind: 'monitor-state', id: 'f', ...state };
    const conflict = 'facts[1].id: the id of another monitor-state with other content';

    test.each([
      { title: 'the same content', second: first, faults: [] },
      {
        title: 'its keys in another order',
        second: Object.fromEntries(Object.entries(first).toReversed()),
        faults: [],
      },
      { title: 'another recordedAt', second: { ...first, recordedAt: at('20T00:00') }, faults: [] },
      { title: 'another kind', second: { ...down('14T17:00', '14T18:00'), id: 'f' }, faults: [] },
      { title: 'its instant as another text', second: { ...first, at: '2026-10-14T17:00:00Z' }, faults: [conflict] },
      { title: 'another state', second: { ...first, state: 'ALARM' }, faults: [conflict] },
      { title: 'one more key', second: { ...first, since: first.at }, faults: [conflict] },
      {
        title: 'another state that is not known yet',
        second: { ...first, state: 'ALARM', recordedAt: at('31T00:00') },
        faults: [conflict],
      },
      {
        title: 'another state that is invalid',
        second: { ...first, state: 'down' },
        faults: [conflict, 'facts[1].state: not one of OK, ALARM, INSUFFICIENT_DATA, DELETED'],
      },
      {
        title: 'an invalid recordedAt',
        second: { ...first, recordedAt: 'noon' },
        faults: [`facts[1].recordedAt: ${INSTANT}`],
      },
    ])('has the same id and $title', ({ second, faults }) => {
      const found = faultTexts({ ...aMonth(), asOf: at('25T00:00'), facts: [first, second] });
      expect(new Set(found)).toEqual(new Set(faults));
    });

    test('is compared however deep it is nested', () => {
      const deep: unknown = JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`);
      const facts = [1, 2].map(() => ({ ...first, scope: { a: { b: { c: deep } } } }));
      expect(faultTexts({ ...aMonth(), facts })).not.toContain(conflict);
      expect(faultTexts({ ...aMonth(), facts: [first, { ...first, scope: { a: { b: null } } }] })).toContain(conflict);
    });
  });
});

describe('a customer', () => {
  test.each([
    [customersWith({ id: 'x'.repeat(101) }), 'customers[0].id', ID, `${'x'.repeat(79)}…`],
    [customersWith({}, { id: 'b' }, {}), 'customers[2].id', 'a customer twice', 'acme'],
    [customersWith({ components: [] }), 'customers[0].components', 'no components', '[]'],
    [customersWith({ components: undefined }), 'customers[0].components', 'missing'],
    [customersWith({ components: ['web', 'sms'] }), 'customers[0].components[1]', 'not a configured component', 'sms'],
    [customersWith({ tier: 'gold' }), 'customers[0].tier', 'not a known key', 'gold'],
    [
      customersWith({ activeFrom: at('02T00:00'), activeTo: at('02T00:00') }),
      'customers[0].activeTo',
      'not after activeFrom',
      at('02T00:00'),
    ],
    [
      customersWith({ serviceFees: { amountMinor: 2 ** 53, currency: 'USD' } }),
      'customers[0].serviceFees.amountMinor',
      WHOLE,
      2 ** 53,
    ],
    [servicesOf(), 'customers[0].services', 'no services', '[]'],
    [servicesOf(serviceWith('a b')), 'customers[0].services[0].id', ID, 'a b'],
    [
      servicesOf(serviceWith('a'), serviceWith('b'), serviceWith('a')),
      'customers[0].services[2].id',
      'a service twice',
      'a',
    ],
    [servicesOf({ ...serviceWith('a'), policy: 'gold' }), 'customers[0].services[0].policy', 'not a known key', 'gold'],
    [
      servicesOf({ ...serviceWith('a'), components: ['sms'] }),
      'customers[0].services[0].components[0]',
      'not a configured component',
      'sms',
    ],
    [
      servicesOf(serviceWith('a'), serviceWith('b', 'EUR')),
      'customers[0].services[1].serviceFees.currency',
      'not the currency of the first service (USD)',
      'EUR',
    ],
    [
      { policy: aPolicy({ caps: [{ amountMinor: 1, currency: 'EUR' }] }) },
      'customers[0].serviceFees.currency',
      "not the currency of the policy's amounts (EUR)",
      'USD',
    ],
    [
      { policy: aPolicy({ payableAbove: { amountMinor: 1, currency: 'EUR' } }) },
      'customers[0].serviceFees.currency',
      "not the currency of the policy's amounts (EUR)",
      'USD',
    ],
  ])('%j is invalid', (change, ...fault) => {
    expect(onlyFault(change)).toEqual(fault);
  });

  test.each([{ components: ['web'] }, { serviceFees: { amountMinor: 1, currency: 'USD' } }])(
    'has services or %j, not both',
    (beside) => {
      const both = [{ id: 'acme', services: [serviceWith('a')], ...beside }];
      expect(faultTexts({ ...aMonth(), customers: both })).toEqual([
        'customers[0].services: services beside components or serviceFees',
      ]);
    },
  );

  test.each(['', 'a b', 'ä', 'a/b', 'a#b'])('has no id of %j', (id) => {
    expect(onlyFault(customersWith({ id }))).toEqual(['customers[0].id', ID, id]);
  });

  test('may have the longest id', () => {
    expect(faultsOf({ ...aMonth(), ...customersWith({ id: 'x'.repeat(100) }) })).toEqual([]);
  });
});

describe('all faults', () => {
  const state = { kind: 'monitor-state', monitor: 'web-alarm', state: 'OK', at: at('14T17:00') };

  test('are reported in input order, missing keys last', () => {
    const { customers, ...rest } = aMonth();
    const input = {
      customers: [
        { ...customers[0], serviceFees: { currency: 'USD', amountMinor: -5 }, components: ['sms', 'web', 'fax'] },
        null,
      ],
      ...rest,
      facts: [
        { ...state, id: 'a', at: 'noon', mood: 'bad', state: 'down' },
        { ...down('14T18:00', '14T17:00'), recordedAt: 'yesterday' },
      ],
      policy: { credit: perBlock({ block: 'PT0S', amount: { bps: -1 } }), timeZone: 'UTC', id: 'p', target: 5 },
      month: '2026-00',
    };
    expect(faultTexts(input)).toEqual([
      'customers[0].components[0]: not a configured component',
      'customers[0].components[2]: not a configured component',
      'customers[0].serviceFees.amountMinor: below zero',
      'customers[1]: not an object',
      'month: not a month (2026-10)',
      'policy.credit.block: a block of zero',
      'policy.credit.amount.bps: below zero',
      'policy.target: not a percentage',
      'policy.version: missing',
      'facts[0].state: not one of OK, ALARM, INSUFFICIENT_DATA, DELETED',
      `facts[0].at: ${INSTANT}`,
      'facts[0].mood: not a known key',
      'facts[1].end: not after start',
      `facts[1].recordedAt: ${INSTANT}`,
    ]);
  });

  test('share one place at most once', () => {
    const policy = { ...aPolicy(), caps: [[]] };
    const customers = [{ ...aCustomer(), components: '' }];
    expect(faultTexts({ ...aMonth(), policy, customers })).toEqual([
      'policy.caps[0]: not an object',
      'customers[0].components: not a list',
    ]);
  });

  test('include a share and its keys', () => {
    const policy = aPolicy({ credit: perBlock({ amount: { serviceFeeDays: -7, bps: 0.5 } }) });
    expect(faultTexts(aMonth({ policy }))).toEqual([
      `policy.credit.amount: ${SHARE}`,
      'policy.credit.amount.serviceFeeDays: below zero',
      `policy.credit.amount.bps: ${WHOLE}`,
    ]);
  });

  test('include each key of money instead of a share', () => {
    const credit = { ...perBlock(), amount: { amountMinor: 5, currency: 'USD' } };
    expect(faultTexts({ ...aMonth(), policy: { ...aPolicy(), credit } })).toEqual([
      `policy.credit.amount: ${SHARE}`,
      'policy.credit.amount.amountMinor: not a known key',
      'policy.credit.amount.currency: not a known key',
    ]);
  });

  test('leave out used components while the components are invalid', () => {
    expect(faultTexts({ ...aMonth(), components: [{ id: 7, monitors: [] }] })).toEqual(['components[0].id: not text']);
  });

  test('take time in proportion to the input', () => {
    const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, i]));
    expect(faultsOf({ ...aMonth(), policy: { ...aPolicy(), ...unknown } })).toHaveLength(20_000);
  });
});
