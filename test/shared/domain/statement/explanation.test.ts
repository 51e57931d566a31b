import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyExplanation } from '../../../../shared/domain/statement/verify-explanation.ts';
import type { WireFact } from '../../../../shared/domain/facts/facts.ts';
import { arbitraryMonth } from '../../../support/builders/arbitrary-month.ts';
import { auditOfStatement, explanationGaps } from '../../../support/builders/explanation-checks.ts';
import {
  aComponent,
  aCustomer,
  aPolicy,
  down,
  notice,
  statement,
  statements,
} from '../../../support/builders/month-builder.ts';
import { instantText } from '../../../support/builders/instant-text.ts';

describe('an explanation', () => {
  test('gives each downtime to the facts behind it', () => {
    const facts = [down('14T17:00', '14T19:00'), notice('14T17:10')];
    const policy = aPolicy({ notice: { required: true } });
    const { explanation } = statement({ policy, facts });
    expect(
      explanation.stretches.map(({ label, clause, because }) => [label, clause, because.map(({ kind }) => kind)]),
    ).toEqual([
      ['up', null, []],
      ['unrecognized', 5, ['downtime', 'notice']],
      ['downtime', 4, ['downtime', 'notice']],
      ['up', null, []],
    ]);
    expect(explanation.downtimes).toEqual([
      {
        start: '2026-10-14T17:00:00.000Z',
        end: '2026-10-14T19:00:00.000Z',
        components: ['web'],
        downBy: [
          {
            kind: 'downtime',
            source: 'web',
            facts: ['web 14T17:00'],
            start: '2026-10-14T17:00:00.000Z',
            end: '2026-10-14T19:00:00.000Z',
          },
        ],
        deadline: '2026-10-15T19:00:00.000Z',
        notices: [
          {
            id: 'notice 14T17:10 14T17:10',
            recognizedAt: '2026-10-14T17:10:00.000Z',
            receivedAt: '2026-10-14T17:10:00.000Z',
            timely: true,
          },
        ],
        accruesFrom: '2026-10-14T17:10:00.000Z',
        forfeit: null,
      },
    ]);
  });
});

test('lists every notice of a downtime once, in order of receipt, those that came too late as well', () => {
  const facts = [
    down('14T17:00', '14T19:00'),
    notice('14T18:30', '15T19:00:00.001'),
    notice('14T17:10', '15T19:00'),
    { ...notice('14T17:40', '15T19:00'), id: 'another' },
    notice('14T19:00'),
  ];
  const { explanation } = statement({ policy: aPolicy({ notice: { required: true } }), facts });
  expect(explanation.downtimes.map(({ notices }) => notices.map(({ id, timely }) => [id, timely]))).toEqual([
    [
      ['another', true],
      ['notice 14T17:10 15T19:00', true],
      ['notice 14T18:30 15T19:00:00.001', false],
    ],
  ]);
  const counted = explanation.stretches.find(({ label }) => label === 'downtime');
  expect(counted?.because.flatMap((reason) => reason.facts)).toEqual([
    'web 14T17:00',
    'another',
    'notice 14T17:10 15T19:00',
    'notice 14T18:30 15T19:00:00.001',
  ]);
});

/** The clause that takes time out of what October is measured by. */
const clauseOf = (facts: readonly WireFact[]): number | null | undefined =>
  statement({ facts }).explanation.stretches.find(({ label }) => label === 'excused' || label === 'maintenance')
    ?.clause;

describe('the clause of an excuse', () => {
  const window = { id: 'x', start: instantText('14T17:00'), end: instantText('14T18:00') };
  const scopes = [{ all: true as const }, { component: 'web' }, { customer: 'acme' }];
  test.each(
    scopes.flatMap((scope) => [
      { scope, reason: 'policy-block' as const, clause: 9 },
      { scope, reason: 'third-party' as const, clause: 3 },
      { scope, reason: 'force-majeure' as const, clause: 3 },
    ]),
  )('$reason of $scope is clause $clause', ({ scope, reason, clause }) => {
    const facts = [down('14T17:00', '14T18:00'), { kind: 'exclusion' as const, scope, reason, ...window }];
    expect(clauseOf(facts)).toBe(clause);
  });

  test.each(
    scopes.flatMap((scope) => [
      { scope, requestedBy: 'company' as const, clause: 1 },
      { scope, requestedBy: 'customer' as const, clause: 2 },
    ]),
  )('maintenance of $scope for the $requestedBy is clause $clause', ({ scope, requestedBy, clause }) => {
    const planned = {
      kind: 'maintenance' as const,
      scope,
      requestedBy,
      announcedAt: instantText('13T00:00'),
      ...window,
    };
    expect(clauseOf([down('14T17:00', '14T18:00'), planned])).toBe(clause);
  });

  test('a provider that is out is clause 3, and the excuse names it', () => {
    const status = { kind: 'provider-status' as const, provider: 'twilio', component: 'T1' };
    const facts = [
      down('14T17:00', '14T18:00'),
      { ...status, id: 'out', status: 'major_outage' as const, at: instantText('14T16:00') },
      { ...status, id: 'back', status: 'operational' as const, at: instantText('14T20:00') },
    ];
    const excused = statement({ facts }).explanation.stretches.find(({ label }) => label === 'excused');
    expect(excused).toMatchObject({ clause: 3, because: [{ source: 'twilio T1', facts: ['out', 'back'] }, {}] });
  });
});

test('providers whose names and codes only look alike when put together are not mixed up', () => {
  const component = { ...aComponent('web'), dependsOn: [{ provider: 'a b', component: 'c' }] };
  const status = {
    kind: 'provider-status' as const,
    id: 's',
    status: 'major_outage' as const,
    at: instantText('01T00:00'),
  };
  const facts = [down('14T17:00', '14T18:00'), { ...status, provider: 'a', component: 'b c' }];
  expect(statement({ components: [component], facts, customers: [aCustomer()] }).excusedMs).toBe(0);
});

test('an explanation, added up again, gives the statement, and its stretches divide the month without gap or overlap', () => {
  fc.assert(
    fc.property(arbitraryMonth, (made) => {
      for (const stated of statements(made)) {
        expect(verifyExplanation(stated.explanation)).toEqual(auditOfStatement(stated));
        expect(explanationGaps(stated.explanation)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
