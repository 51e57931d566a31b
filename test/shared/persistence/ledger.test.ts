import { expect, test } from 'vitest';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { creditEntryKey } from '../../../shared/persistence/keys.ts';
import {
  markPublished,
  recordRevision,
  revisionsOf,
  unpublishedRevisions,
} from '../../../shared/persistence/ledger.ts';
import { getItem } from '../../../shared/persistence/dynamo-table.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const SENT_AT = instant('2026-11-02T20:07:00Z');
const load = (customer: string) => loadCustomer(dynamo.table, customer, '2026-10');

test('only one of twenty concurrent runs records a revision', async () => {
  const amounts = Array.from({ length: 20 }, (_, n) => n);
  const recordings = await Promise.all(
    amounts.map((amountMinor) => recordRevision(dynamo.table, aRevision({ customer: 'race', amountMinor }))),
  );
  const recorded = recordings.filter(({ outcome }) => outcome === 'recorded');
  expect(recorded).toHaveLength(1);
  expect(recordings.map(({ stored }) => stored)).toEqual(amounts.map(() => recorded[0]?.stored));
});

test('statement and message are stored byte for byte', async () => {
  const statement = JSON.stringify({ z: 'é€😀', a: Array.from({ length: 40_000 }, (_, ms) => ({ ms, up: true })) });
  const revision = aRevision({ customer: 'letter', statement, message: '{"b": 1,\n"a": 2}' });
  await recordRevision(dynamo.table, revision);
  // The text is longer than an item.
  expect(Buffer.byteLength(statement)).toBeGreaterThan(400 * 1024);
  expect((await load('letter')).revisions).toEqual([revision]);
});

test('a retry after a crash records a revision once', async () => {
  const revision = aRevision({ customer: 'listed' });
  const entry = creditEntryKey('listed', revision.month, revision.recordedAt);
  await expect(recordRevision(dynamo.crashingAfter(1), revision)).rejects.toThrow(Crash);
  expect(await getItem(dynamo.table, entry)).toEqual(entry);
  expect((await load('listed')).revisions).toEqual([]);
  expect(await recordRevision(dynamo.table, revision)).toEqual({ outcome: 'recorded', stored: revision });
  expect(await recordRevision(dynamo.table, revision)).toEqual({ outcome: 'exists', stored: revision });
  expect((await load('listed')).revisions).toEqual([revision]);
});

test('a revision is unsent until it is marked; marking again changes nothing', async () => {
  const revisions = [2, 1, 10].map((revision) => aRevision({ customer: 'marks', revision }));
  for (const revision of revisions) await recordRevision(dynamo.table, revision);
  await recordRevision(dynamo.table, aRevision({ customer: 'marks', month: '2026-11' }));
  const open = async () => {
    const { revisions, sent } = await load('marks');
    return unpublishedRevisions(revisions, sent, '2026-10').map(({ revision }) => revision);
  };
  expect(await open()).toEqual([1, 2, 10]);
  // The mark of another month's first revision is none of this month's.
  await markPublished(dynamo.table, { customer: 'marks', month: '2026-11', revision: 1 }, SENT_AT);
  await markPublished(dynamo.table, { customer: 'marks', month: '2026-10', revision: 2 }, SENT_AT);
  await markPublished(dynamo.table, { customer: 'marks', month: '2026-10', revision: 2 }, SENT_AT + 1);
  expect(await open()).toEqual([1, 10]);
  const { revisions: loaded, sent } = await load('marks');
  expect(sent).toMatchObject([{ revision: 2, sentAt: SENT_AT }, { month: '2026-11' }]);
  expect(revisionsOf(loaded, '2026-10').map(({ revision }) => revision)).toEqual([1, 2, 10]);
});

test('a crash before the marker leaves the revision unpublished', async () => {
  const table = dynamo.crashingAfter(2);
  const revision = aRevision({ customer: 'crash' });
  await recordRevision(table, revision);
  await expect(markPublished(table, revision, SENT_AT)).rejects.toThrow(Crash);
  const { revisions, sent } = await load('crash');
  expect(unpublishedRevisions(revisions, sent, '2026-10')).toEqual([revision]);
});
