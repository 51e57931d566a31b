import { describe, expect, test } from 'vitest';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import type { Statement } from '../../../../shared/domain/statement/statement.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aClaim,
  aComponent,
  aCustomer,
  aPolicy,
  down,
  exclusion,
  maintenance,
  notice,
  perBlock,
  type PolicyJson,
  statement,
} from '../../../support/builders/month-builder.ts';

const HOUR = 3_600_000;
const outage = down('14T17:00', '14T19:00');
const explained = (
  facts: readonly FactJson[],
  policy: Partial<PolicyJson> = {},
  change: object = {},
): Statement['explanation'] => statement({ facts, policy: aPolicy(policy), ...change }).explanation;

/** Each labelled interval but those in which all is up, with its clause and the facts behind it. */
const labels = (facts: readonly FactJson[], policy: Partial<PolicyJson> = {}, change: object = {}): unknown[] =>
  explained(facts, policy, change).intervals.flatMap(({ label, clause, because }) =>
    label === 'up'
      ? []
      : [[label, clause, because.map(({ kind, source, facts: ids }) => `${kind} ${source} ${ids.join(' ')}`)]],
  );

const factIds = (list: readonly { facts: string[]; impact?: string | undefined }[]) =>
  list.map(({ facts: of, impact }) => [...of, impact]);

test('an explanation names its policy and its instants', () => {
  const { policy, target, timeZone, start, end, asOf, outages, claim } = explained([], {
    id: 'gold',
    version: 7,
    target: '99.950',
    timeZone: 'Europe/Berlin',
  });
  expect({ policy, target, timeZone, start, end, asOf, outages, claim }).toEqual({
    policy: { id: 'gold', version: 7 },
    target: '99.950',
    timeZone: 'Europe/Berlin',
    start: '2026-09-30T22:00:00.000Z',
    end: '2026-10-31T23:00:00.000Z',
    asOf: '2026-12-05T00:00:00.000Z',
    outages: [],
    claim: null,
  });
});

describe('a label has its clause and its facts', () => {
  const alarm: FactJson[] = [
    { kind: 'monitor-state', id: 'rang', monitor: 'web-alarm', state: 'ALARM', at: at('14T17:00') },
    { kind: 'monitor-state', id: 'stopped', monitor: 'web-alarm', state: 'OK', at: at('14T19:00') },
  ];

  test('for downtime and time before recognition', () => {
    const given = notice('14T18:00');
    expect(labels([...alarm, given], { claim: aClaim() })).toEqual([
      ['unrecognized', 5, ['monitor-state web-alarm rang stopped', `notice acme ${given.id}`]],
      ['downtime', 4, ['monitor-state web-alarm rang stopped', `notice acme ${given.id}`]],
    ]);
  });

  test('for forfeited and pending downtime', () => {
    const late = notice('14T17:10', '16T00:00');
    expect(labels([outage, late], { claim: aClaim() })).toEqual([
      ['forfeited', 6, ['downtime web web 14T17:00', `notice acme ${late.id}`]],
    ]);
    expect(labels([outage], { claim: aClaim() }, { asOf: at('14T20:00') }).slice(0, 1)).toEqual([
      ['pending', 6, ['downtime web web 14T17:00']],
    ]);
  });

  test('for excuses, by their cause', () => {
    const status: FactJson = {
      kind: 'provider-status',
      id: 's',
      provider: 'twilio',
      component: 'T1',
      status: 'major_outage',
      at: at('14T18:00'),
    };
    const block = exclusion('14T17:15', '14T17:45', { reason: 'policy-block', scope: { customer: 'acme' } });
    expect(labels([outage, status, block])).toEqual([
      ['downtime', 4, ['downtime web web 14T17:00']],
      ['excused', 9, ['downtime web web 14T17:00', 'exclusion acme exclusion 14T17:15']],
      ['downtime', 4, ['downtime web web 14T17:00']],
      ['excused', 3, ['downtime web web 14T17:00', 'provider-status twilio T1 s']],
    ]);
  });

  test('for maintenance, planned and requested', () => {
    const planned = maintenance('14T00:00', '14T01:00');
    const asked = maintenance('15T00:00', '15T01:00', { requestedBy: 'customer', scope: { customer: 'acme' } });
    expect(labels([planned, asked])).toEqual([
      ['maintenance', 1, ['maintenance all maintenance 14T00:00']],
      ['maintenance', 2, ['maintenance acme maintenance 15T00:00']],
    ]);
  });

  test('for planned maintenance, also beside requested maintenance before it', () => {
    const asked = maintenance('14T00:00', '14T02:00', { requestedBy: 'customer' });
    expect(labels([asked, maintenance('14T01:00', '14T03:00')]).map((label) => String(label).slice(0, 13))).toEqual([
      'maintenance,1',
    ]);
  });

  test('for calendar time, without facts', () => {
    const calendar = { excludeWeekdays: [7], holidays: ['2026-10-12'], hours: { from: '00:00', to: '23:00' } };
    const customers = [aCustomer({ activeFrom: at('10T23:00') })];
    expect(
      labels([], { calendar }, { customers, asOf: at('14T00:00') }).map((label) =>
        Array.isArray(label) ? label.slice(0, 2) : label,
      ),
    ).toEqual([
      ['inactive', null],
      ['off-hours', 1],
      ['weekend', 1],
      ['holiday', 1],
      ['off-hours', 1],
      ['future', null],
    ]);
  });
});

describe('an outage lists', () => {
  test('its components with evidence and excuses', () => {
    const facts = [
      { ...down('14T17:30', '14T18:00', 'voice'), impact: '40' },
      down('14T17:00', '14T17:30'),
      exclusion('14T17:00', '14T17:10', { scope: { component: 'web' } }),
    ];
    const customers = [aCustomer({ components: ['web', 'voice'] })];
    const [only] = explained(facts, {}, { customers }).outages;
    expect(only?.components.map(({ id, downBy, excusedBy }) => [id, factIds(downBy), factIds(excusedBy)])).toEqual([
      ['web', [['web 14T17:00', undefined]], [['exclusion 14T17:00', undefined]]],
      ['voice', [['voice 14T17:30', '40']], []],
    ]);
  });

  test('the steps of its claim, with deadlines and notices', () => {
    const steps: PolicyJson['claim'] = {
      steps: [
        { step: 'notice', within: 'PT24H', after: 'recognition' },
        { step: 'claim', within: { businessDays: 2 }, after: 'outage-end' },
      ],
    };
    const given = [notice('14T18:00', '14T18:30'), notice('14T17:30', '15T18:00')];
    const [only] = explained([outage, ...given], { claim: steps }, { asOf: at('16T00:00') }).outages;
    expect(only).toMatchObject({
      accruesFrom: null,
      forfeit: 'pending',
      steps: [
        {
          step: 'notice',
          within: 'PT24H',
          after: 'recognition',
          deadline: '2026-10-15T19:00:00.000Z',
          status: 'met',
          notices: [
            {
              id: given[0]?.id,
              receivedAt: '2026-10-14T18:30:00.000Z',
              deadline: '2026-10-15T18:00:00.000Z',
              timely: true,
            },
            {
              id: given[1]?.id,
              receivedAt: '2026-10-15T18:00:00.000Z',
              deadline: '2026-10-15T17:30:00.000Z',
              timely: false,
            },
          ],
        },
        {
          step: 'claim',
          within: { businessDays: 2 },
          deadline: '2026-10-16T23:59:59.999Z',
          status: 'pending',
          notices: [],
        },
      ],
    });
  });
});

describe('the counted time lists', () => {
  test('whole units of each part', () => {
    const downtime = { wholeUnits: { unit: 'PT1H', align: 'clock' as const } };
    expect(explained([down('14T17:30', '14T19:30')], { downtime }).counted).toMatchObject({
      effect: 'remove',
      wholeUnits: { unitMs: HOUR, align: 'clock' },
      creditable: [{ start: '2026-10-14T17:30:00.000Z', end: '2026-10-14T19:30:00.000Z', impact: '100', units: 1 }],
    });
  });

  test('parts by impact', () => {
    const facts = [
      { ...outage, impact: '12.5' },
      { ...down('14T18:00', '14T18:30'), impact: '40.05' },
    ];
    const { creditable } = explained(facts, { downtime: { impact: 'share' } }).counted;
    expect(creditable.map(({ start, impact }) => [start.slice(11, 16), impact])).toEqual([
      ['17:00', '12.5'],
      ['18:00', '40.05'],
      ['18:30', '12.5'],
    ]);
  });

  test('the rounded availability', () => {
    expect(explained([outage], { availabilityDecimals: 2 }).counted.rounded).toEqual({
      observed: '99.73',
      creditable: '99.73',
    });
    expect(explained([], { availabilityDecimals: 0 }).counted.rounded).toEqual({ observed: '100', creditable: '100' });
    expect(explained([outage]).counted.rounded).toBeNull();
  });
});

test('the maintenance of each month shows when its limit was used up', () => {
  const facts = [
    maintenance('14T00:00', '14T03:00'),
    {
      ...maintenance('15T00:00', '15T01:00'),
      start: '2026-09-15T00:00:00Z',
      end: '2026-09-15T01:00:00Z',
      announcedAt: '2026-09-01T00:00:00Z',
    },
  ];
  expect(explained(facts, { exclusions: { maintenance: { maxPerMonth: 'PT2H' } } }).maintenance).toEqual({
    maxPerMonthMs: 2 * HOUR,
    months: [
      { month: '2026-09', usedMs: HOUR, usedUpAt: null },
      { month: '2026-10', usedMs: 3 * HOUR, usedUpAt: '2026-10-14T02:00:00.000Z' },
    ],
  });
  expect(explained(facts).maintenance).toEqual({ maxPerMonthMs: null, months: [] });
});

describe('the derivation of an amount has', () => {
  test('the rule, the bookings, the caps and the fees', () => {
    const credit = perBlock({ maxPerDay: 3 });
    const { credit: derived } = explained([outage], {
      credit,
      caps: [{ serviceFeeDays: 7 }, { amountMinor: 9000, currency: 'USD' }],
      payableAbove: { amountMinor: 5, currency: 'USD' },
    });
    expect(derived).toEqual({
      gate: 'none',
      gated: false,
      rule: {
        kind: 'per-block',
        longerThanMs: HOUR,
        summedOver: 'period',
        blockMs: HOUR / 2,
        blocksWithin: 'day',
        allowancePercent: null,
        amount: { bps: 500 },
        maxPerPeriod: null,
        maxPerDay: 3,
        maxPerMonth: null,
      },
      bookings: [
        {
          date: '2026-10-14',
          earnings: [
            { parts: [{ start: '2026-10-14T17:00:00.000Z', end: '2026-10-14T19:00:00.000Z' }], blocks: 4, earned: 4 },
          ],
          earned: 4,
          credits: 3,
        },
      ],
      tier: null,
      steps: 0,
      credits: 3,
      rateBps: 1500,
      share: { numerator: '3', denominator: '20' },
      daysInMonth: 31,
      service: null,
      feeMinor: 100_000,
      uncappedMinor: 15_000,
      caps: [
        { share: { serviceFeeDays: 7 }, minor: 22_580 },
        { share: null, minor: 9000 },
      ],
      capMinor: 9000,
      cappedMinor: 9000,
      payableAboveMinor: 5,
      amountMinor: 9000,
      currency: 'USD',
    });
  });

  test('the tier and the further steps', () => {
    const credit: PolicyJson['credit'] = {
      kind: 'tiers',
      tiers: [
        { below: '99.90', amount: { bps: 100 } },
        { atMost: '99.8', amount: { bps: 200 } },
        { below: '50', amount: { bps: 1 } },
      ],
      beyond: { from: '99.8', step: '0.05', amount: { bps: 10 }, partialStep: 'count' },
    };
    const { credit: derived } = explained([outage], { credit });
    expect(derived).toMatchObject({ tier: 1, steps: 2, rateBps: 220, rule: credit });
  });

  test('the tier of each period', () => {
    const credit: PolicyJson['credit'] = {
      kind: 'tiers',
      by: 'period',
      tiers: [{ longerThan: 'PT1H', amount: { serviceFeeDays: 1 } }],
    };
    expect(explained([outage], { credit }).credit).toMatchObject({
      bookings: [{ date: '2026-10-14', earnings: [{ tier: 0 }] }],
      rule: { tiers: [{ longerThanMs: HOUR }], beyond: null },
    });
  });

  test('the service whose fees are paid', () => {
    const serviceFees = { amountMinor: 700, currency: 'USD' };
    const customers = [{ id: 'acme', services: [{ id: 'calls', components: ['web'], serviceFees }] }];
    expect(explained([outage], {}, { customers }).credit).toMatchObject({ service: 'calls', feeMinor: 700 });
  });

  test('a gate that was closed', () => {
    expect(explained([outage], { gate: 'below-target', target: '90' }).credit).toMatchObject({
      gate: 'below-target',
      gated: true,
      credits: 0,
      bookings: [],
    });
  });
});

test('components without downtime in an outage are not listed', () => {
  const customers = [aCustomer({ components: ['web', 'voice', 'sms'] })];
  const components = ['web', 'voice', 'sms'].map(aComponent);
  const { outages } = explained([outage], {}, { customers, components });
  expect(outages.map((one) => one.components.map(({ id }) => id))).toEqual([['web']]);
});

const evidenceOrder = (given: readonly FactJson[]) =>
  explained(given)
    .intervals.find(({ label }) => label === 'excused')
    ?.because.map(({ facts: ids }) => ids.join());
const noticeOrder = (notices: readonly FactJson[]) =>
  explained([outage, ...notices], { claim: aClaim() }).outages[0]?.steps[0]?.notices.map(({ id }) => id);
const stepStatus = (asOf: string) => explained([outage], { claim: aClaim() }, { asOf }).outages[0]?.steps[0]?.status;

describe('evidence is in order of time', () => {
  test('by start, end, kind and id, in whichever order it arrived', () => {
    const facts = [
      { ...down('14T17:00', '14T19:00'), id: 'b' },
      { ...down('14T17:00', '14T19:00'), id: 'a' },
      { ...down('14T17:00', '14T18:00'), id: 'shorter' },
      { ...down('14T16:00', '14T19:00'), id: 'earlier' },
      { ...exclusion('14T17:00', '14T19:00'), id: 'excuse' },
    ];
    expect(evidenceOrder(facts)).toEqual(['earlier', 'shorter', 'a', 'b', 'excuse']);
    expect(evidenceOrder(facts.toReversed())).toEqual(['earlier', 'shorter', 'a', 'b', 'excuse']);
  });

  test('notices by receipt, then by id', () => {
    const given = [
      { ...notice('14T18:00', '14T19:30'), id: 'late' },
      { ...notice('14T18:00', '14T19:00'), id: 'b' },
      { ...notice('14T17:30', '14T19:00'), id: 'a' },
    ];
    expect(noticeOrder(given)).toEqual(['a', 'b', 'late']);
    expect(noticeOrder(given.toReversed())).toEqual(['a', 'b', 'late']);
  });
});

test('each outage has its own evidence and its own notices', () => {
  const two = [outage, notice('14T17:10'), down('20T10:00', '20T12:00'), notice('20T10:10')];
  const { intervals, outages } = explained(two, { claim: aClaim() });
  const during = intervals.filter(({ label }) => label === 'downtime').map(({ because }) => because.length);
  expect(during).toEqual([2, 2]);
  expect(outages.map(({ components }) => components.map(({ downBy }) => downBy.length))).toEqual([[1], [1]]);
  expect(outages.map(({ steps }) => steps[0]?.notices.length)).toEqual([1, 1]);
});

test('a step is pending at its deadline and missed a millisecond later', () => {
  expect(stepStatus('2026-10-15T19:00:00.000Z')).toBe('pending');
  expect(stepStatus('2026-10-15T19:00:00.001Z')).toBe('missed');
});

test('a rounded availability under one per cent has its zero', () => {
  const { counted } = explained([down('01T00:00', '31T23:00')], { availabilityDecimals: 2 });
  expect(counted.rounded).toEqual({ observed: '0.13', creditable: '0.13' });
});
