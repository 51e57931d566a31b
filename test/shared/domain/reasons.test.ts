import { describe, expect, test } from 'vitest';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import { aCustomer, aPolicy, down, notice, statement } from '../../support/builders/month-builder.ts';
import { instantText } from '../../support/builders/instant-text.ts';

type Window = readonly [start: string, end: string];

const exclusion = (id: string, [start, end]: Window, change: object = {}): WireFact => ({
  kind: 'exclusion',
  id,
  scope: { all: true },
  reason: 'third-party',
  start: instantText(start),
  end: instantText(end),
  ...change,
});

const maintenance = (id: string, [start, end]: Window, change: object = {}): WireFact => ({
  kind: 'maintenance',
  id,
  scope: { all: true },
  requestedBy: 'company',
  announcedAt: instantText('01T00:00'),
  start: instantText(start),
  end: instantText(end),
  ...change,
});

/** October's stretches but `up`: the label, the clause and the reasons, as kind, source and facts. */
const stretches = (facts: readonly WireFact[], policy: Parameters<typeof aPolicy>[0] = {}, change: object = {}) =>
  statement({ facts, policy: aPolicy(policy), ...change })
    .explanation.stretches.filter(({ label }) => label !== 'up')
    .map(({ label, clause, because }) => ({
      label,
      clause,
      because: because.map(({ kind, source, facts }) => [kind, source, ...facts].join(' ')),
    }));

const said = (id: string, state: 'ALARM' | 'OK', time: string): WireFact => {
  return { kind: 'monitor-state', monitor: 'web-alarm', id, state, at: instantText(time) };
};
const status = (id: string, status: 'major_outage' | 'operational', time: string): WireFact => {
  return { kind: 'provider-status', provider: 'twilio', component: 'T1', id, status, at: instantText(time) };
};

const outage: Window = ['14T17:00', '14T18:00'];

test('a reason is whatever shares time with the stretch: not what ends where it begins, or begins where it ends', () => {
  const facts = [
    down(...outage),
    exclusion('before', ['14T16:00', '14T17:00']),
    exclusion('meant', outage),
    exclusion('after', ['14T18:00', '14T19:00']),
  ];
  expect(stretches(facts)).toEqual([
    { label: 'excused', clause: 3, because: ['downtime web web 14T17:00', 'exclusion web meant'] },
  ]);
});

test('reasons are in order of start, of end, of kind, of id, whatever order they came in', () => {
  const facts = [
    exclusion('b', outage),
    exclusion('a', outage),
    maintenance('z', outage, { scope: { component: 'web' } }),
    exclusion('long', ['14T17:00', '14T18:30']),
    exclusion('early', ['14T16:30', '14T18:30']),
    down(...outage),
  ];
  expect(stretches(facts)).toEqual([
    {
      label: 'excused',
      clause: 3,
      because: [
        'exclusion web early',
        'downtime web web 14T17:00',
        'exclusion web a',
        'exclusion web b',
        'maintenance web z',
        'exclusion web long',
      ],
    },
  ]);
});

test('an exclusion of the customer’s own is a reason under the customer’s name, and another’s is none', () => {
  const facts = [
    down(...outage),
    exclusion('own', outage, { scope: { customer: 'acme' }, reason: 'policy-block' }),
    exclusion('other', outage, { scope: { customer: 'globex' } }),
  ];
  expect(stretches(facts)).toEqual([
    { label: 'excused', clause: 9, because: ['downtime web web 14T17:00', 'exclusion acme own'] },
  ]);
});

test('an alarm and a provider are named with the states that opened and closed them; what began first gives the clause', () => {
  const facts = [
    said('rang', 'ALARM', '14T17:00'),
    said('stopped', 'OK', '14T18:00'),
    status('out', 'major_outage', '14T16:00'),
    status('back', 'operational', '14T18:00'),
    exclusion('block', outage, { reason: 'policy-block' }),
  ];
  const because = ['provider-status twilio T1 out back', 'exclusion web block', 'monitor-state web-alarm rang stopped'];
  expect(stretches(facts)).toEqual([{ label: 'excused', clause: 3, because }]);
});

describe('maintenance', () => {
  test.each([
    { what: 'for everybody', facts: [maintenance('all', outage)], clause: 1, because: ['maintenance acme all'] },
    {
      what: 'that the customer asked for',
      facts: [maintenance('asked', outage, { scope: { customer: 'acme' }, requestedBy: 'customer' })],
      clause: 2,
      because: ['maintenance acme asked'],
    },
    {
      what: 'that both wanted is the company’s',
      facts: [
        maintenance('asked', outage, { scope: { customer: 'acme' }, requestedBy: 'customer' }),
        maintenance('planned', outage),
      ],
      clause: 1,
      because: ['maintenance acme asked', 'maintenance acme planned'],
    },
    {
      what: 'of its own that was not announced is no reason',
      facts: [
        maintenance('planned', outage),
        maintenance('sudden', outage, { scope: { customer: 'acme' }, announcedAt: instantText(outage[0]) }),
      ],
      clause: 1,
      because: ['maintenance acme planned'],
    },
  ])('$what', ({ facts, clause, because }) => {
    expect(stretches(facts)).toEqual([{ label: 'maintenance', clause, because }]);
  });
});

describe('downtime that was not noticed in time', () => {
  const policy = { notice: { required: true } };
  const because = ['downtime web web 14T17:00'];

  test('is pending with its facts while there is time, and forfeited with its facts after', () => {
    expect(stretches([down(...outage)], policy, { asOf: instantText('15T18:00') })).toEqual([
      { label: 'pending', clause: 6, because },
      { label: 'future', clause: null, because: [] },
    ]);
    expect(stretches([down(...outage)], policy)).toEqual([{ label: 'forfeited', clause: 6, because }]);
  });

  test('names the notice that was late, and no notice of another downtime', () => {
    const late = notice('14T17:10', '16T00:00');
    const other = notice('20T05:00');
    expect(stretches([down(...outage), down('20T05:00', '20T06:00'), late, other], policy)).toEqual([
      { label: 'forfeited', clause: 6, because: [...because, `notice acme ${late.id}`] },
      { label: 'downtime', clause: 4, because: ['downtime web web 20T05:00', `notice acme ${other.id}`] },
    ]);
  });
});

test('what nobody needs to explain has no reasons: holidays and weekends have a clause, the rest has none', () => {
  const calendar = { excludeWeekdays: [7], holidays: ['2026-10-12'] };
  const facts = [down('11T10:00', '12T10:00')];
  const customers = [aCustomer({ activeFrom: instantText('09T00:00') })];
  const asOf = instantText('17T00:00');
  expect(stretches(facts, { calendar }, { customers, asOf })).toEqual([
    { label: 'inactive', clause: null, because: [] },
    { label: 'weekend', clause: 1, because: [] },
    { label: 'holiday', clause: 1, because: [] },
    { label: 'future', clause: null, because: [] },
  ]);
});

test('a downtime names the components that were down in it, in the order of the configuration', () => {
  const facts = [
    down('14T17:30', '14T18:00', 'voice'),
    down('14T17:00', '14T17:30'),
    down('20T01:00', '20T02:00', 'voice'),
    down('21T01:00', '21T02:00'),
  ];
  const customers = [aCustomer({ components: ['web', 'voice'] })];
  expect(statement({ facts, customers }).explanation.downtimes.map(({ components }) => components)).toEqual([
    ['web', 'voice'],
    ['voice'],
    ['web'],
  ]);
});

test('what accrues says from when, and what does not says why', () => {
  const facts = [down(...outage)];
  const of = (required: boolean) =>
    statement({ facts, policy: aPolicy({ notice: { required } }) }).explanation.downtimes.map(
      ({ accruesFrom, forfeit }) => ({ accruesFrom, forfeit }),
    );
  expect(of(false)).toEqual([{ accruesFrom: '2026-10-14T17:00:00.000Z', forfeit: null }]);
  expect(of(true)).toEqual([{ accruesFrom: null, forfeit: 'no-notice' }]);
});
