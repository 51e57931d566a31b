import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Amazon EC2 across two or more zones of a region: 10, 30 or 100 % of the region's fees. */
export const awsEc2Region = {
  id: 'aws-ec2-region',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.99',
  exclusions: { effect: 'count-as-up' },
  claim: {
    accrual: 'outage-start',
    covers: 'month',
    steps: [{ step: 'notice', within: { months: 2 }, after: 'month-end' }],
  },
  credit: {
    kind: 'tiers',
    tiers: [
      { below: '99.99', amount: { bps: 1000 } },
      { below: '99', amount: { bps: 3000 } },
      { below: '95', amount: { bps: 10_000 } },
    ],
  },
  gate: 'below-target',
  payableAbove: { amountMinor: 100, currency: 'USD' },
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const awsEc2RegionPreset: PolicyPreset = {
  policy: awsEc2Region,
  vendor: 'Amazon Web Services',
  title: 'Amazon Compute, region level (EC2, EBS, ECS, Fargate)',
  source: { url: 'https://aws.amazon.com/compute/sla/', date: 'as of 19 June 2026' },
  summary: "A month below 99.99 % earns 10 % of a service's fees in a region, below 99 % 30 %, below 95 % all of them.",
  clauses: [
    {
      clause: 'The percentage of minutes in which the region was unavailable is subtracted from 100 %.',
      parameters: 'exclusions.effect "count-as-up"',
    },
    {
      clause: 'A month below 99.99 % gives 10 %, below 99.0 % 30 %, below 95.0 % 100 %.',
      parameters: 'target "99.99"; gate "below-target"; three tiers by availability',
    },
    {
      clause: 'The credit is a share of the charges for the affected service in the affected region.',
      parameters: 'one service for each included service and region',
    },
    {
      clause: 'The claim arrives by the end of the second billing cycle after the incident.',
      parameters: 'claim.covers "month"; one step within {"months": 2} after "month-end"; claim.accrual "outage-start"',
    },
    { clause: 'A credit is issued only above one dollar.', parameters: 'payableAbove 100 minor units of USD' },
    { clause: 'Credits apply to future payments.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'The wording is that of 5 May 2022; the tiers are those of 19 June 2026.',
    'Billing cycles are calendar months in UTC.',
    'The text does not drop partial minutes, and neither does the policy.',
  ],
  variants: ['Charges in another currency than USD: give payableAbove in that currency.'],
  notExpressed: ['The SLA for a single instance, which credits by hours.'],
};
