import { alarmWarnings } from '../../../shared/closing/source-warnings.ts';
import { AWS_PROVIDER } from '../../../shared/config/sources.ts';
import { overviewOf } from '../../../shared/domain/statement/month-overview.ts';
import type { Assessment } from '../../../shared/domain/month/assessment.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { withFullNotice } from '../../../shared/domain/month/with-full-notice.ts';
import { figuresOf } from '../../../shared/domain/statement/statement.ts';
import type { ShownCredit } from '../../../shared/web/credits-section.ts';
import type { MonthListed } from '../../../shared/web/index-page.ts';
import type { MonthPage } from '../../../shared/web/month-page.ts';
import type { CaseJson } from './month-builder.ts';
import { assessments, losAngelesText, FACTS, NAMES } from './sample-statement.ts';

/** The month of the sample for its operator: a dozen customers, some with notices. */
const CUSTOMERS: readonly (readonly [
  id: string,
  name: string,
  feeMinor: number,
  components: readonly string[],
  writes: readonly string[],
])[] = [
  ['acme', 'Acme Telephony Inc.', 100_000, ['voice', 'web-app'], []],
  [
    'borealis',
    'Borealis Freight',
    420_000,
    ['voice', 'web-app', 'sms'],
    ['10-05T10:02', '10-07T10:40', '10-14T10:00', '10-26T11:30'],
  ],
  ['cobalt', 'Cobalt Dental Group', 89_900, ['web-app'], ['10-07T11:12']],
  ['dunmore', 'Dunmore & Fitch LLP', 240_000, ['voice', 'web-app'], ['10-05T09:50', '10-14T10:10']],
  ['eastgate', 'Eastgate Veterinary', 45_000, ['voice'], []],
  ['fjord', 'Fjord Outfitters', 160_000, ['web-app', 'sms'], ['10-09T22:05', '10-26T11:15']],
  ['granite', 'Granite State Supply', 310_000, ['voice', 'web-app'], ['10-22T13:20', '10-28T18:40']],
  ['harbor', 'Harbor Light Hotels', 675_000, ['voice', 'web-app', 'sms'], ['10-26T12:00']],
  ['indigo', 'Indigo Learning', 52_500, ['web-app'], []],
  ['juniper', 'Juniper Clinics', 128_000, ['voice', 'sms'], ['10-05T10:30', '10-14T11:00']],
];

const month = (): Partial<CaseJson> => ({
  asOf: '2026-11-03T20:00:00.000Z',
  facts: [
    ...FACTS,
    ...CUSTOMERS.flatMap(([customer, , , , writes]) =>
      writes.map((when): FactJson => ({
        kind: 'notice',
        id: `${customer}/${when}`,
        customer,
        recognizedAt: losAngelesText(when),
        receivedAt: losAngelesText(when),
      })),
    ),
  ],
  customers: CUSTOMERS.map(([id, , amountMinor, components]) => ({
    id,
    components: [...components],
    serviceFees: { amountMinor, currency: 'USD' },
  })),
});

const lineOf = (assessment: Assessment): ShownCredit => {
  const figures = figuresOf(assessment);
  const { customer } = figures;
  return {
    customer,
    name: CUSTOMERS.find(([id]) => id === customer)?.[1] ?? customer,
    href: `${customer}.html`,
    amountMinor: figures.amountMinor,
    noticedMinor: figuresOf(withFullNotice(assessment)).amountMinor,
    currency: figures.currency,
    revision: figures.amountMinor > 0 ? (customer === 'acme' ? 2 : 1) : undefined,
    observedMs: figures.observedDowntimeMs,
    countedMs: figures.creditableDowntimeMs,
  };
};

export const sampleMonth = (): MonthPage => {
  const all = assessments(month());
  const [one] = all;
  if (one === undefined) throw new Error('the month has no customer');
  return {
    overview: overviewOf(one.month, [AWS_PROVIDER]),
    closedAt: Date.parse('2026-11-03T20:05:12.000Z'),
    credits: all.map(lineOf),
    blocked: [{ customer: 'kestrel', reason: 'no fees for 2026-10, and no recurring fees' }],
    attention: [
      ...alarmWarnings(one.month),
      { kind: 'notice-without-downtime', subject: 'juniper/5120', customer: 'juniper' },
      { kind: 'terms-changed', subject: '2026-10-16T17:00:00.000Z', customer: 'harbor' },
    ],
    names: NAMES,
  };
};

export const SAMPLE_MONTHS: readonly MonthListed[] = [
  {
    month: '2026-08',
    href: '2026-08/',
    dueMinor: { USD: 18_000 },
    credited: 1,
    blocked: 0,
    attention: 2,
    closedAt: Date.parse('2026-09-02T19:04:00Z'),
  },
  {
    month: '2026-09',
    href: '2026-09/',
    dueMinor: {},
    credited: 0,
    blocked: 0,
    attention: 0,
    closedAt: Date.parse('2026-10-02T19:04:00Z'),
  },
  { month: '2026-10', href: '2026-10/', dueMinor: { EUR: 4_100, USD: 200_000 }, credited: 7, blocked: 1, attention: 6 },
];
