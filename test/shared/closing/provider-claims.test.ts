import { expect, test } from 'vitest';
import { providerClaims } from '../../../shared/closing/provider-claims.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import type { Fact, ProviderStatus } from '../../../shared/domain/facts/facts.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';
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
      components: [VOICE],
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

// Ten hours on Wednesday, 14 October 2026, are 98.656 % of the month. The fees are 5,000.00 USD.
test.each([
  ['short-form-sla', 25_000, '2026-10-15T19:00:00.000Z'], // one day with a credit of 5 %
  ['plain-summary', 25_000, undefined], // 5 % once a month, without a claim
  ['twilio', 50_000, '2026-11-30T23:59:59.999Z'], // 10 % below 99.95 %
  ['aws-ec2-region', 150_000, '2026-12-31T23:59:59.999Z'], // 30 % below 99 %
  ['aws-s3', 125_000, '2026-12-31T23:59:59.999Z'], // 25 % below 99 %
  ['google-compute', 125_000, '2026-12-31T07:59:59.999Z'], // 25 % below 99 %
  ['azure-vm', 125_000, '2026-12-13T23:59:59.999Z'], // 25 % below 99 %
  ['cloudflare-business', 6720, '2026-10-21T23:59:59.999Z'], // 10 of 744 hours
  ['8x8', 225_000, '2026-10-16T23:59:59.999Z'], // 30 %, and 5 % for each of three tenths below 99 %
  ['mailgun', 250_000, '2026-11-13T23:59:59.999Z'], // 19 blocks of 5 %, at most 50 %
  ['notion', 25_000, '2026-10-17T19:00:00.000Z'], // as short-form-sla, with 72 hours
  ['atlassian-cloud', 125_000, '2026-11-15T23:59:59.999Z'], // 25 % below 99 %
  ['google-workspace', 112_903, '2026-12-01T07:59:59.999Z'], // 7 of 31 days
])('the preset %s decides a claim of %i minor units', (id, fullMinor, deadline) => {
  const preset = publicPresets.find(({ policy: { id: of } }) => of === id)?.policy;
  const serviceFees = { default: { amountMinor: 500_000, currency: 'USD' } };
  const config = loadConfig({
    ...inputWith({ policy: id, services: { voice: { components: [VOICE], serviceFees } } }),
    policies: { ...folderConfig.policies, [id]: preset ?? policy },
  });
  const facts = [status('2026-10-14T09:00:00Z', 'major_outage'), status('2026-10-14T19:00:00Z', 'operational')];
  const during = providerClaims({ config, month: '2026-10', asOf: Date.parse('2026-10-14T20:00:00Z'), facts });
  expect(during.map((claim) => claim.nextDeadline)).toEqual([
    deadline === undefined ? undefined : Date.parse(deadline),
  ]);
  const after = providerClaims({ config, month: '2026-10', asOf: Date.parse('2026-12-15T00:00:00Z'), facts });
  expect(after.map((claim) => claim.fullMinor)).toEqual([fullMinor]);
});

test('the presets of the table are all presets', () => {
  expect(publicPresets).toHaveLength(13);
});

test.each([
  [{ ...sla, policy: 'none' }, 'providers.twilio.sla.policy: not a configured policy ("none")'],
  [
    { ...sla, services: { voice: { components: [], serviceFees: {} } } },
    'providers.twilio.sla.services.voice.components: no components ("[]")',
  ],
  [
    { ...sla, services: { voice: { components: ['PROGRAMMABLE VOICE'], serviceFees: {} } } },
    'providers.twilio.sla.services.voice.components[0]: not a component\'s code on the status page, of 12 characters (its name is no code) ("PROGRAMMABLE VOICE")',
  ],
])('an SLA with an invalid part is rejected', (invalid, fault) => {
  expect(faultLines(() => loadConfig(inputWith(invalid)))).toEqual([fault]);
});
