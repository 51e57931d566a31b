import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Cloudflare Business: the share of the month that was down, weighted by the affected visitors. */
export const cloudflareBusiness = {
  id: 'cloudflare-business',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '100',
  exclusions: { effect: 'count-as-up' },
  downtime: { impact: 'share' },
  claim: {
    accrual: 'outage-start',
    covers: 'outage',
    leadTolerance: 'PT1H',
    steps: [
      { step: 'notice', within: { businessDays: 5 }, after: 'outage-start' },
      { step: 'claim', within: { months: 1 }, after: 'month-end' },
    ],
  },
  credit: { kind: 'proportional', multiplier: 1 },
  gate: 'below-target',
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const cloudflareBusinessPreset: PolicyPreset = {
  policy: cloudflareBusiness,
  vendor: 'Cloudflare',
  title: 'Business plan',
  source: { url: 'https://www.cloudflare.com/business-sla/', date: 'as of 19 June 2026' },
  summary: 'Every minute of an outage earns its share of the fees, weighted by the share of visitors that it affects.',
  clauses: [
    { clause: 'The service is available 100 % of the time.', parameters: 'target "100"; gate "below-target"' },
    {
      clause:
        'The credit is the outage in minutes, times the ratio of affected visitors, divided by the scheduled availability.',
      parameters: 'credit "proportional" with multiplier 1; downtime.impact "share"',
    },
    {
      clause: 'Scheduled availability is all minutes of the month less the downtime that the customer planned.',
      parameters: 'exclusions.effect "count-as-up"; maintenance with requestedBy "customer"',
    },
    {
      clause: 'The customer reports the incident within five business days.',
      parameters: 'claim step "notice" within {"businessDays": 5} after "outage-start"',
    },
    {
      clause: 'The customer claims by the end of the billing month after the incident.',
      parameters: 'claim step "claim" within {"months": 1} after "month-end"; claim.covers "outage"',
    },
  ],
  assumptions: [
    'The formula follows copies of the text, and its terms follow the Enterprise text of 8 July 2025.',
    'The month and its business days follow UTC, and no holidays are configured.',
    'A customer may notice an incident up to an hour before the alarm does.',
  ],
  variants: [],
  notExpressed: [
    'The cap over a year: no parameter looks at several months.',
    'A ratio with more than two decimals of a per cent: the recorded impact is rounded.',
  ],
};
