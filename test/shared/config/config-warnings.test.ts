import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import { configWarnings } from '../../../shared/config/config-warnings.ts';
import { publicPresets } from '../../../shared/domain/policy/public-presets.ts';
import slaConfig from '../../../sla.config.ts';

const POLICY = {
  id: 'gold',
  version: 1,
  timeZone: 'America/New_York',
  target: '99.9',
  credit: { kind: 'tiers', tiers: [{ below: '99.9', amount: { bps: 1000 } }] },
};

const configWith = (change: object) => ({
  policies: { gold: POLICY },
  defaultPolicy: 'gold',
  providers: { twilio: { statusPage: { id: 'gpkpyklzq55q', url: 'https://status.twilio.com' } } },
  components: { voice: { alarms: ['voice'], dependsOn: [] } },
  closing: { day: 2, hour: 12 },
  ...change,
});
const warningsOf = (change: object): string[] =>
  configWarnings(configWith(change)).map(({ at, rule }) => `${at}: ${rule}`);
const withPolicy = (change: object) => ({ policies: { gold: { ...POLICY, ...change } } });
const tiers = (...bps: number[]) => ({
  credit: { kind: 'tiers', tiers: bps.map((each, i) => ({ below: String(99 - i), amount: { bps: each } })) },
});
const claimWithin = (within: unknown) => ({
  claim: { steps: [{ step: 'notice', within, after: 'outage-end' }] },
});

describe('warnings of a configuration', () => {
  test("the project's configuration has none", () => {
    expect(configWarnings(slaConfig)).toEqual([]);
    expect(warningsOf({})).toEqual([]);
  });

  test('every component without alarms is reported', () => {
    expect(warningsOf({ components: { voice: { alarms: [], dependsOn: [] } } })).toEqual([
      'components.voice.alarms: no alarms: only recorded downtimes count',
    ]);
  });

  test('an alarm of two components is reported at its second place', () => {
    const components = {
      voice: { alarms: ['a', { alarm: 'b', impact: '40' }], dependsOn: [] },
      sms: { alarms: ['c', 'b'], dependsOn: [] },
    };
    expect(warningsOf({ components })).toEqual(['components.sms.alarms[1]: also an alarm of component voice']);
    expect(warningsOf({ components: { voice: { alarms: ['a', 'a'], dependsOn: [] } } })).toEqual([
      'components.voice.alarms[1]: an alarm twice',
    ]);
  });

  test('a rate is reported exactly above 100 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), (bps) => {
        const found = warningsOf(withPolicy(tiers(bps)));
        expect(found).toEqual(
          bps > 10_000 ? ["policies.gold.credit.tiers[0].amount.bps: a rate above 100 % of the month's fees"] : [],
        );
      }),
    );
  });

  test('days and caps above the fees are reported', () => {
    const credit = { kind: 'per-outage', amount: { serviceFeeDays: 32 } };
    expect(warningsOf(withPolicy({ credit, caps: [{ bps: 10_001 }] }))).toEqual([
      "policies.gold.credit.amount.serviceFeeDays: a rate above 100 % of the month's fees",
      "policies.gold.caps[0].bps: a rate above 100 % of the month's fees",
    ]);
    expect(warningsOf(withPolicy({ credit: { ...credit, amount: { serviceFeeDays: 31 } } }))).toEqual([]);
  });

  test('a tier that earns less than the one before is reported', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 }), (bps) => {
        const falls = bps.flatMap((each, i) => (each < (bps[i - 1] ?? 0) ? [i] : []));
        expect(warningsOf(withPolicy(tiers(...bps)))).toEqual(
          falls.map(
            (i) => `policies.gold.credit.tiers[${i}].amount: less than the tier before, although the month is worse`,
          ),
        );
      }),
    );
  });

  test('a host name as the id of a status page is reported', () => {
    const providers = { twilio: { statusPage: { id: 'status.twilio.com', url: 'https://status.twilio.com' } } };
    expect(warningsOf({ providers })).toEqual([
      "providers.twilio.statusPage.id: a host name, not the page's id (`sla page components URL` prints it)",
    ]);
  });

  test.each([
    ['PT24H', 1, 23, true],
    ['PT24H', 2, 12, false],
    [{ days: 5 }, 5, 23, true],
    [{ days: 5 }, 7, 0, false],
    [{ businessDays: 3 }, 4, 0, true],
    [{ months: 1 }, 28, 23, true],
  ])('a notice within %j is due before day %i, %i:00', (within, day, hour, isEarly) => {
    expect(warningsOf({ ...withPolicy(claimWithin(within)), closing: { day, hour } })).toEqual(
      isEarly ? ['closing: before every notice of the month is due (gold)'] : [],
    );
  });

  test('every version of a policy is examined', () => {
    expect(warningsOf({ policies: { gold: [POLICY, { ...POLICY, ...tiers(500, 400) }] } })).toEqual([
      'policies.gold[1].credit.tiers[1].amount: less than the tier before, although the month is worse',
    ]);
  });

  test('an error elsewhere hides no warning, and no input fails', () => {
    const components = { voice: { alarms: [], dependsOn: [] }, sms: 5 };
    expect(warningsOf({ components, defaultPolicy: 5, providers: 'none', closing: {} })).toEqual([
      'components.voice.alarms: no alarms: only recorded downtimes count',
    ]);
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('policies', 'components', 'providers', 'closing'), (value, key) => {
        expect(configWarnings({ ...configWith({}), [key]: value })).toBeInstanceOf(Array);
      }),
    );
  });

  test('no preset has a rate above the fees or falling tiers', () => {
    for (const { policy } of publicPresets) {
      const config = { ...configWith({}), policies: { [policy.id]: policy }, defaultPolicy: policy.id };
      loadConfig(config);
      expect(configWarnings(config).filter(({ at }) => at !== 'closing')).toEqual([]);
    }
  });
});
