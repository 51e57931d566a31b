import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** 8x8 (id `8x8`): tiers with inclusive bounds, and further steps below 99 %, up to half of the fees. */
export const eightByEight = {
  id: '8x8',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.999',
  exclusions: { effect: 'count-as-up' },
  claim: {
    accrual: 'outage-start',
    covers: 'outage',
    leadTolerance: 'PT1H',
    steps: [
      { step: 'notice', within: { businessDays: 2 }, after: 'outage-start' },
      { step: 'claim', within: { days: 30 }, after: 'month-end' },
    ],
  },
  credit: {
    kind: 'tiers',
    tiers: [
      { atMost: '99.998', amount: { bps: 500 } },
      { atMost: '99.899', amount: { bps: 1000 } },
      { atMost: '99.499', amount: { bps: 3000 } },
    ],
    beyond: { from: '99', step: '0.1', amount: { bps: 500 }, partialStep: 'drop' },
  },
  gate: 'below-target',
  caps: [{ bps: 5000 }],
  availabilityDecimals: 3,
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const eightByEightPreset: PolicyPreset = {
  policy: eightByEight,
  vendor: '8x8',
  title: '8x8 Work and Contact Center',
  source: {
    url: 'https://cdn.8x8.com/files/mfagl40e/production/b589e8dcc5ff6d672e991eea424a3c4674baec5b.pdf',
    date: '3 December 2024',
  },
  summary:
    'A month at 99.998 % or less earns 5, 10 or 30 % of the fees, and 5 % more for each 0.1 % below 99 %, up to half of them.',
  clauses: [
    {
      clause: 'The bands are written with three decimals: 99.998 to 99.900, 99.899 to 99.500, 99.499 to 99.000 %.',
      parameters: 'three tiers with "atMost"; availabilityDecimals 3',
    },
    {
      clause: 'Below 99.0 %, each further 0.1 % adds 5 %.',
      parameters: 'credit.beyond from "99", step "0.1", 500 bps, partialStep "drop"',
    },
    { clause: 'A month gives at most 50 % of its fees.', parameters: 'caps 5,000 bps' },
    { clause: 'The target is 99.999 %.', parameters: 'target "99.999"; gate "below-target"' },
    {
      clause: 'The customer opens a ticket within two business days after the issue.',
      parameters: 'claim step "notice" within {"businessDays": 2} after "outage-start"; claim.covers "outage"',
    },
    {
      clause: 'The customer requests the credit within 30 days after becoming eligible.',
      parameters: 'claim step "claim" within {"days": 30} after "month-end"',
    },
    { clause: 'The credit reduces the bill of the next month.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'The policy follows quotations of the text in a public data set.',
    'Availability is rounded to the three decimals of the bands, so that no value falls between two bands.',
    'The steps are counted from 99 %, and a started step of 0.1 % earns nothing.',
    'A customer becomes eligible when the month ends. The month follows UTC, and no holidays are configured.',
    'A customer may notice an issue up to an hour before the alarm does.',
  ],
  variants: [],
  notExpressed: [],
};
