import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';
import { awsEc2Region } from './aws-ec2-region.ts';

/** Amazon S3 Standard: 10, 25 or 100 % of a storage class's fees in a region, by its error rate. */
export const awsS3 = {
  ...awsEc2Region,
  id: 'aws-s3',
  target: '99.9',
  downtime: { impact: 'share' },
  credit: {
    kind: 'tiers',
    tiers: [
      { below: '99.9', amount: { bps: 1000 } },
      { below: '99', amount: { bps: 2500 } },
      { below: '95', amount: { bps: 10_000 } },
    ],
  },
} as const satisfies PolicyInput;

export const awsS3Preset: PolicyPreset = {
  policy: awsS3,
  vendor: 'Amazon Web Services',
  title: 'Amazon S3 Standard',
  source: { url: 'https://aws.amazon.com/s3/sla/', date: '28 November 2023' },
  summary:
    'A month whose error rate leaves less than 99.9 % earns 10 % of the fees, below 99 % 25 %, below 95 % all of them.',
  clauses: [
    {
      clause: 'The error rate of each interval of five minutes is the share of requests that failed.',
      parameters: 'downtime.impact "share"; each downtime or monitor has its impact in per cent',
    },
    {
      clause: 'The uptime is 100 % less the average of the error rates of all intervals of the month.',
      parameters: 'exclusions.effect "count-as-up"; availability weighs each instant by its impact',
    },
    {
      clause: 'A month below 99.9 % gives 10 %, below 99.0 % 25 %, below 95.0 % 100 %.',
      parameters: 'target "99.9"; gate "below-target"; three tiers by availability',
    },
    {
      clause: 'The credit is a share of the charges for the storage class in the region.',
      parameters: 'one service for each storage class and region',
    },
    {
      clause: 'The claim arrives by the end of the second billing cycle after the incident.',
      parameters: 'claim.covers "month"; one step within {"months": 2} after "month-end"; claim.accrual "outage-start"',
    },
    { clause: 'A credit is issued only above one dollar.', parameters: 'payableAbove 100 minor units of USD' },
    { clause: 'Credits apply to future payments.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'Billing cycles are calendar months in UTC.',
    'The downtimes are recorded at the edges of the intervals, each with its error rate as the impact.',
  ],
  variants: [
    'The storage classes for infrequent access: target and tiers of 99, 98 and 95 %.',
    'Charges in another currency than USD: give payableAbove in that currency.',
  ],
  notExpressed: ['An error rate with more than two decimals: the recorded impact is rounded.'],
};
