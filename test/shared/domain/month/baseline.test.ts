import { describe, expect, test } from 'vitest';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import {
  aComponent,
  aCustomer,
  aPolicy,
  down,
  exclusion,
  maintenance,
  type PolicyJson,
  statement,
} from '../../../support/builders/month-builder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The totals of October in hours, without `up`. */
const hours = (facts: readonly FactJson[], policy: Partial<PolicyJson> = {}, change: object = {}) => {
  const { totalsMs } = statement({ facts, policy: aPolicy(policy), ...change });
  return Object.fromEntries(
    Object.entries(totalsMs).flatMap(([label, ms]) => (label === 'up' ? [] : [[label, ms / HOUR]])),
  );
};

const twilioStatus = (state: 'major_outage' | 'operational', when: string): FactJson => ({
  kind: 'provider-status',
  id: `twilio ${when}`,
  provider: 'twilio',
  component: 'T1',
  status: state,
  at: at(when),
});

const limitedTo = (maxPerMonth: string) => ({ exclusions: { maintenance: { maxPerMonth } } });

describe('service time is without', () => {
  test('holidays, then weekdays that do not count', () => {
    const calendar = { excludeWeekdays: [7], holidays: ['2026-10-11', '2026-10-12'] };
    expect(hours([down('10T12:00', '13T12:00')], { calendar })).toEqual({ holiday: 48, weekend: 72, downtime: 24 });
  });

  test('the time outside service hours', () => {
    const calendar = { hours: { from: '08:00', to: '20:00' } };
    expect(hours([down('14T06:00', '15T09:00')], { calendar })).toEqual({ 'off-hours': 31 * 12, downtime: 13 });
  });

  test('nothing with hours to midnight', () => {
    expect(hours([], { calendar: { hours: { from: '00:00', to: '24:00' } } })).toEqual({});
  });

  test('the time outside the contract', () => {
    const customers = [aCustomer({ activeFrom: at('02T00:00'), activeTo: at('31T00:00') })];
    expect(hours([down('01T12:00', '02T06:00')], {}, { customers })).toEqual({ inactive: 48, downtime: 6 });
  });

  test('the time after asOf', () => {
    expect(hours([down('14T00:00', '15T00:00')], {}, { asOf: at('14T12:00') })).toEqual({
      downtime: 12,
      future: 17.5 * 24,
    });
  });

  test.each(['2026-09-15T00:00:00Z', '2026-01-15T00:00:00Z', '2026-10-01T00:00:00Z'])('everything as of %s', (asOf) => {
    const stated = statement({ facts: [down('14T17:00', '14T20:00')], asOf });
    expect(stated).toMatchObject({ serviceMs: 0, totalsMs: { future: 31 * DAY }, credits: 0, targetMet: true });
  });

  test('scheduled maintenance, of the company and on request', () => {
    const facts = [
      maintenance('14T00:00', '14T02:00'),
      maintenance('15T00:00', '15T03:00', {
        requestedBy: 'customer',
        scope: { customer: 'acme' },
        announcedAt: at('15T00:00'),
      }),
      maintenance('16T00:00', '16T04:00', { announcedAt: at('16T00:00') }),
      maintenance('17T00:00', '17T05:00', { scope: { customer: 'globex' } }),
    ];
    expect(hours(facts)).toEqual({ maintenance: 5 });
  });
});

describe('the evaluated range', () => {
  const running: FactJson[] = [
    { kind: 'monitor-state', id: 'a', monitor: 'web-alarm', state: 'ALARM', at: '2026-07-01T00:00:00Z' },
    { kind: 'monitor-state', id: 'b', monitor: 'web-alarm', state: 'OK', at: '2027-02-01T00:00:00Z' },
  ];
  const period = (policy: Partial<PolicyJson>) =>
    statement({ asOf: '2027-03-01T00:00:00Z', facts: running, policy: aPolicy(policy) }).periods;

  test('reaches 31 days around the month', () => {
    expect(period({})).toEqual([
      { start: '2026-08-31T00:00:00.000Z', end: '2026-12-02T00:00:00.000Z', qualifies: true },
    ]);
  });

  test('has its own calendar to both ends', () => {
    const calendar = { holidays: ['2026-08-31', '2026-12-01'] };
    expect(period({ calendar })).toMatchObject([
      { start: '2026-09-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z' },
    ]);
    const withHours = { hours: { from: '06:00', to: '24:00' } };
    expect(period({ calendar: withHours }).at(0)).toMatchObject({ start: '2026-10-01T06:00:00.000Z' });
  });

  test.each([
    { activeTo: '2026-11-01T00:00:00Z', end: '2026-11-01T00:00:00.000Z', qualifies: false },
    { activeTo: '2026-11-01T00:30:00.001Z', end: '2026-11-01T00:30:00.001Z', qualifies: true },
  ])('ends with the contract: $activeTo', ({ activeTo, end, qualifies }) => {
    const across = { ...down('31T23:30', '31T23:59'), end: '2026-11-01T02:00:00Z' };
    expect(statement({ facts: [across], customers: [aCustomer({ activeTo })] }).periods).toEqual([
      { start: '2026-10-31T23:30:00.000Z', end, qualifies },
    ]);
  });

  test.each([
    { start: '2026-09-30T22:00:00Z', end: '2026-10-01T00:00:00.001Z', listed: 1 },
    { start: '2026-09-30T22:00:00Z', end: '2026-10-01T00:00:00Z', listed: 0 },
    { start: '2026-10-31T23:59:59.999Z', end: '2026-11-02T00:00:00Z', listed: 1 },
    { start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z', listed: 0 },
  ])('lists an outage that overlaps the month: $start to $end', ({ start, end, listed }) => {
    const stated = statement({ facts: [{ kind: 'downtime', id: 'edge', component: 'web', start, end }] });
    expect([stated.periods.length, stated.explanation.outages.length]).toEqual([listed, listed]);
  });
});

test.each([
  { effect: 'remove', excuses: 0 },
  { effect: 'count-as-up', excuses: 1 },
] as const)('maintenance of everything excuses components with $effect: $excuses', ({ effect, excuses }) => {
  const facts = [down('14T10:00', '14T14:00'), maintenance('14T11:00', '14T12:00')];
  const { outages } = statement({ facts, policy: aPolicy({ exclusions: { effect } }) }).explanation;
  expect(outages.flatMap(({ components }) => components.map(({ excusedBy }) => excusedBy.length))).toEqual([excuses]);
});

describe('the monthly limit of maintenance', () => {
  /** The outage reaches past the evaluated range; the maintenance is at the far end of the range. */
  test.each([
    {
      month: '2026-03',
      outage: ['2026-01-01T00:00:00Z', '2026-03-02T00:00:00Z'],
      work: ['2026-01-30T00:00:00Z', '2026-01-31T00:00:00Z'],
    },
    {
      month: '2026-01',
      outage: ['2026-01-30T00:00:00Z', '2026-03-20T00:00:00Z'],
      work: ['2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'],
    },
  ] as const)('holds in each month that the range of $month reaches', ({ month, outage, work }) => {
    const facts: FactJson[] = [
      { ...down('01T00:00', '02T00:00'), start: outage[0], end: outage[1] },
      { ...maintenance('01T00:00', '02T00:00'), start: work[0], end: work[1], announcedAt: '2025-12-01T00:00:00Z' },
    ];
    const periods = (policy: Partial<PolicyJson>) => statement({ month, facts, policy: aPolicy(policy) }).periods;
    expect(periods(limitedTo('PT0S'))).toHaveLength(1);
    expect(periods(limitedTo('PT0S'))).not.toEqual(periods({}));
  });

  test('leaves maintenance of a component that the customer requested', () => {
    const scope = { component: 'web' };
    const facts = [
      down('14T00:00', '15T00:00'),
      maintenance('14T00:00', '14T06:00', { scope, requestedBy: 'customer' }),
      maintenance('14T12:00', '14T14:00', { scope }),
    ];
    expect(hours(facts)).toEqual({ downtime: 16, excused: 8 });
    expect(hours(facts, limitedTo('PT1H'))).toEqual({ downtime: 17, excused: 7 });
  });
});

describe('downtime is excused', () => {
  const both = aCustomer({ components: ['web', 'voice'] });
  const outage = down('14T10:00', '14T14:00');

  test.each<[string, FactJson]>([
    ['of everything', exclusion('14T11:00', '14T12:00')],
    ['of the component', exclusion('14T11:00', '14T12:00', { scope: { component: 'web' } })],
    ['of the customer', exclusion('14T11:00', '14T12:00', { scope: { customer: 'acme' } })],
    ['by maintenance of the component', maintenance('14T11:00', '14T12:00', { scope: { component: 'web' } })],
  ])('by an exclusion %s', (_, excuse) => {
    const stated = statement({ facts: [outage, excuse] });
    expect(stated).toMatchObject({ excusedMs: HOUR, measuredMs: 31 * DAY - HOUR, observedDowntimeMs: 3 * HOUR });
  });

  test('not by an excuse of another component or customer', () => {
    const others = [
      exclusion('14T11:00', '14T12:00', { scope: { component: 'voice' } }),
      exclusion('14T12:00', '14T13:00', { scope: { customer: 'globex' } }),
    ];
    expect(hours([outage, ...others])).toEqual({ downtime: 4 });
  });

  test('for its component only', () => {
    const facts = [
      outage,
      down('14T11:30', '14T12:30', 'voice'),
      exclusion('14T11:00', '14T12:00', { scope: { component: 'web' } }),
    ];
    expect(hours(facts, {}, { customers: [both] })).toEqual({ downtime: 3.5, excused: 0.5 });
  });

  test('by maintenance of the component that the customer requested', () => {
    const asked = maintenance('14T10:00', '14T11:00', { scope: { component: 'web' }, requestedBy: 'customer' });
    expect(hours([down('14T09:00', '14T12:00'), asked])).toEqual({ downtime: 2, excused: 1 });
    const [outage] = statement({ facts: [down('14T09:00', '14T12:00'), asked] }).explanation.outages;
    expect(outage?.components[0]?.excusedBy).toMatchObject([{ kind: 'maintenance', facts: [asked.id] }]);
  });

  test('by the company’s maintenance only where that counts as up', () => {
    const facts = [down('14T09:00', '14T12:00'), maintenance('14T10:00', '14T11:00')];
    const excuses = (['remove', 'count-as-up'] as const).map(
      (effect) =>
        statement({ facts, policy: aPolicy({ exclusions: { effect } }) }).explanation.outages[0]?.components[0]
          ?.excusedBy.length,
    );
    expect(excuses).toEqual([0, 1]);
  });

  test('while a provider that it depends on is out', () => {
    const facts = [outage, twilioStatus('major_outage', '14T09:00'), twilioStatus('operational', '14T11:00')];
    expect(hours(facts)).toEqual({ downtime: 3, excused: 1 });
    expect(hours(facts, { exclusions: { thirdParty: { exclude: false } } })).toEqual({ downtime: 4 });
    expect(hours(facts, {}, { components: [{ ...aComponent('web'), dependsOn: [] }] })).toEqual({ downtime: 4 });
  });
});

describe('excuses that count as up', () => {
  const exclusions = { effect: 'count-as-up' as const };
  const outage = down('14T10:00', '14T14:00');

  test('stay in the measured time', () => {
    const stated = statement({ policy: aPolicy({ exclusions }), facts: [outage, exclusion('14T11:00', '14T12:00')] });
    expect(stated).toMatchObject({ serviceMs: 31 * DAY, excusedMs: HOUR, measuredMs: 31 * DAY });
  });

  test('include the company’s maintenance, under its own label', () => {
    const stated = statement({ policy: aPolicy({ exclusions }), facts: [outage, maintenance('14T13:00', '14T16:00')] });
    expect(stated).toMatchObject({
      serviceMs: 31 * DAY,
      excusedMs: HOUR,
      measuredMs: 31 * DAY,
      observedDowntimeMs: 3 * HOUR,
      totalsMs: { maintenance: 3 * HOUR, downtime: 3 * HOUR },
    });
  });

  test('do not include maintenance that the customer requested', () => {
    const requested = maintenance('14T13:00', '14T16:00', { requestedBy: 'customer' });
    expect(statement({ policy: aPolicy({ exclusions }), facts: [outage, requested] })).toMatchObject({
      serviceMs: 31 * DAY - 3 * HOUR,
      excusedMs: 0,
    });
  });
});

describe('a limit of maintenance', () => {
  test('is used up by maintenance of everything, the customer and its components', () => {
    const facts = [
      maintenance('01T00:00', '01T01:00', { announcedAt: '2026-09-01T00:00:00Z' }),
      maintenance('02T00:00', '02T01:00', { scope: { component: 'web' } }),
      maintenance('03T00:00', '03T01:00', { scope: { customer: 'acme' } }),
      maintenance('04T00:00', '04T02:00'),
      maintenance('05T00:00', '05T02:00', { scope: { component: 'voice' } }),
      down('04T00:00', '04T02:00'),
    ];
    expect(hours(facts, limitedTo('PT4H'))).toEqual({ maintenance: 3, downtime: 1 });
    expect(hours(facts, limitedTo('PT0S'))).toEqual({ downtime: 2 });
  });

  test('cuts excuses of a component too', () => {
    const facts = [maintenance('14T00:00', '14T03:00', { scope: { component: 'web' } }), down('14T00:00', '14T03:00')];
    expect(hours(facts, limitedTo('PT1H'))).toEqual({ excused: 1, downtime: 2 });
    expect(hours(facts, { exclusions: { maintenance: { maxPerMonth: 'PT1H' }, effect: 'count-as-up' } })).toEqual({
      excused: 1,
      downtime: 2,
    });
  });

  test('leaves requested maintenance alone', () => {
    const facts = [
      maintenance('14T00:00', '14T03:00'),
      maintenance('14T00:00', '14T03:00', { requestedBy: 'customer', id: 'asked' }),
    ];
    expect(hours(facts, limitedTo('PT1H'))).toEqual({ maintenance: 3 });
  });
});

describe('gaps between downtimes', () => {
  const gap = [down('14T01:00', '14T02:00'), down('14T02:05', '14T03:00'), down('14T03:05', '14T04:00', 'voice')];
  test.each([
    { mergeGaps: 'PT4M59S', downtimes: 3 },
    { mergeGaps: 'PT5M', downtimes: 2 },
  ])('are filled up to $mergeGaps in one component', ({ mergeGaps, downtimes }) => {
    const customers = [aCustomer({ components: ['web', 'voice'] })];
    expect(statement({ facts: gap, customers, policy: aPolicy({ downtime: { mergeGaps } }) }).periods).toHaveLength(
      downtimes,
    );
  });
});

describe('the share of users', () => {
  const policy = aPolicy({ downtime: { impact: 'share' }, credit: { kind: 'proportional', multiplier: 1 } });
  const facts: FactJson[] = [
    { ...down('14T10:00', '14T14:00'), impact: '25' },
    { ...down('14T12:00', '14T13:00', 'voice'), impact: '50' },
  ];
  const customers = [aCustomer({ components: ['web', 'voice'] })];

  test('weighs each instant by its largest impact', () => {
    expect(statement({ policy, facts, customers })).toMatchObject({
      creditableDowntimeMs: (3 * 0.25 + 0.5) * HOUR,
      totalsMs: { downtime: 4 * HOUR },
    });
  });

  test('does not count for an excused component', () => {
    const excuse = exclusion('14T12:00', '14T13:00', { scope: { component: 'voice' } });
    expect(statement({ policy, facts: [...facts, excuse], customers })).toMatchObject({ creditableDowntimeMs: HOUR });
  });

  test('counts in full by default', () => {
    expect(statement({ facts, customers })).toMatchObject({ creditableDowntimeMs: 4 * HOUR });
  });

  test('comes from the alarm of a component', () => {
    const components = [{ id: 'web', monitors: [{ monitor: 'web-alarm', impact: '10' }] }];
    const alarm: FactJson[] = [
      { kind: 'monitor-state', id: 'a', monitor: 'web-alarm', state: 'ALARM', at: at('14T10:00') },
      { kind: 'monitor-state', id: 'b', monitor: 'web-alarm', state: 'OK', at: at('14T11:00') },
    ];
    expect(statement({ policy, facts: alarm, components })).toMatchObject({ creditableDowntimeMs: HOUR / 10 });
  });
});

describe('a period shorter than the minimum', () => {
  test.each([
    { end: '14T17:30:59.999', counts: false },
    { end: '14T17:31', counts: true },
  ])('keeps its label only, to $end: $counts', ({ end, counts }) => {
    const policy = aPolicy({ downtime: { minimum: 'PT31M' }, credit: { kind: 'per-outage', amount: { bps: 1 } } });
    const stated = statement({ policy, facts: [down('14T17:00', end)] });
    expect(stated).toMatchObject({ credits: counts ? 1 : 0, periods: [{ qualifies: counts }] });
    expect([stated.creditableDowntimeMs > 0, stated.observedDowntimeMs > 0]).toEqual([counts, counts]);
    expect(stated.totalsMs.downtime).toBe(Date.parse(at(end)) - Date.parse(at('14T17:00')));
  });
});

test('whole units alter availability, not blocks and labels', () => {
  const policy = aPolicy({ downtime: { wholeUnits: { unit: 'PT1H', align: 'clock' } } });
  expect(statement({ policy, facts: [down('14T17:30', '14T19:30')] })).toMatchObject({
    observedDowntimeMs: HOUR,
    creditableDowntimeMs: HOUR,
    totalsMs: { downtime: 2 * HOUR },
    credits: 4,
  });
});

describe('the target', () => {
  test.each([
    { end: '14T00:44:38.400', decimals: null, met: true },
    { end: '14T00:44:38.401', decimals: null, met: false },
    { end: '14T01:06:57.600', decimals: 1, met: true },
    { end: '14T01:06:57.601', decimals: 1, met: false },
  ])('is 99.9 % with $decimals decimals to $end: $met', ({ end, decimals, met }) => {
    const policy = aPolicy({ availabilityDecimals: decimals });
    expect(statement({ policy, facts: [down('14T00:00', end)] }).targetMet).toBe(met);
  });
});
