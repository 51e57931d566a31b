import { expect, test } from 'vitest';
import { creditCandidates } from '../../../shared/persistence/customer-lists.ts';
import { conditionalPut } from '../../../shared/persistence/dynamo-table.ts';
import { noticeEntryKeys } from '../../../shared/persistence/keys.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { recordRevision } from '../../../shared/persistence/ledger.ts';
import { mergeSorted } from '../../../shared/lib/merge-sorted.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aRevision } from '../../support/builders/revision-builder.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

/** Ids, some the beginning of others, in the order of their code units. */
const ids = Array.from({ length: 250 }, (_, n) => `${['c', 'c-1', 'c.1', 'C', 'c1'][n % 5]}${n}`).toSorted();
const id = (n: number): string => ids[n] ?? '';

const AS_OF = instant('2026-11-02T20:00:00Z');
const wanted = {
  month: '2026-10',
  received: { from: instant('2026-09-30T23:00:00Z'), to: AS_OF },
  policies: ['plain-summary', ''],
  asOf: AS_OF,
};
const notice = (customer: string, received: string, n = 0, recordedAt = instant(received)) => {
  const when = { recognizedAt: instant(received), receivedAt: instant(received), recordedAt };
  const fact = { kind: 'notice', id: `${customer}/${received}/${n}`, customer, ...when } as const;
  return recordFact(dynamo.table, { fact, by: 'desk' });
};
const customer = (id: string, policy: string | undefined, recordedAt: number) => {
  const serviceFees = { amountMinor: 1, currency: 'USD' };
  const profile = { id, name: id, components: ['voice'], serviceFees, ...(policy === undefined ? {} : { policy }) };
  return putProfile(dynamo.table, { profile, recordedAt, by: 'desk' });
};
const found = (changes: Partial<typeof wanted> = {}, pageSize = 2): Promise<string[]> =>
  collect(creditCandidates(dynamo.table, { ...wanted, ...changes }, { pageSize }));
const collect = async (texts: AsyncIterable<string>): Promise<string[]> => {
  const collected: string[] = [];
  for await (const text of texts) collected.push(text);
  return collected;
};

test('returns each candidate once, in order of ids', async () => {
  // One customer has three notices in two months, a credit and two versions of its record.
  for (const n of [9, 3, 7]) await notice(id(n), '2026-10-14T17:00:00Z');
  await notice(id(3), '2026-10-14T17:00:00Z', 1);
  await notice(id(3), '2026-11-01T00:00:00Z');
  await recordRevision(dynamo.table, aRevision({ customer: id(3), recordedAt: AS_OF - 1 }));
  await recordRevision(dynamo.table, aRevision({ customer: id(5), recordedAt: AS_OF - 1 }));
  for (const version of [1, 2, 3]) await customer(id(3), 'plain-summary', AS_OF - version);
  await customer(id(4), 'plain-summary', AS_OF - 1);
  await customer(id(6), undefined, AS_OF - 1);
  // None of these is one: another month, another policy, recorded later.
  await notice(id(11), '2026-08-31T23:59:59.999Z');
  await customer(id(12), 'short-form-sla', AS_OF - 1);
  await recordRevision(dynamo.table, aRevision({ customer: id(13), month: '2026-09', recordedAt: AS_OF - 1 }));
  await notice(id(14), '2026-10-14T17:00:00Z', 0, AS_OF + 1);
  await customer(id(15), undefined, AS_OF + 1);

  const expected = [3, 4, 5, 6, 7, 9].map(id);
  expect(await found()).toEqual(expected);
  expect(await found({}, 1)).toEqual(expected);
  expect(await found({ policies: [] })).toEqual([3, 5, 7, 9].map(id));
  expect(await found({ policies: ['', ''] })).toEqual([3, 5, 6, 7, 9].map(id));
  expect(await found({ asOf: AS_OF + 1 })).toEqual([3, 4, 5, 6, 7, 9, 14, 15].map(id));
});

test('a claim that names the month makes a candidate at any time', async () => {
  const claim = {
    customer: 'claims-may',
    recognizedAt: instant('2026-07-14T17:00:00Z'),
    receivedAt: instant('2026-08-31T00:00:00Z'),
    month: '2026-05',
  };
  for (const key of noticeEntryKeys(claim, AS_OF)) await conditionalPut(dynamo.table, key);
  const may = {
    month: '2026-05',
    policies: [],
    received: { from: instant('2026-04-30T23:00:00Z'), to: instant('2026-06-05T00:00:00Z') },
  };
  expect(await found(may)).toEqual(['claims-may']);
  expect(await found({ ...may, asOf: AS_OF - 1 })).toEqual([]);
  expect(await found({ ...may, month: '2026-06', received: { from: may.received.to, to: may.received.to } })).toEqual(
    [],
  );
});

test('hundreds come page by page, sorted as their ids are', async () => {
  const many = ids.slice(20);
  for (let n = 0; n < many.length; n += 20) {
    await Promise.all(many.slice(n, n + 20).map((each) => customer(each, 'many', AS_OF)));
  }
  expect(many.length).toBeGreaterThan(150);
  const wantedOnly = { policies: ['many'], month: '2020-01', received: { from: 0, to: 0 } };
  expect(await found(wantedOnly, 7)).toEqual(many);
});

async function* from(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

test('merging reads on as it is asked, and stops when nobody asks', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<string> {
    for (;;) yield String((read += 1)).padStart(9, '0');
  }
  const sequence = mergeSorted([endless(), from('000000002', '000000002', '000000003')]);
  const first = [await sequence.next(), await sequence.next(), await sequence.next()];
  expect(first.map(({ value }) => value)).toEqual(['000000001', '000000002', '000000003']);
  expect(read).toBeLessThan(6);
  expect(await collect(mergeSorted([]))).toEqual([]);
  expect(await collect(mergeSorted([from(), from('a'), from('a', 'b')]))).toEqual(['a', 'b']);
});
