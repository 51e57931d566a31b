import { describe, expect, test } from 'vitest';
import { aMonth, faultsOf } from '../../support/builders/month-builder.ts';
import { factKinds, noInstant, testRefusals, type RefusedInput } from '../../support/builders/refused-input.ts';
import { instantText } from '../../support/builders/instant-text.ts';

const aFact = (kind: string, change: object): Record<string, unknown> => ({ facts: [{ kind, id: 'f', ...change }] });
const window = { start: instantText('14T17:00'), end: instantText('14T18:00') };
const state = { monitor: 'web-alarm', state: 'OK', at: instantText('14T17:00') };
const upkeep = { scope: { all: true }, announcedAt: instantText('13T00:00'), requestedBy: 'company', ...window };
const wrote = { customer: 'acme', recognizedAt: instantText('14T17:00'), receivedAt: instantText('14T18:00') };

describe('a fact', () => {
  testRefusals([
    [{ facts: [7] }, 'facts[0]', 'not an object', 7],
    [{ facts: [null] }, 'facts[0]', 'not an object', null],
    [aFact('rumour', {}), 'facts[0].kind', `not one of ${factKinds}`, 'rumour'],
    [{ facts: [{ id: 'f' }] }, 'facts[0].kind', 'missing'],
    [aFact('monitor-state', { ...state, id: 7 }), 'facts[0].id', 'not text', 7],
    [aFact('monitor-state', { ...state, id: undefined }), 'facts[0].id', 'missing'],
    [aFact('monitor-state', { ...state, mood: 1 }), 'facts[0].mood', 'not a known key', 1],
    [
      aFact('monitor-state', { ...state, state: 'ok' }),
      'facts[0].state',
      'not one of OK, ALARM, INSUFFICIENT_DATA, DELETED',
      'ok',
    ],
    [
      aFact('monitor-state', { ...state, since: instantText('14T17:00:00.001') }),
      'facts[0].since',
      'after at',
      instantText('14T17:00:00.001'),
    ],
    [
      aFact('provider-status', { provider: 'twilio', component: 'T1', status: 'broken', at: instantText('14T17:00') }),
      'facts[0].status',
      'not one of operational, degraded_performance, under_maintenance, partial_outage, major_outage',
      'broken',
    ],
    [
      aFact('downtime', { component: 'web', ...window, end: window.start }),
      'facts[0].end',
      'not after start',
      window.start,
    ],
    [aFact('downtime', { component: 'web', start: window.start }), 'facts[0].end', 'missing'],
    [aFact('maintenance', { ...upkeep, end: window.start }), 'facts[0].end', 'not after start', window.start],
    [
      aFact('maintenance', { ...upkeep, requestedBy: 'us' }),
      'facts[0].requestedBy',
      'not one of company, customer',
      'us',
    ],
    [
      aFact('exclusion', { reason: 'bad luck', scope: { all: true }, ...window }),
      'facts[0].reason',
      'not one of third-party, force-majeure, policy-block',
      'bad luck',
    ],
    ...[{ all: false }, {}, { component: 'web', all: true }, 'all', { service: 'web' }].map((scope): RefusedInput => {
      const rule = 'not one of {"all": true}, {"component": id}, {"customer": id}';
      const value = typeof scope === 'string' ? scope : JSON.stringify(scope);
      return [aFact('exclusion', { reason: 'third-party', scope, ...window }), 'facts[0].scope', rule, value];
    }),
    [
      aFact('notice', { ...wrote, receivedAt: instantText('14T16:59:59.999') }),
      'facts[0].receivedAt',
      'before recognizedAt',
      instantText('14T16:59:59.999'),
    ],
    [
      aFact('retraction', { of: { kind: 'rumour', id: 'f' }, reason: 'x' }),
      'facts[0].of.kind',
      `not one of ${factKinds}`,
      'rumour',
    ],
    [aFact('retraction', { of: { kind: 'notice' }, reason: 'x' }), 'facts[0].of.id', 'missing'],
    ...[
      '2026-02-30T00:00:00Z',
      '2026-10-14T24:00:00Z',
      '2026-10-14T17:00:60Z',
      '2026-10-14T17:00:00+00:00',
      '2026-10-14T17:00:00',
      '2026-10-14T17:00Z',
      '2026-10-14 17:00:00Z',
      '2026-10-14T17:00:00.0001Z',
      '2026-10-14T17:00:00.Z',
      '2026-10-14t17:00:00z',
      '+002026-10-14T17:00:00Z',
      ' 2026-10-14T17:00:00Z',
    ].map((at): RefusedInput => [aFact('monitor-state', { ...state, at }), 'facts[0].at', noInstant, at]),
    [
      aFact('monitor-state', { ...state, recordedAt: 1_760_461_200 }),
      'facts[0].recordedAt',
      'not an instant',
      1_760_461_200,
    ],
  ]);

  test.each(['2026-10-14T17:00:00.1Z', '2026-10-14T17:00:00.12Z', '2028-02-29T23:59:59.999Z', '0000-01-01T00:00:00Z'])(
    '%s is an instant',
    (at) => {
      expect(faultsOf(aMonth(aFact('monitor-state', { ...state, at })))).toEqual([]);
    },
  );
});
