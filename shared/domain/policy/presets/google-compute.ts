import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Google Compute Engine, instances in several zones: 10, 25 or 100 % of a region's fees. */
export const googleCompute = {
  id: 'google-compute',
  version: 1,
  timeZone: 'America/Los_Angeles',
  target: '99.99',
  exclusions: { effect: 'count-as-up' },
  downtime: { minimum: 'PT1M', wholeUnits: { unit: 'PT1M', align: 'elapsed' } },
  claim: {
    accrual: 'outage-start',
    covers: 'month',
    steps: [{ step: 'notice', within: { days: 60 }, after: 'month-end' }],
  },
  credit: {
    kind: 'tiers',
    tiers: [
      { below: '99.99', amount: { bps: 1000 } },
      { below: '99', amount: { bps: 2500 } },
      { below: '95', amount: { bps: 10_000 } },
    ],
  },
  gate: 'below-target',
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const googleComputePreset: PolicyPreset = {
  policy: googleCompute,
  vendor: 'Google Cloud',
  title: 'Compute Engine, instances in multiple zones',
  source: { url: 'https://cloud.google.com/compute/sla', date: '29 August 2023' },
  summary: "A month below 99.99 % earns 10 % of a region's fees, below 99 % 25 %, below 95 % all of them.",
  clauses: [
    {
      clause: 'Uptime is the total minutes of the month less the minutes of downtime, divided by the total minutes.',
      parameters: 'exclusions.effect "count-as-up"',
    },
    {
      clause: 'A downtime period is one or more consecutive minutes; partial minutes do not count.',
      parameters: 'downtime.minimum "PT1M"; downtime.wholeUnits of "PT1M", align "elapsed"',
    },
    {
      clause: 'A month below 99.99 % gives 10 %, below 99 % 25 %, below 95 % 100 %.',
      parameters: 'target "99.99"; gate "below-target"; three tiers by availability',
    },
    {
      clause: 'Uptime and credit are determined for each project and region.',
      parameters: 'one service for each project and region',
    },
    {
      clause: 'The customer requests the credit within 60 days after becoming eligible.',
      parameters: 'claim.covers "month"; one step within {"days": 60} after "month-end"; claim.accrual "outage-start"',
    },
    { clause: 'The credit reduces future bills.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'The month follows Pacific time, as billing does.',
    'A customer becomes eligible when the month ends; copies of the text name 30 or 60 days, and the policy uses 60.',
    'Whole minutes count from the start of each period; with align "clock" they are minutes of the clock.',
  ],
  variants: [],
  notExpressed: [],
};
