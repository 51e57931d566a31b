import type { PolicyPreset } from '../policy-preset.ts';
import { plainSummary } from './plain-summary.ts';
import { shortFormSla } from './short-form-sla.ts';

const TEMPLATE = { url: 'https://haystackteam.com/legal/sla', date: 'undated' } as const;

/** The Short Form SLA is a template of many companies; its plain summary is a more generous reading of it. */
export const contractPresets: readonly PolicyPreset[] = [
  {
    policy: shortFormSla,
    vendor: 'Short Form SLA',
    title: 'The template of many start-ups',
    source: TEMPLATE,
    summary: 'A downtime longer than an hour earns 5 % of the fees, once a day, up to a week of fees a month.',
    clauses: [
      {
        clause: 'The service is available 99.9 % of the month, without holidays, weekends and scheduled maintenance.',
        parameters:
          'target "99.9"; calendar without weekdays 6 and 7 and the holidays of the US; exclusions.effect "remove"',
      },
      {
        clause: 'Maintenance that the customer requested is excluded.',
        parameters: 'maintenance with requestedBy "customer"',
      },
      {
        clause: "Outages of third parties, and causes beyond the company's control, are excluded.",
        parameters: 'exclusions.thirdParty.exclude true; exclusions as facts',
      },
      {
        clause: 'A downtime longer than an hour gives 5 % for each 30 or more consecutive minutes.',
        parameters: 'credit "per-block" with qualify.longerThan "PT1H", block "PT30M" and 500 bps',
      },
      { clause: 'At most one credit accrues a day.', parameters: 'credit.maxPerDay 1' },
      {
        clause: 'Downtime accrues as soon as the customer recognises it, with notice to the company.',
        parameters: 'claim.accrual "recognition", the default',
      },
      {
        clause: 'The customer notifies in writing within 24 hours from the time of downtime, or forfeits the credit.',
        parameters: 'claim with one step within "PT24H" after "outage-end"; leadTolerance "PT1H"',
      },
      { clause: 'A month gives at most one week of fees.', parameters: 'caps {"serviceFeeDays": 7}' },
      { clause: 'The credit applies to the month of the incident.', parameters: 'apply "incident-month", the default' },
      {
        clause: "Blocking traffic under the company's policies is no failure.",
        parameters: 'exclusions with reason "policy-block"',
      },
    ],
    assumptions: ['docs/rules.md, section 11, lists each reading of the clause and the switch for another one.'],
    variants: [],
    notExpressed: [],
  },
  {
    policy: plainSummary,
    vendor: 'Plain summary',
    title: 'A friendlier reading of the Short Form SLA',
    source: TEMPLATE,
    summary: 'A month with more than 30 consecutive minutes of downtime earns 5 % of its fees, without a notice.',
    clauses: [
      {
        clause: 'The service is available 99.9 % of the month, at all hours.',
        parameters: 'target "99.9"; no calendar',
      },
      {
        clause: 'More than 30 consecutive minutes of downtime give 5 % of the bill.',
        parameters: 'credit "per-block" with qualify.longerThan "PT30M", block "PT30M" and 500 bps',
      },
      { clause: 'A month gives one such credit.', parameters: 'credit.maxPerMonth 1' },
      { clause: 'No notice is asked for.', parameters: 'claim null, the default' },
    ],
    assumptions: ['A week of fees caps the month, as in the binding text.'],
    variants: [],
    notExpressed: [],
  },
];
