import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { Assessment } from '../../../shared/domain/month/assessment.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { withFullNotice } from '../../../shared/domain/month/with-full-notice.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { type CustomerMonth, customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { figuresOf, statementOf } from '../../../shared/domain/statement/statement.ts';
import { invoiceText } from '../../../shared/messaging/invoice-text.ts';
import type { StatementPage } from '../../../shared/web/statement-page.ts';
import { instantText } from './instant-text.ts';
import type { CaseJson, PolicyJson } from './month-builder.ts';

/** A month in which much happened, as the contract counts it: October 2026 in Los Angeles. Instants are local, UTC−7. */

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:';
export const losAngelesText = (local: string, offset = '-07:00'): string => instantText(local, offset);

export const alarmFacts = (alarm: string, from: string, to: string, offset?: string): FactJson[] =>
  [
    { state: 'ALARM', at: losAngelesText(from, offset) } as const,
    { state: 'OK', at: losAngelesText(to, offset) } as const,
  ].map((word) => ({
    kind: 'monitor-state',
    id: `${alarm} ${word.at}`,
    monitor: `${ARN}${alarm}`,
    ...word,
  }));

export const noticeFact = (
  id: string,
  recognised: string,
  received: string,
  recordedAt?: string,
  offset?: string,
): FactJson => ({
  kind: 'notice',
  id: `acme/${id}`,
  customer: 'acme',
  recognizedAt: losAngelesText(recognised, offset),
  receivedAt: losAngelesText(received, offset),
  ...(recordedAt === undefined ? {} : { recordedAt: losAngelesText(recordedAt, offset) }),
});

export const twilioStatusFact = (status: 'major_outage' | 'operational', when: string, offset?: string): FactJson => ({
  kind: 'provider-status',
  id: `kgl2l4dqtvqz 3p9vb6w1zk5c ${status} ${losAngelesText(when, offset)}`,
  provider: 'twilio',
  component: '3p9vb6w1zk5c',
  status,
  at: losAngelesText(when, offset),
});

export const FACTS: readonly FactJson[] = [
  ...alarmFacts('voice-call-setup-failures', '10-05T09:30', '10-05T12:12'),
  noticeFact('4107', '10-05T09:34', '10-05T09:41'),
  ...alarmFacts('web-app-5xx', '10-06T14:00', '10-06T14:48'),
  noticeFact('4112', '10-06T14:05', '10-06T14:20'),
  ...alarmFacts('web-app-unreachable', '10-07T10:00', '10-07T13:00'),
  noticeFact('4115', '10-07T09:58', '10-07T10:20'),
  {
    kind: 'maintenance',
    id: 'CHG-881',
    scope: { all: true },
    start: losAngelesText('10-08T02:00'),
    end: losAngelesText('10-08T04:00'),
    announcedAt: losAngelesText('10-01T09:00'),
    requestedBy: 'company',
  },
  ...alarmFacts('web-app-unreachable', '10-08T02:10', '10-08T03:25'),
  ...alarmFacts('web-app-5xx', '10-09T22:00', '10-10T01:10'),
  noticeFact('4121', '10-09T22:30', '10-10T08:02'),
  ...alarmFacts('web-app-5xx', '10-12T08:00', '10-12T13:00'),
  ...alarmFacts('voice-call-setup-failures', '10-14T09:54', '10-14T11:24'),
  noticeFact('4133', '10-14T10:05', '10-14T10:31'),
  ...alarmFacts('web-app-5xx', '10-15T16:02', '10-15T16:11:30'),
  noticeFact('4136', '10-15T16:04', '10-15T16:30'),
  ...alarmFacts('web-app-5xx', '10-17T01:00', '10-17T03:18'),
  twilioStatusFact('major_outage', '10-20T06:55'),
  ...alarmFacts('voice-call-setup-failures', '10-20T07:00', '10-20T09:12'),
  twilioStatusFact('operational', '10-20T08:35'),
  noticeFact('4150', '10-20T07:20', '10-20T07:52'),
  ...alarmFacts('web-app-unreachable', '10-22T13:00', '10-22T14:48'),
  noticeFact('4158', '10-22T13:30', '10-23T16:50'),
  ...alarmFacts('web-app-5xx', '10-26T11:05', '10-26T13:40'),
  noticeFact('4163', '10-26T11:10', '10-26T11:20', '11-03T08:30'),
  ...alarmFacts('web-app-unreachable', '10-28T18:20', '10-28T19:05'),
];

export const ACME: CaseJson['customers'][number] = {
  id: 'acme',
  components: ['voice', 'web-app'],
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
};

export const POLICY: PolicyJson = {
  ...shortFormSla,
  calendar: { excludeWeekdays: [6, 7], holidays: ['2026-10-12', '2026-11-11', '2026-11-26'] },
};

const month: CaseJson = {
  month: '2026-10',
  asOf: '2026-11-02T20:00:00.000Z',
  policy: POLICY,
  components: [
    {
      id: 'voice',
      monitors: [`${ARN}voice-call-setup-failures`],
      dependsOn: [{ provider: 'twilio', component: '3p9vb6w1zk5c' }],
    },
    { id: 'web-app', monitors: [`${ARN}web-app-5xx`, `${ARN}web-app-unreachable`], dependsOn: [] },
    {
      id: 'sms',
      monitors: [`${ARN}sms-delivery-failures`],
      dependsOn: [{ provider: 'twilio', component: 'r7y2hd40mxqt' }],
    },
  ],
  facts: FACTS,
  customers: [ACME],
};

export const assessments = (change: Partial<CaseJson> = {}): Assessment[] => evaluateInput({ ...month, ...change });

export const monthOf = (...assessments: readonly Assessment[]): CustomerMonth =>
  customerMonthOf(assessments.map(statementOf));

export const firstAssessment = (change: Partial<CaseJson> = {}): Assessment => {
  const [assessment] = assessments(change);
  if (assessment === undefined) throw new Error('the month has no customer');
  return assessment;
};

const asOfText = ({ statements: [first] }: CustomerMonth): number => Date.parse(first?.explanation.asOf ?? '');

export const pageRevision = (
  number: number,
  customerMonth: CustomerMonth,
  previousAmountMinor: number,
): StatementPage['revisions'][number] => ({
  revision: number,
  amountMinor: customerMonth.amountMinor,
  previousAmountMinor,
  currency: customerMonth.currency,
  reason: invoiceText(customerMonth),
  closedAsOf: asOfText(customerMonth),
  recordedAt: asOfText(customerMonth),
  statement: JSON.stringify(customerMonth),
});

export const NAMES = {
  providers: {
    'twilio 3p9vb6w1zk5c': { name: 'Twilio Programmable Voice', url: 'https://status.twilio.com' },
    'twilio r7y2hd40mxqt': { name: 'Twilio Programmable Messaging', url: 'https://status.twilio.com' },
  },
};

/** The sample's statement page: closed on 2 November, and again once a notice was found that had come in time. */
export const samplePage = (): StatementPage => {
  const before = monthOf(firstAssessment());
  const assessment = firstAssessment({ asOf: '2026-11-03T20:00:00.000Z' });
  const customerMonth = monthOf(assessment);
  return {
    customerMonth,
    policies: [assessment.month.policy],
    customerName: 'Acme Telephony Inc.',
    revisions: [pageRevision(1, before, 0), pageRevision(2, customerMonth, before.amountMinor)],
    ifNoticed: [figuresOf(withFullNotice(assessment))],
    names: NAMES,
    annotations: {
      [`provider-status kgl2l4dqtvqz 3p9vb6w1zk5c major_outage ${losAngelesText('10-20T06:55')}`]: {
        incident: 'kgl2l4dqtv0d',
        title: 'Programmable Voice: calls fail to connect',
      },
      'notice acme/4107': {
        text: 'Our agents cannot place calls since half past nine. Please look into it.',
        channel: 'email',
      },
      'notice acme/4158': { text: 'The portal was down for us yesterday after lunch.', channel: 'email' },
    },
    stored: { sha256: '4f0c2b1de93a7f5590c1a0b7e6d2c8834f0c2b1de93a7f5590c1a0b7e6d29a1e', href: 'statement.json' },
  };
};
