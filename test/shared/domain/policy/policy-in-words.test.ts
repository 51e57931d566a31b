import { describe, expect, test } from 'vitest';
import type { PolicyInput } from '../../../../shared/domain/policy/policy.ts';
import {
  contractInShort,
  durationText,
  feeShareText,
  POLICY_TOPICS,
  policyInWords,
  policySentences,
  type PolicyTopic,
} from '../../../../shared/domain/policy/policy-in-words.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import { publicPresets } from '../../../../shared/domain/policy/public-presets.ts';
import { parseDuration } from '../../../../shared/domain/time/duration.ts';
import { parsedPolicy } from '../../../support/builders/parsed-policy.ts';

const sentences = (topic: PolicyTopic, change: Partial<PolicyInput> = {}): string[] =>
  policySentences(parsedPolicy(change)).flatMap((sentence) => (sentence.topic === topic ? [sentence.text] : []));

type Step = NonNullable<PolicyInput['claim']>['steps'][number];
const step = (within: Step['within'], after: Step['after'], name: Step['step'] = 'notice'): Step => ({
  step: name,
  within,
  after,
});

const claimSentences = (claim: PolicyInput['claim']): string[] => sentences('claim', { claim });
const deadline = (within: Step['within'], after: Step['after']): string | undefined =>
  claimSentences({ steps: [step(within, after)] })[0];

describe('policyInWords', () => {
  test('writes the Short Form SLA in full', () => {
    expect(policyInWords(parsedPolicy({ ...shortFormSla, gate: 'none', exclusions: {} }))).toEqual([
      'The target is 99.9 % availability in each calendar month (time zone America/Los_Angeles).',
      'The target is reported, and credits do not depend on it.',
      'The SLA measures all hours of each day except Saturday, Sunday and public holidays (US).',
      'Maintenance that the customer requested does not count.',
      'Maintenance by the company is excluded if it was announced before it starts.',
      'Other maintenance is downtime.',
      'Excluded time is taken out of the measured time.',
      'Downtime is excused while a provider that the component depends on reports at least a partial outage.',
      "Recorded exclusions are excused: third parties, force majeure, and blocking under the company's policies.",
      'Downtime starts when an alarm changes its state.',
      'While an alarm has too little data, its last state continues.',
      'The customer must notify the company within 24 hours after the outage ends.',
      'An outage without a timely notice is forfeited.',
      'A notice covers every outage between recognition and receipt, and any that starts within 1 hour after receipt.',
      'Downtime accrues from the instant at which the customer recognised it.',
      "Each downtime longer than 1 hour earns 5 % of the month's fees for each whole 30 minutes.",
      'Blocks are counted on each local day by itself.',
      'At most 1 credit a day.',
      "The credit of a month never exceeds 7 days' fees.",
      'The credit reduces the invoice of the month in which the downtime occurred, and no other.',
    ]);
  });

  test.each(publicPresets)('has a sentence on each topic of $policy.id', ({ policy }) => {
    const found = policySentences(parsedPolicy(policy));
    expect([...new Set(found.map(({ topic }) => topic))]).toEqual(POLICY_TOPICS);
    for (const { text } of found) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  });
});

describe('contractInShort', () => {
  test("prefers the operator's summary", () => {
    const terms = { title: 'SLA', url: 'https://example.com/sla', summary: ['We pay 10 %.'] };
    expect(contractInShort(parsedPolicy({ terms }))).toEqual(['We pay 10 %.']);
    expect(contractInShort(parsedPolicy())).toEqual(policyInWords(parsedPolicy()));
  });
});

describe('the target', () => {
  test('has the gate and the rounding', () => {
    expect(sentences('target', { availabilityDecimals: 1 })).toEqual([
      'The target is 99.9 % availability in each calendar month (time zone Etc/UTC).',
      'A month that meets the target earns nothing.',
      'Availability is rounded half up to 1 decimal before it is compared.',
    ]);
  });
});

describe('the service time', () => {
  test('is every hour by default', () => {
    expect(sentences('service-time')).toEqual(['The SLA measures all hours of every day.']);
  });

  test('names hours, weekdays and listed holidays', () => {
    const calendar = {
      excludeWeekdays: [7, 1],
      holidays: ['2026-12-25', '2026-12-26'],
      hours: { from: '08:00', to: '20:00' },
    };
    expect(sentences('service-time', { calendar })).toEqual([
      'The SLA measures 08:00 to 20:00 of each day except Monday, Sunday and 2 listed holidays.',
    ]);
    expect(sentences('service-time', { calendar: { hours: calendar.hours } })).toEqual([
      'The SLA measures 08:00 to 20:00 of every day.',
    ]);
  });
});

const announcement = (minimumNotice: string | { businessDays: number }) => maintenanceSentences({ minimumNotice })[0];

const maintenanceSentences = (
  change: NonNullable<PolicyInput['exclusions']>['maintenance'],
  effect: 'remove' | 'count-as-up' = 'remove',
) => sentences('maintenance', { exclusions: { effect, maintenance: change } }).slice(1);

describe('maintenance', () => {
  test('names the notice that it needs', () => {
    expect(announcement('PT48H')).toBe(
      'Maintenance by the company is excluded if it was announced at least 48 hours before it starts.',
    );
    expect(announcement({ businessDays: 1 })).toBe(
      'Maintenance by the company is excluded if it was announced at least 1 business day before the day on which it starts.',
    );
    expect(announcement({ businessDays: 0 })).toBe(
      'Maintenance by the company is excluded if it was announced before it starts.',
    );
  });

  test('names its limit and the effect of excluded time', () => {
    expect(maintenanceSentences({ emergency: 'excluded', maxPerMonth: 'PT4H' }, 'count-as-up')).toEqual([
      'All maintenance by the company is excluded, also if it was not announced.',
      "At most 4 hours of the company's maintenance are excluded in a month.",
      'Excluded time counts as available and stays in the measured time.',
    ]);
  });
});

describe('exclusions', () => {
  test.each([
    ['operational', 'any status'],
    ['degraded_performance', 'at least degraded performance'],
    ['under_maintenance', 'at least maintenance'],
    ['partial_outage', 'at least a partial outage'],
    ['major_outage', 'a major outage'],
  ] as const)('name the status %s', (minimumStatus, text) => {
    expect(sentences('exclusions', { exclusions: { thirdParty: { minimumStatus } } })[0]).toBe(
      `Downtime is excused while a provider that the component depends on reports ${text}.`,
    );
  });

  test('name providers that excuse nothing', () => {
    expect(sentences('exclusions', { exclusions: { thirdParty: { exclude: false } } })[0]).toBe(
      'Outages of providers are not excused by their status pages.',
    );
  });
});

describe('downtime', () => {
  test('has every rule that differs from the default', () => {
    const downtime = {
      onset: 'datapoint',
      insufficientData: 'down',
      mergeGaps: 'PT5M',
      minimum: 'PT1M',
      wholeUnits: { unit: 'PT5M', align: 'elapsed' },
    } as const;
    expect(sentences('downtime', { downtime })).toEqual([
      'Downtime starts with the data that made an alarm change its state.',
      'While an alarm has too little data, the component counts as down.',
      'Two downtimes of a component at most 5 minutes apart count as one, with the gap.',
      'A downtime shorter than 1 minute does not count.',
      'For availability, each downtime is rounded down to a multiple of 5 minutes.',
    ]);
  });

  test('names units of the clock, shares and missing data', () => {
    expect(sentences('downtime', { downtime: { wholeUnits: { unit: 'PT1M', align: 'clock' } } })[2]).toBe(
      'For availability, only whole units of 1 minute on the clock count.',
    );
    expect(sentences('downtime', { downtime: { insufficientData: 'up', impact: 'share' } }).slice(1)).toEqual([
      'While an alarm has too little data, the component counts as available.',
      'Downtime counts in proportion to the share of users or requests that it affects.',
    ]);
  });
});

const coverage = (covers: 'overlapping' | 'outage' | 'month', leadTolerance: string) =>
  claimSentences({ accrual: 'outage-start', covers, leadTolerance, steps: [step('PT24H', 'outage-end')] })[2];

describe('the claim', () => {
  test('is not needed by default', () => {
    expect(sentences('claim')).toEqual(['Credits are automatic: the customer need not claim them.']);
  });

  test('has every step, and forfeits without one', () => {
    const steps = [step({ businessDays: 2 }, 'outage-start'), step({ days: 30 }, 'month-end', 'claim')];
    expect(claimSentences({ accrual: 'outage-start', covers: 'outage', steps })).toEqual([
      'The customer must notify the company within 2 business days after the outage starts.',
      'The customer must claim the credit within 30 days after the month ends.',
      'An outage is forfeited unless every step is taken in time.',
      'A notice covers one outage: the one in which the customer recognised it.',
      'A claimed outage counts from its start.',
    ]);
  });

  test('names the outages that a notice covers', () => {
    expect(coverage('overlapping', 'PT0S')).toBe('A notice covers every outage between recognition and receipt.');
    expect(coverage('outage', 'PT1H')).toBe(
      'A notice covers one outage: the one in which the customer recognised it, or the next within 1 hour.',
    );
    expect(coverage('month', 'PT0S')).toBe('A notice covers every outage of the month that it claims.');
  });

  test.each([
    ['PT72H', 'outage-end', 'within 72 hours after the outage ends'],
    ['PT24H', 'recognition', 'within 24 hours after the customer recognises it'],
    [{ days: 1 }, 'outage-start', 'within 1 day after the outage starts'],
    [{ days: 0 }, 'outage-end', 'by the end of the day on which the outage ends'],
    [{ businessDays: 0 }, 'recognition', 'by the end of the day on which the customer recognises it'],
    [{ months: 0 }, 'outage-end', 'by the end of the month in which the outage ends'],
    [{ months: 1 }, 'month-end', 'by the end of the month after the one of the outage'],
    [{ months: 2 }, 'outage-start', 'by the end of the 2nd month after the one in which the outage starts'],
    [{ months: 3 }, 'recognition', 'by the end of the 3rd month after the one in which the customer recognises it'],
    [{ months: 12 }, 'month-end', 'by the end of the 12th month after the one of the outage'],
    [{ months: 21 }, 'month-end', 'by the end of the 21st month after the one of the outage'],
  ] as const)('writes the deadline %j after %s', (within, after, text) => {
    expect(deadline(within, after)).toBe(`The customer must notify the company ${text}.`);
  });
});

const creditSentences = (rule: PolicyInput['credit']): string[] => sentences('credit', { credit: rule });

describe('the credit', () => {
  const amount = { bps: 250 };

  test('names the qualifying downtime and each maximum of blocks', () => {
    const rule = { kind: 'per-block', block: 'PT30M', amount } as const;
    expect(creditSentences({ ...rule, blocksWithin: 'period', maxPerPeriod: 3, maxPerDay: 2, maxPerMonth: 1 })).toEqual(
      [
        "Each downtime earns 2.5 % of the month's fees for each whole 30 minutes.",
        'Blocks are counted over a whole downtime, also across midnight.',
        'At most 3 credits a downtime.',
        'At most 2 credits a day.',
        'At most 1 credit a month.',
      ],
    );
    expect(
      creditSentences({
        ...rule,
        blocksWithin: 'month',
        allowance: { percent: '0.01' },
        qualify: { longerThan: 'PT2H', summedOver: 'month' },
      }),
    ).toEqual([
      "Each downtime of a month with more than 2 hours of it in all earns 2.5 % of the month's fees for each whole 30 minutes.",
      'Blocks are counted over the downtime of the whole month.',
      'The first 0.01 % of the measured time is free.',
    ]);
  });

  test('names the qualifying downtime of outages', () => {
    const rule = { kind: 'per-outage', amount, maxPerDay: 1, maxPerMonth: 4 } as const;
    expect(creditSentences({ ...rule, qualify: { longerThan: 'PT1H', summedOver: 'day' } })).toEqual([
      "Each downtime of a day with more than 1 hour of it in all earns 2.5 % of the month's fees.",
      'At most 1 credit a day.',
      'At most 4 credits a month.',
    ]);
    for (const summedOver of ['day', 'month'] as const)
      expect(creditSentences({ ...rule, qualify: { summedOver } })[0]).toBe(
        "Each downtime earns 2.5 % of the month's fees.",
      );
  });

  test('names each bound of tiers and the steps beyond', () => {
    const beyond = { from: '99', step: '0.1', amount: { bps: 500 }, partialStep: 'drop' } as const;
    const tiers = [
      { below: '99.9', amount: { bps: 1000 } },
      { atMost: '99.5', amount: { serviceFeeDays: 3 } },
    ];
    expect(creditSentences({ kind: 'tiers', tiers, beyond })).toEqual([
      "A month with availability below 99.9 % earns 10 % of the month's fees.",
      "A month with availability of 99.5 % or less earns 3 days' fees.",
      'Only the last tier that is reached applies.',
      "Below 99 %, 5 % of the month's fees are added for each whole step of 0.1 percentage points.",
    ]);
    expect(creditSentences({ kind: 'tiers', beyond: { ...beyond, partialStep: 'count' } })).toEqual([
      "Below 99 %, 5 % of the month's fees are added for each started step of 0.1 percentage points.",
    ]);
  });

  test('names a month or a downtime of tiers by length', () => {
    const tiers = [{ longerThan: 'PT1H', amount: { serviceFeeDays: 1 } }];
    expect(creditSentences({ kind: 'tiers', by: 'downtime', tiers })).toEqual([
      "A month with downtime longer than 1 hour earns 1 day's fees.",
    ]);
    expect(creditSentences({ kind: 'tiers', by: 'period', tiers })).toEqual([
      "Each downtime longer than 1 hour earns 1 day's fees.",
    ]);
  });

  test('names the multiplier of a proportion', () => {
    expect(creditSentences({ kind: 'proportional', multiplier: 1 })).toEqual([
      "The credit is the month's fees times the share of the measured time that was down.",
    ]);
    expect(creditSentences({ kind: 'proportional', multiplier: 10 })).toEqual([
      "The credit is 10 times the month's fees times the share of the measured time that was down.",
    ]);
  });
});

describe('limits and billing', () => {
  test('name the caps and the smallest credit', () => {
    expect(sentences('limits')).toEqual(["The credit of a month never exceeds the month's fees."]);
    const caps = [{ bps: 5000 }, { serviceFeeDays: 7, of: 'year' }, { amountMinor: 123_456, currency: 'USD' }] as const;
    expect(sentences('limits', { caps: [...caps], payableAbove: { amountMinor: 100, currency: 'USD' } })).toEqual([
      "The credit of a month never exceeds 50 % of the month's fees, 7 days' fees (a day is 1/365 of twelve months' fees) or 1,234.56 USD.",
      'A credit of 1.00 USD or less is not paid.',
    ]);
  });

  test('name the invoice', () => {
    expect(sentences('billing', { apply: 'next-invoice' })).toEqual(['The credit reduces the next invoice.']);
    expect(sentences('billing', { apply: 'incident-month' })).toEqual(sentences('billing'));
  });
});

test.each([
  [{ bps: 1 }, "0.01 % of the month's fees"],
  [{ bps: 10_000 }, "100 % of the month's fees"],
  [{ bps: 1005 }, "10.05 % of the month's fees"],
  [{ serviceFeeDays: 1, of: '30-days' }, "1 day's fees (a day is 1/30 of the month's fees)"],
] as const)('feeShareText writes %j', (share, text) => {
  expect(feeShareText(share)).toBe(text);
});

test.each([
  ['PT72H', '72 hours'],
  ['P1DT1H1M1S', '1 day 1 hour 1 minute 1 second'],
  ['PT90M', '90 minutes'],
  ['PT0S', '0 minutes'],
])('durationText writes %s in its own units', (written, text) => {
  const duration = parseDuration(written);
  expect(duration && durationText(duration)).toBe(text);
});

test('every weekday that is excluded has its name', () => {
  expect(sentences('service-time', { calendar: { excludeWeekdays: [1, 2, 3, 4, 5, 6] } })).toEqual([
    'The SLA measures all hours of each day except Monday, Tuesday, Wednesday, Thursday, Friday and Saturday.',
  ]);
  expect(sentences('service-time', { calendar: { excludeWeekdays: [2, 4] } })).toEqual([
    'The SLA measures all hours of each day except Tuesday and Thursday.',
  ]);
});

test.each([
  ['P10D', '10 days'],
  ['PT45S', '45 seconds'],
  ['P1DT2H3M4S', '1 day 2 hours 3 minutes 4 seconds'],
  ['P0DT90M', '90 minutes'],
])('the duration %s is %s', (written, text) => {
  expect(durationText(parseDuration(written) ?? { ms: 0, written: '' })).toBe(text);
});

test.each([
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [10, '10th'],
  [11, '11th'],
  [13, '13th'],
  [14, '14th'],
  [21, '21st'],
  [110, '110th'],
  [111, '111th'],
  [114, '114th'],
])('a limit of %i months ends with the %s month', (months, ordinal) => {
  expect(deadline({ months }, 'month-end')).toBe(
    `The customer must notify the company by the end of the ${ordinal} month after the one of the outage.`,
  );
});
