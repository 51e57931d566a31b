import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Twilio APIs: 10 % of the affected API's fees in a month below 99.95 %. */
export const twilioApis = {
  id: 'twilio',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '99.95',
  exclusions: { effect: 'count-as-up', maintenance: { emergency: 'excluded' } },
  downtime: { minimum: 'PT5M' },
  claim: {
    accrual: 'outage-start',
    covers: 'month',
    steps: [{ step: 'notice', within: { days: 30 }, after: 'month-end' }],
  },
  credit: { kind: 'tiers', tiers: [{ below: '99.95', amount: { bps: 1000 } }] },
  gate: 'below-target',
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const twilioApisPreset: PolicyPreset = {
  policy: twilioApis,
  vendor: 'Twilio',
  title: 'Twilio APIs',
  source: { url: 'https://www.twilio.com/en-us/legal/service-level-agreement', date: '14 February 2023' },
  summary: 'A month below 99.95 % earns 10 % of the fees for the affected API.',
  clauses: [
    {
      clause: 'Availability is (A − B) / A: A is the total time of the month, and B the unavailable time.',
      parameters: 'exclusions.effect "count-as-up"',
    },
    { clause: 'An API is unavailable after at least five minutes.', parameters: 'downtime.minimum "PT5M"' },
    {
      clause: 'Maintenance is no unavailable time, announced or not.',
      parameters: 'exclusions.maintenance.emergency "excluded"',
    },
    {
      clause: 'A month below the threshold of 99.95 % gives 10 % of the fees for the affected API.',
      parameters:
        'target "99.95"; gate "below-target"; one tier below "99.95" with 1,000 bps; one service for each API',
    },
    {
      clause: 'The customer requests the credit within 30 days from the last day of the month.',
      parameters: 'claim.covers "month"; one step within {"days": 30} after "month-end"; claim.accrual "outage-start"',
    },
    { clause: 'The credit reduces later amounts, and is never refunded.', parameters: 'apply "next-invoice"' },
  ],
  assumptions: [
    'The text names no time zone for its month; the policy uses UTC.',
    'The five-minute rule comes from a data set of June 2026, not from the text of 2023.',
  ],
  variants: ['The editions for enterprises: target and tier of 99.99 %.'],
  notExpressed: ['The credit for a SendGrid connection rate below 15,000 or 10,000 requests a second.'],
};
