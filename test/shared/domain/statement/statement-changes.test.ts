import { expect, test } from 'vitest';
import type { FactJson } from '../../../../shared/domain/facts/facts.ts';
import { changesBetween } from '../../../../shared/domain/statement/statement-changes.ts';
import {
  aClaim,
  aCustomer,
  aPolicy,
  down,
  exclusion,
  maintenance,
  notice,
  statement,
} from '../../../support/builders/month-builder.ts';

const policy = aPolicy({ claim: aClaim() });
const textOf = (facts: readonly FactJson[], change: object = {}): string =>
  JSON.stringify(statement({ policy, facts, ...change }));

const outage = down('14T09:00', '14T12:00');
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
