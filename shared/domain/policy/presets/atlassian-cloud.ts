import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Atlassian Cloud, Premium plans: 10, 25 or 50 % of a product's fees. */
export const atlassianCloud = {
  id: 'atlassian-cloud',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.9',
  exclusions: { effect: 'count-as-up', maintenance: { emergency: 'excluded' } },
  downtime: { wholeUnits: { unit: 'PT1M', align: 'clock' } },
  claim: {
    accrual: 'outage-start',
    covers: 'month',
    steps: [{ step: 'notice', within: { days: 15 }, after: 'month-end' }],
  },
  credit: {
    kind: 'tiers',
    tiers: [
      { below: '99.9', amount: { bps: 1000 } },
      { below: '99', amount: { bps: 2500 } },
      { below: '95', amount: { bps: 5000 } },
    ],
  },
  gate: 'below-target',
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const atlassianCloudPreset: PolicyPreset = {
  policy: atlassianCloud,
  vendor: 'Atlassian',
  title: 'Cloud products, Premium plans',
  source: { url: 'https://www.atlassian.com/legal/sla/service-credits', date: '7 October 2024' },
  summary: "A month below 99.9 % earns 10 % of a product's fees, below 99 % 25 %, below 95 % 50 %.",
  clauses: [
    {
      clause: 'The percentage of downtime minutes out of the total minutes of the month is subtracted from 100 %.',
      parameters: 'exclusions.effect "count-as-up"',
    },
    { clause: 'All months are measured in UTC.', parameters: 'timeZone "Etc/UTC"' },
    {
      clause: 'A minute counts if more than 5 % of the requests in it failed.',
      parameters: 'downtime.wholeUnits of "PT1M", align "clock"; the alarm uses the threshold of 5 %',
    },
    {
      clause: 'Scheduled and emergency maintenance do not count.',
      parameters: 'exclusions.maintenance.emergency "excluded"',
    },
    {
      clause: 'A month below 99.90 % gives 10 %, below 99.00 % 25 %, below 95.00 % 50 %.',
      parameters: 'target "99.9"; gate "below-target"; three tiers by availability',
    },
    { clause: 'Each product is calculated by itself.', parameters: 'one service for each product' },
    {
      clause: 'The customer opens a ticket within 15 days after the end of the month.',
      parameters: 'claim.covers "month"; one step within {"days": 15} after "month-end"; claim.accrual "outage-start"',
    },
    { clause: 'The credit reduces a future payment for the product.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: ['The recorded downtimes begin and end with a minute of the clock; a partial minute is dropped.'],
  variants: ['The Enterprise plans: a target of 99.95 %, and a first tier of 5 % below it.'],
  notExpressed: [],
};
