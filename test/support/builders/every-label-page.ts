import type { Assessment } from '../../../shared/domain/month/assessment.ts';
import type { FactJson } from '../../../shared/domain/facts/facts.ts';
import { withFullNotice } from '../../../shared/domain/month/with-full-notice.ts';
import { figuresOf } from '../../../shared/domain/statement/statement.ts';
import type { StatementPage } from '../../../shared/web/statement-page.ts';
import {
  losAngelesText,
  firstAssessment,
  monthOf,
  NAMES,
  POLICY,
  alarmFacts,
  pageRevision,
  twilioStatusFact,
  noticeFact,
} from './sample-statement.ts';

/**
 * November 2026 in Los Angeles, evaluated on the 25th. The month has every label, and a day of 25 hours.
 * Instants are local, UTC−8.
 */

const PST = '-08:00';
const rings = (alarm: string, from: string, to: string): FactJson[] => alarmFacts(alarm, `11-${from}`, `11-${to}`, PST);
const writes = (id: string, recognised: string, received: string): FactJson =>
  noticeFact(id, `11-${recognised}`, `11-${received}`, undefined, PST);

const FACTS: readonly FactJson[] = [
  ...rings('web-app-5xx', '02T22:40', '03T00:35'),
  writes('5201', '02T23:05', '02T23:20'),
  twilioStatusFact('major_outage', '11-05T09:10', PST),
  ...rings('voice-call-setup-failures', '05T09:20', '05T12:05'),
  twilioStatusFact('operational', '11-05T11:00', PST),
  writes('5207', '05T09:40', '05T09:52'),
  ...rings('web-app-unreachable', '06T15:00', '06T16:10'),
  ...rings('web-app-5xx', '11T10:00', '11T11:30'),
  {
    kind: 'maintenance',
    id: 'CHG-902',
    scope: { all: true },
    start: losAngelesText('11-12T01:00', PST),
    end: losAngelesText('11-12T04:00', PST),
    announcedAt: losAngelesText('11-04T09:00', PST),
    requestedBy: 'company',
  },
  ...rings('web-app-unreachable', '12T01:30', '12T02:45'),
  {
    kind: 'exclusion',
    id: 'AUP-31',
    reason: 'policy-block',
    scope: { customer: 'acme' },
    start: losAngelesText('11-13T13:00', PST),
    end: losAngelesText('11-13T15:30', PST),
  },
  ...rings('voice-call-setup-failures', '13T13:05', '13T15:30'),
  ...rings('web-app-5xx', '14T16:00', '14T18:20'),
  ...rings('voice-call-setup-failures', '17T08:15', '17T10:50'),
  writes('5226', '17T08:30', '18T14:02'),
  ...rings('web-app-unreachable', '19T11:00', '19T11:25'),
  writes('5231', '19T11:18', '19T11:30'),
  ...rings('web-app-5xx', '24T17:30', '24T20:15'),
];

const assessment = (): Assessment =>
  firstAssessment({
    month: '2026-11',
    asOf: losAngelesText('11-25T12:00', PST),
    policy: {
      ...POLICY,
      calendar: { ...POLICY.calendar, hours: { from: '00:00', to: '23:00' } },
    },
    facts: FACTS,
    customers: [
      {
        id: 'acme',
        components: ['voice', 'web-app'],
        serviceFees: { amountMinor: 100_000, currency: 'USD' },
        activeFrom: losAngelesText('11-02T00:00', PST),
      },
    ],
  });

export const everyLabelPage = (): StatementPage => {
  const assessed = assessment();
  const customerMonth = monthOf(assessed);
  return {
    customerMonth,
    policies: [assessed.month.policy],
    customerName: 'Acme Telephony Inc.',
    revisions: [pageRevision(1, customerMonth, 0)],
    ifNoticed: [figuresOf(withFullNotice(assessed))],
    names: NAMES,
    annotations: {
      'notice acme/5201': { text: 'The dashboard answers with errors since eleven.', channel: 'email' },
      'notice acme/5207': { text: 'Outbound calls do not connect.', channel: 'phone-transcript' },
      'notice acme/5226': { text: 'Calls failed yesterday morning.', channel: 'portal' },
      [`provider-status kgl2l4dqtvqz 3p9vb6w1zk5c major_outage ${losAngelesText('11-05T09:10', PST)}`]: {
        incident: 'kgl2l4dqtv0d',
        title: 'Programmable Voice: calls fail to connect',
      },
      'exclusion AUP-31': { evidence: 'Traffic to premium numbers blocked: https://desk.example/AUP-31' },
    },
    stored: { href: 'statement.json' },
  };
};
