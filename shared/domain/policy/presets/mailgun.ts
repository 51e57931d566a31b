import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Mailgun: 5 % for each 30 minutes of downtime after the first 0.01 % of the month. */
export const mailgun = {
  id: 'mailgun',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.99',
  exclusions: { effect: 'count-as-up', maintenance: { emergency: 'excluded' } },
  claim: {
    accrual: 'outage-start',
    covers: 'outage',
    leadTolerance: 'PT1H',
    steps: [{ step: 'notice', within: { days: 30 }, after: 'outage-end' }],
  },
  credit: {
    kind: 'per-block',
    block: 'PT30M',
    blocksWithin: 'month',
    allowance: { percent: '0.01' },
    amount: { bps: 500 },
  },
  caps: [{ bps: 5000 }],
} as const satisfies PolicyInput;

export const mailgunPreset: PolicyPreset = {
  policy: mailgun,
  vendor: 'Mailgun',
  title: 'Mailgun API, SMTP and outbound delivery',
  source: { url: 'https://www.mailgun.com/legal/sla/', date: 'as of 19 June 2026' },
  summary: 'Each 30 minutes of downtime after the first 0.01 % of the month earn 5 % of the fees, up to half of them.',
  clauses: [
    {
      clause: 'Each 30 minutes of unavailability give 5 % of the monthly fee for the service.',
      parameters:
        'credit "per-block" with block "PT30M", blocksWithin "month" and 500 bps; one service for each service',
    },
    { clause: 'The first 0.01 % is free.', parameters: 'credit.allowance {"percent": "0.01"}; gate "none"' },
    { clause: 'A month gives at most 50 % of its fees.', parameters: 'caps 5,000 bps' },
    {
      clause: "Maintenance and causes beyond the company's control do not count.",
      parameters: 'exclusions.maintenance.emergency "excluded"; exclusions as facts; exclusions.effect "count-as-up"',
    },
    {
      clause: 'The customer claims within 30 days after the end of the downtime.',
      parameters:
        'claim.covers "outage"; one step within {"days": 30} after "outage-end"; claim.accrual "outage-start"',
    },
  ],
  assumptions: [
    'The policy follows a summary of the text in a public data set.',
    'The blocks are counted over the downtime of the whole month, and 0.01 % is a share of all its minutes.',
    'A customer may notice a downtime up to an hour before the alarm does.',
    'The month follows UTC.',
  ],
  variants: [],
  notExpressed: ['The condition that the customer shows an adverse effect on its use.'],
};
