import { describe, expect, test } from 'vitest';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { changesBetween, monthChangesBetween } from '../../../../shared/domain/statement/statement-changes.ts';
import {
  aClaim,
  aCustomer,
  aMonth,
  aPolicy,
  down,
  exclusion,
  maintenance,
  notice,
  statement,
  statements,
} from '../../../support/builders/month-builder.ts';

const policy = aPolicy({ claim: aClaim() });
const textOf = (facts: readonly FactJson[], change: object = {}): string =>
  JSON.stringify(statement({ policy, facts, ...change }));

const outage = down('14T09:00', '14T12:00');
const at = (text: string): number => Date.parse(`2026-10-${text}:00Z`);
const HOURS = { start: Date.parse('2026-10-14T09:00:00Z'), end: Date.parse('2026-10-14T12:00:00Z') };

test.each<[string, FactJson, readonly FactJson[]]>([
  ['notice', notice('14T09:00'), [outage]],
  ['exclusion', exclusion('14T09:00', '14T10:00'), [outage, notice('14T09:00')]],
  ['maintenance', maintenance('14T09:00', '14T10:00'), [outage]],
  ['downtime', outage, []],
])('a new or retracted %s is a change of evidence', (kind, fact, others) => {
  const [without, withFact] = [textOf(others), textOf([...others, fact])];
  const change = { kind: 'evidence', fact: kind, id: fact.id };
  expect(changesBetween(without, withFact)).toContainEqual({ ...change, isAdded: true });
  expect(changesBetween(withFact, without)).toContainEqual({ ...change, isAdded: false });
});

test('time with another label is a change', () => {
  expect(changesBetween(textOf([outage]), textOf([outage, notice('14T09:00')]))).toContainEqual({
    kind: 'relabelled',
    interval: HOURS,
    before: 'forfeited',
    after: 'downtime',
  });
  const relabelled = changesBetween(textOf([]), textOf([outage, exclusion('14T10:00', '14T11:00')])).filter(
    ({ kind }) => kind === 'relabelled',
  );
  expect(relabelled).toHaveLength(3);
});

test('other fees and another policy are changes', () => {
  const customers = [aCustomer({ serviceFees: { amountMinor: 5, currency: 'USD' } })];
  const newer = { ...policy, version: 2 };
  expect(changesBetween(textOf([]), textOf([], { customers, policy: newer }))).toEqual([
    { kind: 'policy', before: 'made, version 1', after: 'made, version 2' },
    { kind: 'fees', before: { amountMinor: 100_000, currency: 'USD' }, after: { amountMinor: 5, currency: 'USD' } },
  ]);
  const inEuros = [aCustomer({ serviceFees: { amountMinor: 100_000, currency: 'EUR' } })];
  expect(changesBetween(textOf([]), textOf([], { customers: inEuros }))).toEqual([
    {
      kind: 'fees',
      before: { amountMinor: 100_000, currency: 'USD' },
      after: { amountMinor: 100_000, currency: 'EUR' },
    },
  ]);
});

test('an equal statement, or one that cannot be read, has no changes', () => {
  expect(changesBetween(textOf([outage]), textOf([outage]))).toEqual([]);
  expect(changesBetween('{}', textOf([outage]))).toEqual([]);
  expect(changesBetween(textOf([outage]), '5')).toEqual([]);
});

test('labels are compared where both statements have them', () => {
  const [before, after] = [textOf([outage]), textOf([down('14T10:00', '14T13:00')])];
  expect(changesBetween(before, after).filter(({ kind }) => kind === 'relabelled')).toEqual([
    { kind: 'relabelled', interval: { ...HOURS, end: at('14T10:00') }, before: 'forfeited', after: 'up' },
    { kind: 'relabelled', interval: { start: HOURS.end, end: at('14T13:00') }, before: 'up', after: 'forfeited' },
  ]);
});

test('each kind of evidence lists its own facts only', () => {
  const given = notice('14T09:00');
  const evidence = changesBetween(textOf([]), textOf([outage, given])).filter(({ kind }) => kind === 'evidence');
  expect(evidence).toEqual([
    { kind: 'evidence', fact: 'notice', id: given.id, isAdded: true },
    { kind: 'evidence', fact: 'downtime', id: outage.id, isAdded: true },
  ]);
});

test('a notice of a step that the policy lacks is no evidence', () => {
  const other = notice('14T09:00', '14T09:00', { step: 'claim' });
  expect(changesBetween(textOf([outage]), textOf([outage, other]))).toEqual([]);
});

const serviceOf = (id: string, component: string) => ({
  id,
  components: [component],
  serviceFees: { amountMinor: 100, currency: 'USD' },
});

const servicesMonth = (facts: readonly FactJson[], ...ids: readonly (readonly [string, string])[]): string => {
  const services = ids.map(([id, component]) => serviceOf(id, component));
  return JSON.stringify({ statements: statements(aMonth({ facts, customers: [{ id: 'acme', services }] })) });
};

describe('the months of a customer with services', () => {
  test('are compared service by service', () => {
    const both = [
      ['one', 'web'],
      ['two', 'voice'],
    ] as const;
    const changes = monthChangesBetween(
      servicesMonth([], ...both),
      servicesMonth([down('14T09:00', '14T12:00', 'voice')], ...both),
    );
    expect(new Set(changes.map(({ service }) => service))).toEqual(new Set(['two']));
    expect(changes.map(({ change }) => change.kind)).toEqual(['evidence', 'relabelled']);
  });

  test('have no change of a service that one of them lacks', () => {
    const [one, two] = [['one', 'web'] as const, ['two', 'web'] as const];
    expect(monthChangesBetween(servicesMonth([], one), servicesMonth([outage], two))).toEqual([]);
    expect(monthChangesBetween('{}', servicesMonth([outage], two))).toEqual([]);
    expect(monthChangesBetween(servicesMonth([outage], two), '{}')).toEqual([]);
  });
});
