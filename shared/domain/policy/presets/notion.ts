import type { PolicyPreset } from '../policy-preset.ts';
import type { PolicyInput } from '../policy.ts';
import { shortFormSla } from './short-form-sla.ts';

/** Notion: the Short Form SLA with 72 hours for the notice. */
export const notion = {
  ...shortFormSla,
  id: 'notion',
  version: 1,
  claim: { ...shortFormSla.claim, steps: [{ step: 'notice', within: 'PT72H', after: 'outage-end' }] },
} as const satisfies PolicyInput;

export const notionPreset: PolicyPreset = {
  policy: notion,
  vendor: 'Notion',
  title: 'Service Level Terms',
  source: {
    url: 'https://www.notion.so/notion/Service-Level-Terms-6f805fa1d4ca4463b805e2832ae8ff0d',
    date: 'as of 19 June 2026',
  },
  summary: 'A downtime longer than an hour earns 5 % of the fees, once a day, up to a week of fees a month.',
  clauses: [
    {
      clause: 'The service is available 99.9 % of the month, without weekends, holidays and scheduled maintenance.',
      parameters:
        'target "99.9"; calendar without weekdays 6 and 7 and the holidays of the US; exclusions.effect "remove"',
    },
    {
      clause: 'A downtime longer than an hour gives 5 % for each 30 or more consecutive minutes.',
      parameters: 'credit "per-block" with qualify.longerThan "PT1H", block "PT30M" and 500 bps',
    },
    { clause: 'At most one credit accrues a day.', parameters: 'credit.maxPerDay 1' },
    {
      clause: 'The customer notifies in writing within 72 hours from the time of downtime, or forfeits the credit.',
      parameters: 'claim with one step within "PT72H" after "outage-end"',
    },
    { clause: 'A month gives at most one week of fees.', parameters: 'caps {"serviceFeeDays": 7}' },
    { clause: 'The credit applies to the month of the incident.', parameters: 'apply "incident-month", the default' },
  ],
  assumptions: [
    'The policy follows quotations of the text in a public data set.',
    'The 72 hours run from the end of the downtime; with after "outage-start" they run from its start.',
    'Downtime accrues when the customer recognises it, as in the other texts of this template; no copy quotes the sentence.',
    'Weekends and holidays are those of the US in Pacific time.',
    'A notice may arrive up to an hour before the alarm fires.',
  ],
  variants: [],
  notExpressed: [],
};
