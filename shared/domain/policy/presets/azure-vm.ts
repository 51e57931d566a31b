import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Azure Virtual Machines in two or more zones: 10, 25 or 100 % of the service's fees. */
export const azureVm = {
  id: 'azure-vm',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.99',
  exclusions: { effect: 'count-as-up' },
  downtime: { wholeUnits: { unit: 'PT1M', align: 'elapsed' } },
  claim: {
    accrual: 'outage-start',
    covers: 'outage',
    leadTolerance: 'PT1H',
    steps: [{ step: 'notice', within: { days: 60 }, after: 'outage-end' }],
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

export const azureVmPreset: PolicyPreset = {
  policy: azureVm,
  vendor: 'Microsoft Azure',
  title: 'Virtual Machines in two or more availability zones',
  source: {
    url: 'https://www.microsoft.com/licensing/docs/view/Service-Level-Agreements-SLA-for-Online-Services',
    date: 'as of 19 June 2026',
  },
  summary: "A month below 99.99 % earns 10 % of the service's fees, below 99 % 25 %, below 95 % all of them.",
  clauses: [
    {
      clause: 'Uptime is the maximum available minutes less the downtime, divided by the maximum available minutes.',
      parameters: 'exclusions.effect "count-as-up"; activeFrom and activeTo of the customer bound the available time',
    },
    {
      clause: 'Downtime is counted in minutes without connectivity.',
      parameters: 'downtime.wholeUnits of "PT1M", align "elapsed"',
    },
    {
      clause: 'A month below 99.99 % gives 10 %, below 99 % 25 %, below 95 % 100 %.',
      parameters: 'target "99.99"; gate "below-target"; three tiers by availability',
    },
    {
      clause: 'The credit is a share of the monthly fees for the affected service, and never more than them.',
      parameters: 'one service for each Azure service',
    },
    {
      clause: 'The claim for an incident arrives within 60 days of it.',
      parameters:
        'claim.covers "outage"; one step within {"days": 60} after "outage-end"; claim.accrual "outage-start"',
    },
    { clause: 'The credit reduces the next invoice.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'Sources differ on the claim: 60 days of the incident, or two months; the policy uses 60 days after its end.',
    'A customer may notice an incident up to an hour before the alarm does.',
    'Claim and tiers follow a public data set; no copy that was read states the rule of whole minutes.',
    'The month follows UTC.',
  ],
  variants: ['Availability sets and single instances: lower targets and first tiers.'],
  notExpressed: [],
};
