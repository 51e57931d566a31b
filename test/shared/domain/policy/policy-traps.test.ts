import { describe, expect, test } from 'vitest';
import type { PolicyInput } from '../../../../shared/domain/policy/policy.ts';
import { fallingTiers, policyTraps } from '../../../../shared/domain/policy/policy-traps.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import { publicPresets } from '../../../../shared/domain/policy/public-presets.ts';
import { parsedPolicy } from '../../../support/builders/parsed-policy.ts';

/** The places of the traps; the policy without changes has none. */
const places = (change: Partial<PolicyInput> = {}): string[] => policyTraps(parsedPolicy(change)).map(({ at }) => at);
const texts = (change: Partial<PolicyInput>): string[] => policyTraps(parsedPolicy(change)).map(({ text }) => text);

const amount = { bps: 1000 } as const;
const blocks = { kind: 'per-block', block: 'PT30M', blocksWithin: 'period', amount } as const;
type Claim = NonNullable<PolicyInput['claim']>;
const claim = (change: Partial<Claim>): Claim => ({
  accrual: 'outage-start',
  covers: 'outage',
  leadTolerance: 'PT1H',
  steps: [{ step: 'notice', within: 'PT24H', after: 'outage-end' }],
  ...change,
});

describe('policyTraps', () => {
  test('finds nothing in a plain policy', () => {
    expect(places()).toEqual([]);
    expect(places({ claim: claim({}) })).toEqual([]);
  });

  test('finds the four known traps of the Short Form SLA', () => {
    expect(policyTraps(parsedPolicy({ ...shortFormSla, gate: 'none' })).map(({ at }) => at)).toEqual([
      'claim.accrual',
      'claim.covers',
      'gate',
      'credit.blocksWithin',
    ]);
  });

  test.each(publicPresets)('finds no cap or tier of $policy.id without effect', ({ policy }) => {
    const found = policyTraps(parsedPolicy(policy)).map(({ at }) => at);
    expect(found.filter((at) => /^(caps|credit\.(tiers|beyond|amount|qualify))/.test(at) && at !== 'caps')).toEqual([]);
  });
});

describe('the calendar', () => {
  test('measures nothing if it excludes every weekday', () => {
    expect(places({ calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6, 7] } })).toEqual(['calendar.excludeWeekdays']);
    expect(places({ calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6, 6] } })).toEqual([]);
  });
});

const maintenancePlaces = (maintenance: object) => places({ exclusions: { effect: 'count-as-up', maintenance } });
const providerPlaces = (thirdParty: object) => places({ exclusions: { effect: 'count-as-up', thirdParty } });

describe('exclusions', () => {
  test('are a trap where the denominator decides', () => {
    const exclusions = { effect: 'remove' } as const;
    expect(places({ exclusions })).toEqual(['exclusions.effect']);
    expect(places({ exclusions, gate: 'none' })).toEqual(['exclusions.effect', 'gate']);
    expect(places({ exclusions, gate: 'none', credit: { kind: 'proportional', multiplier: 1 } })).toContain(
      'exclusions.effect',
    );
    expect(places({ exclusions, gate: 'none', credit: blocks })).toEqual(['gate']);
    const tiers = [{ longerThan: 'PT1H', amount }];
    expect(places({ exclusions, gate: 'none', credit: { kind: 'tiers', by: 'downtime', tiers } })).toEqual(['gate']);
  });

  test('excuse emergency maintenance without any notice', () => {
    expect(maintenancePlaces({ emergency: 'excluded' })).toEqual(['exclusions.maintenance.emergency']);
    for (const minimumNotice of ['PT24H', { businessDays: 0 }])
      expect(maintenancePlaces({ emergency: 'excluded', minimumNotice })).toEqual([
        'exclusions.maintenance.emergency',
        'exclusions.maintenance.minimumNotice',
      ]);
    expect(maintenancePlaces({ minimumNotice: 'PT24H' })).toEqual([]);
  });

  test('are pointless by a status without effect', () => {
    expect(providerPlaces({ minimumStatus: 'operational' })).toEqual(['exclusions.thirdParty.minimumStatus']);
    expect(providerPlaces({ exclude: false, minimumStatus: 'major_outage' })).toEqual([
      'exclusions.thirdParty.minimumStatus',
    ]);
    expect(providerPlaces({ exclude: false })).toEqual([]);
    expect(providerPlaces({ minimumStatus: 'major_outage' })).toEqual([]);
  });
});

describe('downtime', () => {
  test('starts with missing data if the policy has it so', () => {
    expect(places({ downtime: { insufficientData: 'down' } })).toEqual(['downtime.insufficientData']);
  });

  test('has its full length in blocks', () => {
    const wholeUnits = { unit: 'PT1M', align: 'elapsed' } as const;
    expect(places({ downtime: { wholeUnits } })).toEqual([]);
    expect(places({ downtime: { wholeUnits }, credit: blocks })).toEqual(['downtime.wholeUnits']);
    expect(texts({ downtime: { wholeUnits }, credit: blocks })[0]).toContain('It changes the availability');
    expect(texts({ downtime: { impact: 'share' }, credit: blocks, gate: 'none' })[0]).toContain(
      'It changes no credit.',
    );
    expect(places({ downtime: { impact: 'share' }, credit: { kind: 'per-outage', amount } })).toEqual([
      'downtime.impact',
    ]);
    const tiers = [{ longerThan: 'PT1H', amount }];
    expect(places({ downtime: { impact: 'share' }, credit: { kind: 'tiers', by: 'period', tiers } })).toEqual([
      'downtime.impact',
      'credit.by',
    ]);
    expect(places({ downtime: { impact: 'share' } })).toEqual([]);
  });

  test('has a minimum that is shorter than a whole unit', () => {
    const wholeUnits = { unit: 'PT5M', align: 'elapsed' } as const;
    expect(places({ downtime: { wholeUnits, minimum: 'PT1M' } })).toEqual(['downtime.minimum']);
    expect(places({ downtime: { wholeUnits, minimum: 'PT5M' } })).toEqual([]);
    expect(places({ downtime: { minimum: 'PT1M' } })).toEqual([]);
  });
});

describe('the claim', () => {
  test('accrues from recognition by default', () => {
    expect(places({ claim: { leadTolerance: 'PT1H', steps: claim({}).steps } })).toEqual([
      'claim.accrual',
      'claim.covers',
    ]);
  });

  test('must name its month', () => {
    expect(places({ claim: claim({ covers: 'month', leadTolerance: 'PT0S' }) })).toEqual(['claim.covers']);
  });

  test('misses early notices without a lead tolerance', () => {
    expect(texts({ claim: claim({ leadTolerance: 'PT0S' }) })).toEqual([
      'A customer who recognises the outage before the alarm fires has claimed nothing.',
    ]);
    expect(texts({ claim: claim({ covers: 'overlapping', leadTolerance: 'PT0S' }) })[1]).toBe(
      'A notice that arrives before the alarm fires covers nothing.',
    );
  });

  test('is never met by a plain notice if its step is "claim"', () => {
    const one = [{ step: 'claim', within: 'PT24H', after: 'outage-end' }] as const;
    expect(places({ claim: claim({ steps: [...one] }) })).toEqual(['claim.steps[0].step']);
    expect(places({ claim: claim({ steps: [...one, ...claim({}).steps] }) })).toEqual([]);
  });

  test('has deadlines that move, and business days without holidays', () => {
    const steps: Claim['steps'] = [
      { step: 'notice', within: { businessDays: 5 }, after: 'outage-end' },
      { step: 'claim', within: { days: 30 }, after: 'recognition' },
    ];
    expect(places({ claim: claim({ steps }) })).toEqual(['claim.steps[0].within.businessDays', 'claim.steps[1].after']);
    expect(places({ claim: claim({ steps }), calendar: { holidays: ['2026-12-25'] } })).toEqual([
      'claim.steps[1].after',
    ]);
    expect(places({ claim: claim({ steps }), calendar: { holidays: { country: 'US' } } })).toEqual([
      'claim.steps[1].after',
    ]);
  });
});

const firstTier = (bound: object): PolicyInput['credit'] => ({ kind: 'tiers', tiers: [{ ...bound, amount }] });

describe('the target', () => {
  test('decides nothing without a gate', () => {
    expect(texts({ gate: 'none' })).toEqual([
      'The target of 99.9 % decides nothing: a month that meets it can earn a credit.',
    ]);
  });

  test('cuts off a tier above it', () => {
    expect(texts({ credit: firstTier({ below: '99.95' }) })).toEqual([
      'A month between the target of 99.9 % and 99.95 % earns nothing, although the tier includes it.',
    ]);
    expect(places({ credit: firstTier({ atMost: '99.9' }) })).toEqual(['credit.tiers[0]']);
    expect(places({ credit: firstTier({ below: '99.95' }), gate: 'none' })).toEqual(['gate']);
  });

  test('leaves a gap to a tier below it', () => {
    expect(texts({ credit: firstTier({ below: '99.5' }) })).toEqual([
      'A month between 99.5 % and the target of 99.9 % misses the target and earns nothing.',
    ]);
    expect(places({ credit: firstTier({ atMost: '99.89' }), availabilityDecimals: 2 })).toEqual([
      'availabilityDecimals',
    ]);
    expect(places({ credit: firstTier({ below: '99.89' }), availabilityDecimals: 2 })).toEqual([
      'credit.tiers[0]',
      'availabilityDecimals',
    ]);
    expect(places({ credit: firstTier({ atMost: '99.88' }), availabilityDecimals: 2 })).toEqual([
      'credit.tiers[0]',
      'availabilityDecimals',
    ]);
  });

  test.each([
    ['99.9', 1, 'Availability of 99.85 % is rounded up to 99.9 % and meets the target of 99.9 %.'],
    ['99.999', 3, 'Availability of 99.9985 % is rounded up to 99.999 % and meets the target of 99.999 %.'],
    ['100', 0, 'Availability of 99.5 % is rounded up to 100 % and meets the target of 100 %.'],
    ['99.91', 1, 'Rounding is coarser than the target: availability below 99.95 % misses the target of 99.91 %.'],
    ['0', 1, undefined],
  ] as const)('is rounded: %s with %i decimals', (target, availabilityDecimals, text) => {
    const found = policyTraps(parsedPolicy({ target, availabilityDecimals })).filter(
      ({ at }) => at === 'availabilityDecimals',
    );
    expect(found.map(({ text }) => text)).toEqual(text === undefined ? [] : [text]);
  });

  test('has no rounding trap half a decimal above a value', () => {
    expect(places({ target: '99.95', availabilityDecimals: 1, credit: firstTier({ below: '99.95' }) })).toEqual([]);
  });
});

describe('the credit', () => {
  test('loses blocks at midnight and before the first block', () => {
    expect(places({ credit: { ...blocks, blocksWithin: 'day' } })).toEqual(['credit.blocksWithin']);
    expect(texts({ credit: { ...blocks, qualify: { longerThan: 'PT10M' } } })).toEqual([
      'A downtime between 10 minutes and 30 minutes qualifies, but has no whole block.',
    ]);
    expect(places({ credit: { ...blocks, qualify: { longerThan: 'PT30M' } } })).toEqual([]);
  });

  test('has an amount of nothing', () => {
    const nothing = { serviceFeeDays: 0 } as const;
    expect(places({ credit: { ...blocks, amount: nothing } })).toEqual(['credit.amount']);
    expect(places({ credit: { kind: 'per-outage', amount: { bps: 0 } } })).toEqual(['credit.amount']);
  });

  test('has tiers that fall', () => {
    const tiers = (...amounts: readonly (typeof amount | { bps: number } | { serviceFeeDays: number })[]) =>
      places({
        credit: {
          kind: 'tiers',
          tiers: amounts.map((each, i) => ({ below: `${99.9 - i}`.slice(0, 4), amount: each })),
        },
      });
    expect(tiers(amount, { bps: 999 })).toEqual(['credit.tiers[1].amount']);
    expect(tiers({ serviceFeeDays: 3 }, { serviceFeeDays: 2 })).toEqual(['credit.tiers[1].amount']);
    expect(tiers(amount, amount)).toEqual([]);
    expect(tiers(amount, { serviceFeeDays: 2 })).toEqual([]);
  });

  test('has steps before its last tier', () => {
    const beyond = { step: '0.1', amount, partialStep: 'drop' } as const;
    const tiers = [{ below: '99.9', amount }];
    expect(places({ credit: { kind: 'tiers', tiers, beyond: { ...beyond, from: '99.95' } } })).toEqual([
      'credit.beyond.from',
    ]);
    expect(places({ credit: { kind: 'tiers', tiers, beyond: { ...beyond, from: '99.9' } } })).toEqual([]);
  });
});

const inUsd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

describe('caps', () => {
  test('have no effect, or allow nothing', () => {
    expect(
      places({ caps: [{ bps: 9999 }, { bps: 10_000 }, { bps: 0 }, { serviceFeeDays: 0 }, { serviceFeeDays: 7 }] }),
    ).toEqual(['caps[1].bps', 'caps[2]', 'caps[3]']);
    expect(places({ caps: [inUsd(0)] })).toEqual(['caps', 'caps[0]']);
  });

  test('bind the currency of the fees', () => {
    expect(texts({ caps: [inUsd(100)] })).toEqual([
      'Fees must be in USD: a customer with another currency is invalid.',
    ]);
    expect(places({ payableAbove: inUsd(100) })).toEqual(['payableAbove']);
    expect(texts({ caps: [inUsd(100)], payableAbove: { amountMinor: 1, currency: 'EUR' } })).toEqual([
      'No fees can be in USD and EUR at once, so that every customer of this policy is invalid.',
    ]);
  });
});

const maintained = (maintenance: object): Partial<PolicyInput> => ({
  exclusions: { effect: 'count-as-up', maintenance },
});

const provided = (thirdParty: object): Partial<PolicyInput> => ({
  exclusions: { effect: 'count-as-up', thirdParty },
});

describe('each trap has its sentence', () => {
  const remove = { effect: 'remove' } as const;
  const oneStep = (step: object) =>
    claim({ steps: [{ step: 'notice', within: 'PT1H', after: 'outage-end', ...step }] });
  const wholeUnits = { unit: 'PT5M', align: 'elapsed' } as const;
  const beyond = { from: '99.95', step: '0.1', amount, partialStep: 'drop' } as const;

  test.each<[at: string, text: string, change: Partial<PolicyInput>]>([
    [
      'calendar.excludeWeekdays',
      'Every weekday is excluded, so nothing is measured.',
      { calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6, 7] } },
    ],
    [
      'exclusions.effect',
      'Excluded time leaves the denominator. If the clause divides by all minutes of the month, use "count-as-up".',
      { exclusions: remove },
    ],
    [
      'exclusions.maintenance.emergency',
      'Maintenance that is recorded after an outage excuses it as well.',
      maintained({ emergency: 'excluded' }),
    ],
    [
      'exclusions.maintenance.minimumNotice',
      'The notice decides nothing, because maintenance without notice is excluded as well.',
      maintained({ emergency: 'excluded', minimumNotice: 'PT1H' }),
    ],
    [
      'exclusions.thirdParty.minimumStatus',
      'A provider is out from its first status on, also while it reports that it is operational.',
      provided({ minimumStatus: 'operational' }),
    ],
    [
      'exclusions.thirdParty.minimumStatus',
      'The status decides nothing, because outages of providers are not excused.',
      provided({ exclude: false, minimumStatus: 'operational' }),
    ],
    [
      'downtime.insufficientData',
      'An alarm without data counts as down, also while it is new or its metric is sparse.',
      { downtime: { insufficientData: 'down' } },
    ],
    [
      'downtime.wholeUnits',
      'Blocks and the lengths of downtimes are never rounded to whole units. It changes no credit.',
      { downtime: { wholeUnits }, credit: blocks, gate: 'none' },
    ],
    [
      'downtime.impact',
      'A partial outage has its full length in blocks, and counts as an outage in full. ' +
        'It changes the availability, but no length of a downtime.',
      { downtime: { impact: 'share' }, credit: blocks },
    ],
    [
      'downtime.minimum',
      'The minimum is shorter than a whole unit, so a downtime between the two counts for nothing.',
      { downtime: { wholeUnits, minimum: 'PT1M' } },
    ],
    [
      'claim.accrual',
      'Downtime before the recognition earns nothing, and a claim for an outage that was recognised after its end pays nothing.',
      { claim: claim({ accrual: 'recognition' }) },
    ],
    [
      'claim.covers',
      'One notice claims every outage between recognition and receipt, also outages that it does not mention.',
      { claim: claim({ covers: 'overlapping' }) },
    ],
    [
      'claim.covers',
      'A notice without a month claims the month of its recognition. A claim of July for June must name June.',
      { claim: claim({ covers: 'month' }) },
    ],
    [
      'claim.leadTolerance',
      'A customer who recognises the outage before the alarm fires has claimed nothing.',
      { claim: claim({ leadTolerance: 'PT0S' }) },
    ],
    [
      'claim.steps[0].step',
      'A recorded notice that names no step belongs to the step "notice", and never meets this one.',
      { claim: oneStep({ step: 'claim' }) },
    ],
    [
      'claim.steps[0].after',
      'The customer states the recognition, so the deadline moves with it.',
      { claim: oneStep({ after: 'recognition' }) },
    ],
    [
      'claim.steps[0].within.businessDays',
      'Business days leave out weekends only, because the calendar has no holidays.',
      { claim: oneStep({ within: { businessDays: 1 } }) },
    ],
    ['credit.amount', 'The amount is nothing.', { credit: { ...blocks, amount: { bps: 0 } } }],
    [
      'credit.qualify.longerThan',
      'A downtime between 10 minutes and 30 minutes qualifies, but has no whole block.',
      { credit: { ...blocks, qualify: { longerThan: 'PT10M' } } },
    ],
    [
      'credit.blocksWithin',
      'A downtime across midnight is cut, and the part of a block on each side earns nothing.',
      { credit: { ...blocks, blocksWithin: 'day' } },
    ],
    [
      'credit.tiers[1].amount',
      "A worse month earns less: 1 day's fees after 2 days' fees.",
      {
        credit: {
          kind: 'tiers',
          tiers: [
            { below: '99.9', amount: { serviceFeeDays: 2 } },
            { below: '99', amount: { serviceFeeDays: 1 } },
          ],
        },
      },
    ],
    [
      'credit.beyond.from',
      'Steps are added from 99.95 % on, already before the last tier is reached.',
      { credit: { kind: 'tiers', tiers: [{ below: '99.9', amount }], beyond } },
    ],
    [
      'credit.by',
      'Each downtime earns its own tier in the month in which it ends, and the amounts add up.',
      { credit: { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount }] } },
    ],
    [
      'caps',
      'No fees can be in USD and EUR at once, so that every customer of this policy is invalid.',
      { caps: [inUsd(1), { amountMinor: 1, currency: 'EUR' }] },
    ],
    ['payableAbove', 'Fees must be in USD: a customer with another currency is invalid.', { payableAbove: inUsd(1) }],
    [
      'caps[0].bps',
      "The cap decides nothing: a credit never exceeds the month's fees anyway.",
      { caps: [{ bps: 10_000 }] },
    ],
    ['caps[0]', 'The cap is nothing, so that no credit is paid.', { caps: [{ serviceFeeDays: 0 }] }],
  ])('at %s: %s', (at, text, change) => {
    expect(policyTraps(parsedPolicy(change))).toContainEqual({ at, text });
  });
});

const falls = (...amounts: Parameters<typeof fallingTiers>[0][number]['amount'][]): number[] =>
  fallingTiers(amounts.map((each) => ({ amount: each })));

describe('shares are compared', () => {
  test('by basis points, and by days of the same period', () => {
    expect(falls({ bps: 2 }, { bps: 1 }, { bps: 1 })).toEqual([1]);
    expect(falls({ serviceFeeDays: 2 }, { serviceFeeDays: 1 }, { serviceFeeDays: 1 })).toEqual([1]);
    expect(falls({ serviceFeeDays: 2, of: 'year' }, { serviceFeeDays: 1, of: 'year' })).toEqual([1]);
  });

  test('never between forms, nor between days of other periods', () => {
    expect(falls({ serviceFeeDays: 9 }, { bps: 1 }, { serviceFeeDays: 0 })).toEqual([]);
    expect(falls({ serviceFeeDays: 2, of: 'year' }, { serviceFeeDays: 1, of: '30-days' })).toEqual([]);
  });
});

test('a denominator is no trap for tiers by period, whichever the gate', () => {
  const credit = { kind: 'tiers', by: 'period', tiers: [{ longerThan: 'PT1H', amount }] } as const;
  const removing = (gate: 'none' | 'below-target') =>
    places({ exclusions: { effect: 'remove' }, gate, credit: { ...credit, tiers: [...credit.tiers] } });
  expect(removing('none')).toEqual(['gate', 'credit.by']);
  expect(removing('below-target')).toEqual(['exclusions.effect', 'credit.by']);
});

test('a first tier by length is not compared with the target', () => {
  const credit: PolicyInput['credit'] = { kind: 'tiers', by: 'downtime', tiers: [{ longerThan: 'PT1H', amount }] };
  expect(places({ credit })).toEqual([]);
});

test('a first tier just under an exact target leaves a gap', () => {
  expect(places({ credit: firstTier({ atMost: '99.89' }) })).toEqual(['credit.tiers[0]']);
  expect(places({ credit: firstTier({ below: '99.9' }), availabilityDecimals: 2 })).toEqual(['availabilityDecimals']);
});

test('a rounded value under one per cent has its zero', () => {
  const found = policyTraps(parsedPolicy({ target: '0.5', availabilityDecimals: 1 }));
  expect(found.find(({ at }) => at === 'availabilityDecimals')?.text).toBe(
    'Availability of 0.45 % is rounded up to 0.5 % and meets the target of 0.5 %.',
  );
});
