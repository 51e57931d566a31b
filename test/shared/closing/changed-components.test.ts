import { describe, expect, test } from 'vitest';
import { changedComponents } from '../../../shared/closing/changed-components.ts';
import { fact } from '../../../shared/domain/facts/facts.ts';
import { component } from '../../../shared/domain/month/component-timeline.ts';
import { prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { aComponent, aPolicy, down, type PolicyJson } from '../../support/builders/month-builder.ts';
import { instant, instantText } from '../../support/builders/instant-text.ts';

const octoberUnder = (change: Partial<PolicyJson>, components: readonly string[], ...facts: readonly unknown[]) =>
  prepareMonth({
    month: '2026-10',
    asOf: instant('2026-12-05T00:00:00Z'),
    policy: parse(policy, aPolicy(change)),
    components: components.map((id) => parse(component, aComponent(id))),
    facts: facts.map((one) => parse(fact, one)),
  });

const october = (components: readonly string[], ...facts: readonly unknown[]) => octoberUnder({}, components, ...facts);

const window = { id: 'w', start: instantText('14T17:00'), end: instantText('14T18:00') };
const outage = down('14T17:00', '14T19:00');
const maintenance = (scope: object, change: object = {}) => ({
  kind: 'maintenance',
  scope,
  requestedBy: 'company',
  announcedAt: instantText('01T00:00'),
  ...window,
  ...change,
});
const exclusion = (scope: object) => ({ kind: 'exclusion', scope, reason: 'third-party', ...window });
const both = ['web', 'voice'];

describe('changed components', () => {
  test.each([
    { what: 'nothing', later: [], differ: [] },
    { what: 'a downtime of another component', later: [down('20T01:00', '20T02:00', 'voice')], differ: ['voice'] },
    { what: 'more of a downtime', later: [down('14T18:30', '14T20:00')], differ: ['web'] },
    { what: 'the same downtime once more', later: [down('14T17:30', '14T18:00')], differ: [] },
    { what: 'an excuse of everything: of what was down', later: [exclusion({ all: true })], differ: ['web'] },
    { what: 'an excuse of a component that was up', later: [exclusion({ component: 'voice' })], differ: [] },
    { what: 'maintenance of everything', later: [maintenance({ all: true })], differ: both },
    {
      what: 'maintenance of everything after the month',
      later: [maintenance({ all: true }, { start: '2026-11-03T00:00:00Z', end: '2026-11-04T00:00:00Z' })],
      differ: [],
    },
    {
      what: 'maintenance that was not announced',
      later: [maintenance({ all: true }, { announcedAt: window.end })],
      differ: [],
    },
    { what: 'maintenance of one component', later: [maintenance({ component: 'web' })], differ: ['web'] },
    {
      what: 'a downtime after the month that does not touch it',
      later: [{ ...outage, id: 'after', start: '2026-11-03T00:00:00Z', end: '2026-11-04T00:00:00Z' }],
      differ: [],
    },
  ])('$what: $differ', ({ later, differ }) => {
    expect(changedComponents(october(both, outage), october(both, outage, ...later))).toEqual(differ);
  });

  test('a new component counts as changed if it was down', () => {
    const now = october([...both, 'mail'], outage, down('20T01:00', '20T02:00', 'mail'));
    expect(changedComponents(october(both, outage), now)).toEqual(['mail']);
    expect(changedComponents(october(['web'], outage), october(both, outage))).toEqual(['voice']);
  });
});

test('another impact is a change where downtime weighs its share', () => {
  const partial = { ...outage, id: 'partial', impact: '40' };
  const differ = (impact: 'any' | 'share') =>
    changedComponents(
      octoberUnder({ downtime: { impact } }, both, partial),
      octoberUnder({ downtime: { impact } }, both, partial, outage),
    );
  expect(differ('any')).toEqual([]);
  expect(differ('share')).toEqual(['web']);
});

test('under a limit, maintenance at another time is a change', () => {
  const early = maintenance(
    { component: 'web' },
    { id: 'early', start: instantText('02T00:00'), end: instantText('02T04:00') },
  );
  const september = {
    ...early,
    scope: { all: true },
    announcedAt: '2026-08-01T00:00:00Z',
    start: '2026-09-02T00:00:00Z',
    end: '2026-09-02T04:00:00Z',
  };
  const differ = (maxPerMonth: string | null, added: object) =>
    changedComponents(
      octoberUnder({ exclusions: { maintenance: { maxPerMonth } } }, both, outage),
      octoberUnder({ exclusions: { maintenance: { maxPerMonth } } }, both, outage, added),
    );
  expect(differ(null, early)).toEqual([]);
  expect(differ('PT4H', early)).toEqual(['web']);
  expect(differ('PT4H', september)).toEqual(both);
  expect(differ('PT4H', { ...early, requestedBy: 'customer' })).toEqual([]);
});
