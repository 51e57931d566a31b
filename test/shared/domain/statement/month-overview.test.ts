import { expect, test } from 'vitest';
import { evaluateInput } from '../../../../shared/domain/evaluate-input.ts';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { overviewOf } from '../../../../shared/domain/statement/month-overview.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import { aClaim, aComponent, aMonth, aPolicy, down } from '../../../support/builders/month-builder.ts';

const status = (provider: string, state: 'major_outage' | 'operational', when: string): FactJson => ({
  kind: 'provider-status',
  id: `${provider} ${when}`,
  provider,
  component: 'T1',
  status: state,
  at: when,
});

const COMPONENTS = [
  aComponent('web'),
  { ...aComponent('voice'), monitors: [], dependsOn: [{ provider: 'aws', component: 'T1' }] },
];
const overview = (facts: readonly FactJson[], components = COMPONENTS, target = '99.9') => {
  const policy = aPolicy({ claim: aClaim(), version: 3, target });
  const [assessment] = evaluateInput(aMonth({ facts, components, policy }));
  if (assessment === undefined) throw new Error('the case has no customer');
  return overviewOf(assessment.month, ['aws']);
};

const okAt = (when: string): FactJson => ({
  kind: 'monitor-state',
  id: when,
  monitor: 'web-alarm',
  state: 'OK',
  at: when,
});

test('each component has the month of a customer who claims everything', () => {
  const { components, policy, target } = overview([down('14T17:00', '14T19:00')]);
  expect([policy, target]).toEqual([{ id: 'made', version: 3 }, '99.9']);
  expect(
    components.map(({ id, statement: { observedDowntimeMs, creditableDowntimeMs } }) => [
      id,
      observedDowntimeMs,
      creditableDowntimeMs,
    ]),
  ).toEqual([
    ['web', 7_200_000, 7_200_000],
    ['voice', 0, 0],
  ]);
});

test('the budget is the downtime that just meets the target', () => {
  expect(overview([]).components.map(({ budgetMs }) => budgetMs)).toEqual([2_678_400, 2_678_400]);
  expect(overview([], COMPONENTS, '99.5').components[0]?.budgetMs).toBe(5 * 2_678_400);
});

test('alarms without events by the end of the month are marked', () => {
  expect(overview([]).components.map(({ hasNoEvents }) => hasNoEvents)).toEqual([true, false]);
  expect(overview([okAt('2026-10-31T23:59:59.999Z')]).components[0]?.hasNoEvents).toBe(false);
  expect(overview([okAt('2026-11-01T00:00:00.000Z')]).components[0]?.hasNoEvents).toBe(true);
});

test('a component of several alarms and providers needs one of each', () => {
  const web = {
    id: 'web',
    monitors: ['silent', 'web-alarm'],
    dependsOn: [...COMPONENTS.flatMap(({ dependsOn }) => dependsOn ?? []), { provider: 'twilio', component: 'T2' }],
  };
  const { components, providers } = overview([okAt(at('14T10:00'))], [web]);
  expect(components[0]?.hasNoEvents).toBe(false);
  expect(providers.map(({ component, usedBy, outages }) => [component, usedBy, outages])).toEqual([
    ['T1', ['web'], []],
    ['T2', ['web'], []],
  ]);
});

test('the outages of providers are clipped to the month', () => {
  const facts = [
    status('twilio', 'major_outage', '2026-09-30T22:00:00Z'),
    status('twilio', 'operational', at('01T02:00')),
    status('twilio', 'major_outage', '2026-11-01T00:00:00Z'),
    status('aws', 'major_outage', at('01T02:00')),
  ];
  expect(overview(facts).providers).toEqual([
    {
      provider: 'twilio',
      component: 'T1',
      usedBy: ['web'],
      outages: [{ start: Date.parse('2026-10-01T00:00:00Z'), end: Date.parse('2026-10-01T02:00:00Z') }],
    },
  ]);
});
