import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';

/** Google Workspace, billed monthly: the value of 3, 7 or 15 days of service. */
export const googleWorkspace = {
  id: 'google-workspace',
  version: 1,
  timeZone: 'America/Los_Angeles',
  target: '99.9',
  exclusions: { effect: 'count-as-up' },
  claim: {
    accrual: 'outage-start',
    covers: 'month',
    steps: [{ step: 'notice', within: { days: 30 }, after: 'month-end' }],
  },
  credit: {
    kind: 'tiers',
    tiers: [
      { below: '99.9', amount: { serviceFeeDays: 3 } },
      { below: '99', amount: { serviceFeeDays: 7 } },
      { below: '95', amount: { serviceFeeDays: 15 } },
    ],
  },
  gate: 'below-target',
  caps: [{ serviceFeeDays: 15 }],
  apply: 'next-invoice',
} as const satisfies PolicyInput;

export const googleWorkspacePreset: PolicyPreset = {
  policy: googleWorkspace,
  vendor: 'Google Workspace',
  title: 'Google Workspace, for customers billed monthly',
  source: { url: 'https://workspace.google.com/terms/sla.html', date: 'as of 19 June 2026' },
  summary: 'A month below 99.9 % earns the value of 3 days of service, below 99 % 7 days, below 95 % 15 days.',
  clauses: [
    {
      clause: 'Uptime is the minutes of the month less the minutes of downtime, divided by the minutes of the month.',
      parameters: 'exclusions.effect "count-as-up"',
    },
    {
      clause: 'A domain is down while more than 5 % of its users get errors.',
      parameters: 'the alarm uses the threshold of 5 %',
    },
    {
      clause: 'A month below 99.9 % gives 3 days of service, below 99.0 % 7 days, below 95.0 % 15 days.',
      parameters: 'target "99.9"; gate "below-target"; three tiers with {"serviceFeeDays": n}',
    },
    { clause: 'A month gives at most 15 days.', parameters: 'caps {"serviceFeeDays": 15}' },
    {
      clause: 'The customer notifies Google within 30 days after becoming eligible.',
      parameters: 'claim.covers "month"; one step within {"days": 30} after "month-end"; claim.accrual "outage-start"',
    },
  ],
  assumptions: [
    "A day of service is worth the month's fees divided by its days.",
    'A customer becomes eligible when the month ends. The month follows Pacific time.',
  ],
  variants: [],
  notExpressed: ['The extension of the term by days, which customers with a yearly plan receive instead of money.'],
};
