import { describe, expect, it } from 'vitest';
import slaConfig from '../../../sla.config.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { plainSummary } from '../../../shared/domain/policy/presets/plain-summary.ts';
import { shortFormSla } from '../../../shared/domain/policy/presets/short-form-sla.ts';
import { type Fault, InvalidInput } from '../../../shared/lib/validation.ts';

const twilio = { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } };
const voice = { alarms: ['voice-5xx'], dependsOn: [{ provider: 'twilio', component: '3p9vb6w1zk5c' }] };
const valid = {
  policies: { 'short-form-sla': shortFormSla, 'plain-summary': plainSummary },
  defaultPolicy: 'short-form-sla',
  providers: { twilio },
  components: { voice },
  closing: { day: 2, hour: 12 },
};

const faultsIn = (value: unknown): readonly Fault[] => {
  try {
    loadConfig(value);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults;
    throw error;
  }
};

const without = (key: keyof typeof valid) => Object.fromEntries(Object.entries(valid).filter(([name]) => name !== key));

const policyIn = (timeZone: string) => ({ 'short-form-sla': { ...shortFormSla, timeZone } });

const voiceWith = (change: object) => ({ ...valid, components: { voice: { ...voice, ...change } } });

describe('the configuration', () => {
  it('as shipped is valid and equals its JSON', () => {
    expect(faultsIn(slaConfig)).toEqual([]);
    expect(loadConfig(JSON.parse(JSON.stringify(slaConfig)))).toEqual(loadConfig(slaConfig));
  });

  it('closes in the time zone of the default policy', () => {
    const timeZone = 'America/Los_Angeles';
    expect(loadConfig(valid).closing).toEqual({ day: 2, hour: 12, timeZone, zones: [timeZone] });
  });

  it('closes in its own time zone and lists those of policies', () => {
    const closing = { day: 3, hour: 0, timeZone: 'Europe/Berlin' };
    expect(loadConfig({ ...valid, closing }).closing).toEqual({ ...closing, zones: ['America/Los_Angeles'] });
  });

  it.each(['policies', 'defaultPolicy', 'providers', 'components', 'closing'] as const)(
    'is rejected without %s',
    (key) => {
      expect(faultsIn(without(key))).toContainEqual({ at: key, rule: 'missing' });
    },
  );

  it('is rejected with all faults of parts and references, in order', () => {
    const faults = faultsIn({
      defaultPolicy: 'gold',
      region: 'us-east-1',
      policies: { 'plain-summary': { ...plainSummary, target: '101' }, silver: shortFormSla },
      components: { voice: { alarms: [''], dependsOn: [{ provider: 'vonage', component: '3p9vb6w1zk5c' }] } },
      providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'http://status.twilio.com' } } },
      closing: { day: 29 },
    });
    expect(faults.map(({ at }) => at)).toEqual([
      'defaultPolicy',
      'region',
      'policies.plain-summary.target',
      'policies.silver.id',
      'components.voice.alarms[0]',
      'components.voice.dependsOn[0].provider',
      'providers.twilio.statusPage.url',
      'closing.day',
      'closing.hour',
    ]);
  });

  it.each(['policies', 'providers'] as const)('lists only the missing %s, not what refers to it', (key) => {
    expect(faultsIn(without(key))).toEqual([{ at: key, rule: 'missing' }]);
  });

  it.each([null, 'text', [], 7])('is rejected if it is %j', (value) => {
    expect(faultsIn(value).length).toBeGreaterThan(0);
  });
});

describe('policies', () => {
  it.each(['gold', 'constructor', ''])('the default policy may not be %j', (defaultPolicy) => {
    expect(faultsIn({ ...valid, defaultPolicy })[0]).toMatchObject({ at: 'defaultPolicy', value: defaultPolicy });
  });

  it("each key must equal the policy's id", () => {
    const policies = { ...valid.policies, gold: shortFormSla };
    expect(faultsIn({ ...valid, policies })).toEqual([
      { at: 'policies.gold.id', rule: 'not its key in policies (gold)', value: 'short-form-sla' },
    ]);
  });

  it.each(['XX', 'us', 'USA'])('holidays of the country %j are rejected', (country) => {
    const calendar = { ...shortFormSla.calendar, holidays: { country } };
    const policies = { 'short-form-sla': { ...shortFormSla, calendar } };
    expect(faultsIn({ ...valid, policies })).toHaveLength(1);
    expect(faultsIn({ ...valid, policies })[0]?.at).toMatch(/^policies\.short-form-sla\.calendar\.holidays/);
  });
});

describe('the amounts of a policy', () => {
  const amount = { amountMinor: 100, currency: 'UDS' };

  it('are rejected in a currency that ISO 4217 does not have', () => {
    const policies = { 'short-form-sla': { ...shortFormSla, caps: [amount], payableAbove: amount } };
    const rule = 'not an ISO 4217 code';
    expect(faultsIn({ ...valid, policies })).toEqual([
      { at: 'policies.short-form-sla.caps[0].currency', rule, value: 'UDS' },
      { at: 'policies.short-form-sla.payableAbove.currency', rule, value: 'UDS' },
    ]);
  });
});

describe('providers', () => {
  it('two providers may not share a page', () => {
    expect(faultsIn({ ...valid, providers: { twilio, segment: twilio } })).toEqual([
      { at: 'providers.segment.statusPage.id', rule: 'already the page of twilio', value: 'gpkpyklzq55q' },
    ]);
  });

  it('the built-in provider aws takes only an SLA', () => {
    expect(
      faultsIn({ ...valid, providers: { twilio, aws: { statusPage: { id: 'a', url: 'https://a.example' } } } }),
    ).toEqual([expect.objectContaining({ at: 'providers.aws', rule: 'built in: takes only sla' })]);
    const aws = (component: string) => ({
      sla: { policy: valid.defaultPolicy, services: { compute: { components: [component], serviceFees: {} } } },
    });
    expect(faultsIn({ ...valid, providers: { twilio, aws: aws('EC2/us-east-1') } })).toEqual([]);
    expect(faultsIn({ ...valid, providers: { twilio, aws: aws('EC2') } })).toEqual([
      {
        at: 'providers.aws.sla.services.compute.components[0]',
        rule: 'not a service of AWS and its region (LAMBDA/us-east-1)',
        value: 'EC2',
      },
    ]);
  });

  it('every other provider has a status page', () => {
    expect(faultsIn({ ...valid, providers: { twilio, segment: {} } })).toEqual([
      { at: 'providers.segment.statusPage', rule: 'missing', value: undefined },
    ]);
  });

  it.each(['http://status.twilio.com', 'status.twilio.com', ''])("a page's URL may not be %j", (url) => {
    const providers = { twilio: { statusPage: { id: 'gpkpyklzq55q', url } } };
    expect(faultsIn({ ...valid, providers }).map(({ at }) => at)).toContain('providers.twilio.statusPage.url');
  });
});

describe('components', () => {
  it('must have ids that are not empty', () => {
    expect(faultsIn({ ...valid, components: { ...valid.components, '': voice } }).map(({ rule }) => rule)).toEqual([
      'an empty id',
    ]);
  });

  it.each([
    'voice-5xx',
    'Voice: 5xx / min (prod)',
    'arn:aws:cloudwatch:us-east-1:123456789012:alarm:voice-5xx',
    'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:voice: 5xx',
    'x'.repeat(255),
  ])('an alarm may be %j', (alarm) => {
    expect(faultsIn(voiceWith({ alarms: [alarm] }))).toEqual([]);
  });

  it('an alarm may have an impact', () => {
    const { components } = loadConfig(
      voiceWith({ alarms: ['all', { alarm: 'some', impact: '2.5' }, { alarm: 'full' }] }),
    );
    expect(components['voice']?.alarms).toEqual([
      { alarm: 'all', impact: { hundredths: 10_000, written: '100' } },
      { alarm: 'some', impact: { hundredths: 250, written: '2.5' } },
      { alarm: 'full', impact: { hundredths: 10_000, written: '100' } },
    ]);
  });

  it.each([
    [{ alarm: '', impact: '40' }, 'alarm'],
    [{ alarm: 'a', impact: '0' }, 'impact'],
    [{ alarm: 'a', impact: 40 }, 'impact'],
    [{ alarm: 'a', weight: '40' }, 'weight'],
    [{ impact: '40' }, 'alarm'],
  ])('an alarm with an impact may not be %j', (alarm, key) => {
    expect(faultsIn(voiceWith({ alarms: [alarm] })).map(({ at }) => at)).toEqual([`components.voice.alarms[0].${key}`]);
  });

  it.each([
    '',
    'x'.repeat(256),
    'two\nlines',
    'arn:aws:sns:us-east-1:123456789012:topic',
    'arn:aws:cloudwatch:us-east-1:1234:alarm:voice-5xx',
    'arn:aws:cloudwatch:us-east-1:123456789012:alarm:',
  ])('an alarm may not be %j', (alarm) => {
    expect(faultsIn(voiceWith({ alarms: [alarm] }))).toEqual([
      expect.objectContaining({ at: 'components.voice.alarms[0]' }),
    ]);
  });

  it.each([
    { provider: 'twilio', component: '3p9vb6w1zk5c' },
    { provider: 'twilio', component: '3p9vb6w1zk5c', name: 'Programmable Voice' },
    { provider: 'aws', component: 'LAMBDA/us-east-1' },
  ])('may depend on $component of $provider', (dependency) => {
    expect(faultsIn(voiceWith({ dependsOn: [dependency] }))).toEqual([]);
  });

  it.each([
    { dependency: { provider: 'vonage', component: '3p9vb6w1zk5c' }, at: 'provider' },
    { dependency: { provider: 'toString', component: '3p9vb6w1zk5c' }, at: 'provider' },
    { dependency: { provider: 'twilio', component: 'Programmable Voice' }, at: 'component' },
    { dependency: { provider: 'twilio', component: 'Voice' }, at: 'component' },
    { dependency: { provider: 'aws', component: 'Lambda' }, at: 'component' },
    { dependency: { provider: 'twilio' }, at: 'component' },
    { dependency: { provider: 'twilio', component: '3p9vb6w1zk5c', since: '2026' }, at: 'since' },
  ])('may not depend on $dependency', ({ dependency, at }) => {
    expect(faultsIn(voiceWith({ dependsOn: [dependency] })).map((fault) => fault.at)).toEqual([
      `components.voice.dependsOn[0].${at}`,
    ]);
  });
});

describe('the closing', () => {
  it.each([
    { day: 1, hour: 0, closes: 'UTC', counts: 'UTC', why: 'the instant at which the month ends is not before it' },
    { day: 1, hour: 8, closes: 'UTC', counts: 'America/Los_Angeles', why: 'in winter it ends at 08:00 UTC' },
    { day: 1, hour: 0, closes: 'America/Los_Angeles', counts: 'Europe/Berlin', why: 'Berlin is ahead' },
    {
      day: 2,
      hour: 2,
      closes: 'Pacific/Kiritimati',
      counts: 'Etc/GMT+12',
      why: 'a day and two hours is as far as zones go',
    },
    { day: 28, hour: 23, closes: 'Pacific/Kiritimati', counts: 'Etc/GMT+12', why: 'late is never early' },
  ])('allows day $day, $hour:00 in $closes for months in $counts: $why', ({ day, hour, closes, counts }) => {
    expect(faultsIn({ ...valid, policies: policyIn(counts), closing: { day, hour, timeZone: closes } })).toEqual([]);
  });

  it.each([
    { day: 1, hour: 7, closes: 'UTC', counts: 'America/Los_Angeles', why: 'it would do in summer, not in winter' },
    { day: 1, hour: 0, closes: 'Europe/London', counts: 'UTC', why: 'it would do in winter, not in summer' },
    { day: 2, hour: 1, closes: 'Pacific/Kiritimati', counts: 'Etc/GMT+12', why: 'an hour short of as far as zones go' },
  ])('rejects day $day, $hour:00 in $closes for months in $counts: $why', ({ day, hour, closes, counts }) => {
    const closing = { day, hour, timeZone: closes };
    expect(faultsIn({ ...valid, policies: policyIn(counts), closing })).toEqual([
      {
        at: 'closing',
        rule: expect.stringMatching(
          `^before the month .* has ended in ${counts.replace('+', '\\+')}, the time zone of policy short-form-sla$`,
        ),
        value: JSON.stringify(closing),
      },
    ]);
  });

  it('is checked against the time zones of all policies', () => {
    const policies = { ...valid.policies, pacific: { ...plainSummary, id: 'pacific', timeZone: 'Pacific/Pago_Pago' } };
    expect(faultsIn({ ...valid, policies, closing: { day: 1, hour: 1 } }).map(({ rule }) => rule)).toEqual([
      'before the month (2020-01) has ended in Pacific/Pago_Pago, the time zone of policy pacific',
    ]);
  });

  it.each([
    { closing: { day: 0, hour: 12 }, at: 'closing.day' },
    { closing: { day: 29, hour: 12 }, at: 'closing.day' },
    { closing: { day: 2.5, hour: 12 }, at: 'closing.day' },
    { closing: { day: 2, hour: 24 }, at: 'closing.hour' },
    { closing: { day: 2, hour: -1 }, at: 'closing.hour' },
    { closing: { day: 2, hour: 12, timeZone: 'PST' }, at: 'closing.timeZone' },
    { closing: { day: 2, hour: 12, minute: 0 }, at: 'closing.minute' },
  ])('may not be $closing', ({ closing, at }) => {
    expect(faultsIn({ ...valid, closing }).map((fault) => fault.at)).toEqual([at]);
  });
});
