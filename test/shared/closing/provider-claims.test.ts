import { expect, test } from 'vitest';
import { providerClaims } from '../../../shared/closing/provider-claims.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import type { Fact, ProviderStatus } from '../../../shared/domain/facts/facts.ts';
import { twilioApisPreset } from '../../../shared/domain/policy/presets/twilio-apis.ts';
import type { ClaimState } from '../../../shared/domain/facts/claim-states.ts';
import type { ClaimMark } from '../../../shared/persistence/claim-marks.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';
import { folderConfig } from '../../support/builders/replay-folders.ts';

const VOICE = 'h7ldcvs3wq2k';
const { policy } = twilioApisPreset;

const sla = {
  policy: policy.id,
  services: {
    voice: {
      components: [VOICE],
      serviceFees: {
        '2025-03': { amountMinor: 500_000, currency: 'USD' },
        default: { amountMinor: 100_000, currency: 'USD' },
      },
    },
  },
};

const inputWith = (providerSla: unknown) => ({
  ...folderConfig,
  policies: { ...folderConfig.policies, [policy.id]: policy },
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' }, sla: providerSla } },
  components: { calls: { alarms: ['calls'], dependsOn: [{ provider: 'twilio', component: VOICE }] } },
});

const status = (at: string, value: ProviderStatus): Fact => ({
  kind: 'provider-status',
  id: at,
  provider: 'twilio',
  component: VOICE,
  status: value,
  at: Date.parse(at),
  recordedAt: Date.parse(at),
});

/** Programmable Voice, 31 March 2025: 15:09 to 16:45 UTC. https://status.motioncx.com/incidents/c670xj57drdr */
const OUTAGE = [status('2025-03-31T15:09:00Z', 'major_outage'), status('2025-03-31T16:45:00Z', 'operational')];

const claimed = (facts: readonly Fact[], asOf: string, marks: readonly ClaimMark[] = []) =>
  providerClaims({
    config: loadConfig(inputWith(sla)),
    month: '2025-03',
    asOf: Date.parse(asOf),
    facts,
    marks,
    downtime: new Map([['calls', [Date.parse('2025-03-31T15:00:00Z'), Date.parse('2025-03-31T16:00:00Z')]]]),
  });

// 96 of 44,640 minutes are 99.785 %, below 99.95 %. So 10 % of the fees of March (5,000.00 USD) is due.
test('a claim for the Twilio outage of March 2025 is 500.00 USD', () => {
  expect(claimed(OUTAGE, '2025-04-10T00:00:00Z')).toEqual([
    {
      provider: 'twilio',
      service: 'voice',
      month: '2025-03',
      policy: policy.id,
      currency: 'USD',
      amountMinor: 50_000,
      fullMinor: 50_000,
      // 30 days from the last day of the month.
      deadline: Date.parse('2025-04-30T23:59:59.999Z'),
      nextDeadline: Date.parse('2025-04-30T23:59:59.999Z'),
      state: 'open',
      marks: [],
      outages: [{ start: Date.parse('2025-03-31T15:09:00Z'), end: Date.parse('2025-03-31T16:45:00Z') }],
      caused: [
        {
          component: 'calls',
          intervals: [{ start: Date.parse('2025-03-31T15:09:00Z'), end: Date.parse('2025-03-31T16:00:00Z') }],
        },
      ],
    },
  ]);
});

test('the claim is worth nothing after its deadline', () => {
  const [claim] = claimed(OUTAGE, '2025-05-01T00:00:00Z');
  expect(claim).toMatchObject({ amountMinor: 0, fullMinor: 50_000, deadline: undefined });
});

const mark = (state: ClaimState, at: string): ClaimMark => ({
  provider: 'twilio',
  service: 'voice',
  month: '2025-03',
  state,
  at: Date.parse(at),
  recordedAt: Date.parse(at),
  by: 'alice',
});

test('a claim sent in time keeps its amount after the deadline', () => {
  const sent = mark('sent', '2025-04-30T12:00:00Z');
  expect(claimed(OUTAGE, '2025-06-01T00:00:00Z', [sent])).toMatchObject([
    { amountMinor: 50_000, fullMinor: 50_000, deadline: undefined, nextDeadline: undefined, state: 'sent' },
  ]);
  expect(claimed(OUTAGE, '2025-06-01T00:00:00Z', [mark('sent', '2025-05-01T12:00:00Z')])).toMatchObject([
    { amountMinor: 0, state: 'sent' },
  ]);
});

test('a mark as open revokes the mark as sent', () => {
  const marks = [mark('sent', '2025-04-10T00:00:00Z'), mark('open', '2025-04-11T00:00:00Z')];
  expect(claimed(OUTAGE, '2025-06-01T00:00:00Z', marks)).toMatchObject([{ amountMinor: 0, state: 'open' }]);
});

test('a mark of another service or month changes nothing', () => {
  const sent = mark('sent', '2025-04-10T00:00:00Z');
  const marks = [
    { ...sent, service: 'messaging' },
    { ...sent, month: '2025-02' },
  ];
  expect(claimed(OUTAGE, '2025-06-01T00:00:00Z', marks)).toMatchObject([{ amountMinor: 0, state: 'open', marks: [] }]);
});

test('a month above the target and a retracted outage have no claim', () => {
  const short = [status('2025-03-31T16:27:00Z', 'major_outage'), status('2025-03-31T16:45:00Z', 'operational')];
  expect(claimed(short, '2025-04-10T00:00:00Z')).toEqual([]);
  const retraction: Fact = {
    kind: 'retraction',
    id: 'r',
    of: { kind: 'provider-status', id: '2025-03-31T15:09:00Z' },
    reason: 'edited',
    recordedAt: Date.parse('2025-04-02T00:00:00Z'),
  };
  expect(claimed([...OUTAGE, retraction], '2025-04-10T00:00:00Z')).toEqual([]);
});

test.each([
  [{ ...sla, policy: 'none' }, 'providers.twilio.sla.policy: not a configured policy ("none")'],
  [
    { ...sla, services: { voice: { components: [], serviceFees: {} } } },
    'providers.twilio.sla.services.voice.components: no components ("[]")',
  ],
])('an SLA with an invalid part is rejected', (invalid, fault) => {
  expect(faultLines(() => loadConfig(inputWith(invalid)))).toEqual([fault]);
});
