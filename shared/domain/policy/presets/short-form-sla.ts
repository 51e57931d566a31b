import type { PolicyInput } from '../policy.ts';

/** The contract's Short Form SLA: the default policy. */
export const shortFormSla = {
  id: 'short-form-sla',
  version: 2,
  timeZone: 'America/Los_Angeles',
  target: '99.9',
  calendar: { excludeWeekdays: [6, 7], holidays: { country: 'US' } },
  claim: { leadTolerance: 'PT1H', steps: [{ step: 'notice', within: 'PT24H', after: 'outage-end' }] },
  credit: {
    kind: 'per-block',
    qualify: { longerThan: 'PT1H' },
    block: 'PT30M',
    amount: { bps: 500 },
    maxPerDay: 1,
  },
  caps: [{ serviceFeeDays: 7 }],
} as const satisfies PolicyInput;
