import { expect, test } from 'vitest';
import { instant } from '../../support/builders/instant-text.ts';
import {
  creditEntryKey,
  creditLists,
  customerEntryKey,
  approvalKey,
  customerKeysSince,
  type EvidenceFact,
  factKeyOf,
  feesEntryKey,
  feesKey,
  goodwillKey,
  noticeEntryKeys,
  profileKey,
  providerPartition,
  parseListEntry,
  periodEntryKey,
  retractionEntryKey,
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

test('facts, fees and profiles of a customer are one key range', () => {
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
    goodwillKey({ customer: 'acme', month: '2026-10', id: 'g1' }),
    profileKey('acme', start),
    approvalKey({ customer: 'acme', month: '2026-10', number: 1 }),
  ].map(({ sk }) => sk);
  expect(inOrder.toSorted()).toEqual(inOrder);
  const { from, to } = customerKeysSince('acme', '2026-10');
  expect(inOrder.filter((sk) => sk >= from && sk <= to)).toEqual(inOrder.slice(2));
  expect(inOrder.slice(2).map(customerItemKind)).toEqual(
    'revision sent revision revision fact fact fees goodwill profile approval'.split(' '),
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

test('an id too long for a key is rejected', () => {
  const prefix = 'fact#2026-10-14T17:00:00.000Z#exclusion#'.length;
  expect(factKeyOf(excluded('x'.repeat(1024 - prefix))).sk).toHaveLength(1024);
  expect(() => factKeyOf(excluded('x'.repeat(1025 - prefix)))).toThrow(InvalidInput);
  expect(() => factKeyOf(excluded('é'.repeat(513)))).toThrow(InvalidInput);
});

test('the key of a list entry has customer, instant and change', () => {
  const written = { customer: 'acme', recordedAt: '2026-10-14T19:00:00.000Z' };
  expect(customerEntryKey('acme', undefined, end)).toEqual({
    pk: 'list#customers#',
    sk: 'acme#2026-10-14T19:00:00.000Z',
  });
  expect(parseListEntry(customerEntryKey('acme', 'gold', end).sk)).toEqual({ ...written, change: {} });
  expect(parseListEntry(retractionEntryKey('acme', end).sk)).toEqual({ ...written, change: {} });
  expect(parseListEntry(feesEntryKey('acme', '2026-09', end).sk)).toEqual({ ...written, change: { month: '2026-09' } });
  const period = periodEntryKey('acme', start, end);
  expect(period.pk).toBe('list#changes#2026-10');
  expect(parseListEntry(period.sk)).toEqual({ ...written, change: { from: '2026-10-14T17:00:00.000Z' } });
});

test('a notice is in the lists of its receipt and named month', () => {
  const notice = { customer: 'acme', recognizedAt: start, receivedAt: instant('2026-12-31T23:59:59.999Z') };
  const received = {
    pk: 'list#notices#2026-12',
    sk: 'acme#2026-10-14T19:00:00.000Z#from#2026-10-14T17:00:00.000Z',
  };
  expect(noticeEntryKeys(notice, end)).toEqual([received]);
  expect(noticeEntryKeys({ ...notice, month: '2026-10' }, end)).toEqual([
    received,
    { pk: 'list#notices#2026-10', sk: 'acme#2026-10-14T19:00:00.000Z#month#2026-10' },
  ]);
});

test('the credits of a month are spread over four partitions by customer', () => {
  const ids = Array.from({ length: 1000 }, (_, n) => `customer-${n}`);
  const byPartition = Map.groupBy(ids, (id) => creditEntryKey(id, '2026-10', end).pk);
  expect([...byPartition.keys()].toSorted()).toEqual(creditLists('2026-10'));
  for (const { length } of byPartition.values()) expect(length).toBeGreaterThan(200);
  expect(creditEntryKey('acme', '2026-10', end).pk).toBe(creditEntryKey('acme', '2026-10', start).pk);
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
