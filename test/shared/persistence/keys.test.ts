import { expect, test } from 'vitest';
import { instant } from '../../support/builders/instant-text.ts';
import {
  creditIndexKey,
  customerIndexKey,
  customerKeysSince,
  type EvidenceFact,
  factKeyOf,
  feesKey,
  noticeIndexKey,
  profileKey,
  providerPartition,
  parseIndexSortKey,
  retractionKey,
  revisionKey,
  runKey,
  outboxMarkerKey,
  utcMonthsBetween,
  versionKey,
} from '../../../shared/persistence/keys.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { customerItemKind } from '../../../shared/persistence/load-customer.ts';

const start = instant('2026-10-14T17:00:00Z');
const end = instant('2026-10-14T19:00:00Z');
const credit = (month: string, revision: number) => ({ customer: 'acme', month, revision });
const window = { kind: 'exclusion', id: 'e1', reason: 'force-majeure', start, end } as const;

test.each<[string, EvidenceFact, string, string]>([
  [
    'a state',
    { kind: 'monitor-state', id: 's1', monitor: 'arn:a:b', state: 'OK', at: start },
    'monitor#arn:a:b',
    '2026-10-14T17:00:00.000Z#s1',
  ],
  [
    'a status',
    { kind: 'provider-status', id: 'u1', provider: 'twilio', component: 'c#1', status: 'operational', at: start },
    'provider#twilio#c#1',
    '2026-10-14T17:00:00.000Z#u1',
  ],
  [
    'a declared downtime',
    { kind: 'downtime', id: 'd1', component: 'voice', start, end },
    'component#voice',
    '2026-10-14T17:00:00.000Z#downtime#d1',
  ],
  [
    'a notice',
    { kind: 'notice', id: 'n1', customer: 'acme', recognizedAt: start, receivedAt: end },
    'customer#acme',
    'fact#2026-10-14T17:00:00.000Z#notice#n1',
  ],
  ['a window of all', { ...window, scope: { all: true } }, 'all', '2026-10-14T17:00:00.000Z#exclusion#e1'],
  [
    'a window of a component',
    { ...window, scope: { component: 'voice' } },
    'component#voice',
    '2026-10-14T17:00:00.000Z#exclusion#e1',
  ],
  [
    'a window of a customer',
    { ...window, scope: { customer: 'acme' } },
    'customer#acme',
    'fact#2026-10-14T17:00:00.000Z#exclusion#e1',
  ],
])('%s is kept with what it is about', (_, fact, pk, sk) => {
  expect(factKeyOf(fact)).toEqual({ pk, sk });
  expect(retractionKey({ pk, sk }, fact)).toEqual({
    pk,
    sk: `${pk === 'customer#acme' ? 'fact#' : ''}retraction#${fact.kind}#${fact.id}`,
  });
});

test("a customer's partition is ordered so that a month on, all facts, fees and profiles are one stretch", () => {
  const notice = { kind: 'notice', id: 'n1', customer: 'acme', recognizedAt: start, receivedAt: end } as const;
  const home = factKeyOf(notice);
  const inOrder = [
    revisionKey(credit('2026-09', 1)),
    outboxMarkerKey(credit('2026-09', 1)),
    revisionKey(credit('2026-10', 1)),
    outboxMarkerKey(credit('2026-10', 1)),
    revisionKey(credit('2026-10', 2)),
    revisionKey(credit('2026-11', 1)),
    home,
    retractionKey(home, notice),
    feesKey('acme', '2026-09', end),
    profileKey('acme', start),
  ].map(({ sk }) => sk);
  expect(inOrder.toSorted()).toEqual(inOrder);
  const { from, to } = customerKeysSince('acme', '2026-10');
  expect(inOrder.filter((sk) => sk >= from && sk <= to)).toEqual(inOrder.slice(2));
  expect(inOrder.slice(2).map(customerItemKind)).toEqual(
    'revision sent revision revision fact fact fees profile'.split(' '),
  );
});

test('the revision after the ninth sorts after it', () => {
  const sks = [9, 10, 999_999].map((revision) => revisionKey(credit('2026-10', revision)).sk);
  expect(sks.toSorted()).toEqual(sks);
});

test('a separator inside a name makes no other name', () => {
  expect(providerPartition({ provider: 'a#b', component: 'c' })).not.toBe(
    providerPartition({ provider: 'a', component: 'b#c' }),
  );
  expect(providerPartition({ provider: 'a#b', component: 'c' })).not.toBe(
    providerPartition({ provider: 'a%23b', component: 'c' }),
  );
  expect(versionKey('p#q', { update: 'r', component: 'c', version: 1 }).pk).not.toBe(
    versionKey('p', { update: 'q#r', component: 'c', version: 1 }).pk,
  );
});

const excluded = (id: string): EvidenceFact => ({ ...window, id, scope: { customer: 'acme' } });

test("an id too long for a key is the caller's fault, and the longest that fits is none", () => {
  const prefix = 'fact#2026-10-14T17:00:00.000Z#exclusion#'.length;
  expect(factKeyOf(excluded('x'.repeat(1024 - prefix))).sk).toHaveLength(1024);
  expect(() => factKeyOf(excluded('x'.repeat(1025 - prefix)))).toThrow(InvalidInput);
  expect(() => factKeyOf(excluded('é'.repeat(513)))).toThrow(InvalidInput);
});

test('an index entry has the customer and the time of recording', () => {
  expect(noticeIndexKey('acme', instant('2026-10-31T23:59:59.999Z'), end)).toEqual({
    indexPk: 'notices#2026-10',
    indexSk: 'acme#2026-10-14T19:00:00.000Z',
  });
  expect(customerIndexKey('acme', [undefined], end).indexPk).toBe('customers#');
  expect(customerIndexKey('acme', ['gold'], end).indexPk).toBe('customers#gold');
  expect(customerIndexKey('acme', ['gold', undefined], end).indexPk).toBe('customers-of-several-policies');
  expect(creditIndexKey('acme', '2026-10', end).indexPk).toBe('credits#2026-10');
  expect(parseIndexSortKey('acme#2026-10-14T19:00:00.000Z')).toEqual({
    customer: 'acme',
    recordedAt: '2026-10-14T19:00:00.000Z',
  });
});

test.each([
  ['2026-10-01T00:00:00Z', '2026-10-31T23:59:59.999Z', ['2026-10']],
  ['2026-09-30T23:59:59.999Z', '2026-11-01T00:00:00Z', ['2026-09', '2026-10', '2026-11']],
  ['2026-12-31T00:00:00Z', '2027-01-31T00:00:00Z', ['2026-12', '2027-01']],
  ['2026-10-02T00:00:00Z', '2026-10-01T00:00:00Z', ['2026-10']],
])('the UTC months of %s to %s', (from, to, months) => {
  expect(utcMonthsBetween(instant(from), instant(to))).toEqual(months);
});

test('a preview and a closing at one instant are two runs', () => {
  const run = { month: '2026-10', asOf: end };
  expect(runKey({ ...run, preview: true })).not.toEqual(runKey({ ...run, preview: false }));
});
