import { evaluateInput } from '../../../shared/domain/evaluate-input.ts';
import type { Assessment } from '../../../shared/domain/month/assessment.ts';
import { customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { figuresIfNoticed } from '../../../shared/domain/statement/figures-if-noticed.ts';
import { statementOf } from '../../../shared/domain/statement/statement.ts';
import type { StatementPage } from '../../../shared/web/statement-page.ts';
import { aClaim, aComponent, aMonth, aPolicy, type CaseJson, down, maintenance, notice } from './month-builder.ts';

/** Returns the page of assessments of one customer, one for each service. */
export const pageOfAssessments = (
  assessments: readonly Assessment[],
  more: Partial<StatementPage> = {},
): StatementPage => ({
  customerMonth: customerMonthOf(assessments.map(statementOf)),
  policies: assessments.map(({ month: { policy } }) => policy),
  customerName: 'Acme',
  revisions: [],
  ...more,
});

/** Returns the page of the first customer of a month, whose defaults change nothing. */
export const pageOfMonth = (change: Partial<CaseJson>, more: Partial<StatementPage> = {}): StatementPage => {
  const assessments = evaluateInput(aMonth(change));
  const customer = assessments[0]?.contract.customer;
  return pageOfAssessments(
    assessments.filter(({ contract }) => contract.customer === customer),
    more,
  );
};

/** Returns the page of a credit by tiers of availability, in whole minutes, with a claim in two steps. */
export const tiersPage = (): StatementPage =>
  pageOfMonth(
    {
      policy: aPolicy({
        id: 'tiers',
        target: '99.95',
        gate: 'below-target',
        availabilityDecimals: 2,
        exclusions: { effect: 'count-as-up', maintenance: { minimumNotice: { businessDays: 2 }, maxPerMonth: 'PT4H' } },
        downtime: { wholeUnits: { unit: 'PT1M', align: 'clock' } },
        claim: aClaim({
          accrual: 'outage-start',
          steps: [
            { step: 'notice', within: { businessDays: 3 }, after: 'outage-end' },
            { step: 'claim', within: { days: 30 }, after: 'month-end' },
          ],
        }),
        credit: {
          kind: 'tiers',
          tiers: [
            { below: '99.95', amount: { bps: 1000 } },
            { below: '99', amount: { bps: 2500 } },
          ],
          beyond: { from: '98', step: '0.5', amount: { bps: 500 }, partialStep: 'count' },
        },
        caps: [{ bps: 3500 }],
        payableAbove: { amountMinor: 100, currency: 'USD' },
      }),
      facts: [
        down('05T09:00:20', '05T21:00:40'),
        notice('05T09:10', '06T08:00'),
        notice('05T09:10', '06T08:00', { step: 'claim' }),
        down('14T10:00', '14T14:30'),
        notice('14T10:05', '14T10:20'),
        maintenance('20T02:00', '20T05:00'),
        down('20T02:10', '20T02:40'),
      ],
    },
    { customerName: 'Acme Telephony Inc.' },
  );

/** Returns the page of a credit in proportion to the users affected, without a claim, with the operator's summary. */
export const proportionalPage = (): StatementPage => {
  const page = pageOfMonth(
    {
      policy: aPolicy({
        id: 'proportional',
        calendar: { excludeWeekdays: [7], hours: { from: '08:00', to: '20:00' } },
        downtime: { impact: 'share' },
        credit: { kind: 'proportional', multiplier: 10 },
        caps: [{ amountMinor: 50_000, currency: 'USD' }],
      }),
      components: [{ ...aComponent('web'), monitors: [{ monitor: 'web-partial', impact: '40' }] }],
      facts: [
        { kind: 'monitor-state', id: 'a', monitor: 'web-partial', state: 'ALARM', at: '2026-10-06T09:00:00Z' },
        { kind: 'monitor-state', id: 'b', monitor: 'web-partial', state: 'OK', at: '2026-10-06T13:00:00Z' },
        { ...down('07T19:00', '07T21:00'), impact: '12.5' },
        down('08T10:00', '08T11:30'),
      ],
    },
    { customerName: 'Acme Telephony Inc.' },
  );
  const terms = {
    title: 'Platform agreement, schedule 3',
    url: 'https://example.com/sla',
    summary: ['We measure Monday to Saturday, 8 to 20.', 'You get ten times the share that was down.'],
  };
  return { ...page, policies: page.policies.map((policy) => ({ ...policy, terms, apply: 'next-invoice' })) };
};

const fees = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** Returns the page of a customer with two services, each under its own policy. */
export const servicesPage = (): StatementPage => {
  const components = [aComponent('web'), aComponent('voice')];
  const facts = [
    down('05T09:00', '05T12:00', 'voice'),
    notice('05T09:10', '05T09:30', { service: 'voice' }),
    down('07T10:00', '07T10:20', 'web'),
    down('14T22:00', '15T02:30', 'web'),
  ];
  const voice = evaluateInput(
    aMonth({
      components,
      facts,
      policy: aPolicy({ id: 'voice-contract', claim: aClaim() }),
      customers: [{ id: 'acme', services: [{ id: 'voice', components: ['voice'], serviceFees: fees(80_000) }] }],
    }),
  );
  const web = evaluateInput(
    aMonth({
      components,
      facts,
      policy: aPolicy({
        id: 'web-contract',
        version: 3,
        credit: {
          kind: 'per-outage',
          qualify: { longerThan: 'PT30M' },
          amount: { serviceFeeDays: 1, of: '30-days' },
          maxPerMonth: 3,
        },
      }),
      customers: [{ id: 'acme', services: [{ id: 'web', components: ['web'], serviceFees: fees(120_000) }] }],
    }),
  );
  const assessments = [...voice, ...web];
  return pageOfAssessments(assessments, {
    customerName: 'Acme Telephony Inc.',
    serviceNames: { voice: 'Voice API' },
    ifNoticed: assessments.map(figuresIfNoticed),
  });
};
