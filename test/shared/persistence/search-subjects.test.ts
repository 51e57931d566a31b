import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionalPut, readAll } from '../../../shared/persistence/dynamo-table.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { searchKeys } from '../../../shared/persistence/keys.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import {
  customerSearchItems,
  foldText,
  nameSearchItems,
  searchSubjects,
} from '../../../shared/persistence/search-subjects.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const { table } = await usingDynamo();

const AT = instant('2026-10-14T18:00:00Z');

const aRecord = (id: string, name: string, externalRefs?: Record<string, string>) => ({
  id,
  name,
  components: ['web'],
  ...(externalRefs === undefined ? {} : { externalRefs }),
});

const put = (...record: Parameters<typeof aRecord>) =>
  putProfile(table, { profile: aRecord(...record), recordedAt: AT, by: 'desk' });

test.each([
  ['spruce', 'the first word of the name'],
  ['  GAM', 'the half of the second word, in another case'],
  ['Sprücé g', 'another spelling'],
  ['c-10', 'the id'],
  ['10', 'a part of the id'],
  ['CUS_7', 'an external id'],
])('%j finds a customer by %s', async (text) => {
  await put('C-1042', 'Spruce Games Ltd.', { stripe: 'cus_7788' });
  await put('other', 'Larch Schools');
  expect(await searchSubjects(table, text, 10)).toStrictEqual({
    subjects: [{ kind: 'customer', id: 'C-1042' }],
    more: false,
  });
});

test('a former name finds a customer', async () => {
  await put('acme', 'Road Runner');
  await putProfile(table, { profile: aRecord('empty', 'Empty'), recordedAt: AT + 1, by: 'desk' });
  expect((await searchSubjects(table, 'road', 10)).subjects).toStrictEqual([{ kind: 'customer', id: 'acme' }]);
});

test('the ticket of a notice finds its fact', async () => {
  const fact = {
    kind: 'notice',
    id: 'acme/CASE-20418',
    customer: 'acme',
    recognizedAt: AT,
    receivedAt: AT,
    recordedAt: AT,
  } as const;
  await recordFact(table, { fact, by: 'desk', shortId: 'CASE-20418' });
  const subjects = [{ kind: 'fact', factKind: 'notice', id: 'acme/CASE-20418' }];
  expect((await searchSubjects(table, 'case-2', 10)).subjects).toStrictEqual(subjects);
  expect((await searchSubjects(table, 'ACME/', 10)).subjects).toStrictEqual([]);
});

test('a search returns the requested number, and whether there are more', async () => {
  for (const id of ['ace-1', 'ace-2', 'ace-3']) await put(id, 'Ace');
  const { subjects, more } = await searchSubjects(table, 'ace', 2);
  expect([subjects.length, more]).toStrictEqual([2, true]);
});

test.each(['', '  ', '\u0301'])('the empty text %j finds nothing', async (text) => {
  await put('empty', 'Empty');
  expect(await searchSubjects(table, text, 10)).toStrictEqual({ subjects: [], more: false });
});

test('every beginning of a name finds its customer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.uuid(),
      async (name, cut, id) => {
        fc.pre(/^[\p{L}\p{N}]/u.test(foldText(name)));
        await put(id, name);
        const folded = Array.from(foldText(name));
        const prefix = folded.slice(0, 1 + (cut % folded.length)).join('');
        const entries = await readAll(table, searchKeys(foldText(prefix)));
        expect(entries).toContainEqual(expect.objectContaining({ subject: { kind: 'customer', id } }));
      },
    ),
    { numRuns: 20 },
  );
});

test('an erasure of the name keeps the terms of the ids', async () => {
  const record = aRecord('birch-toys', 'Birch Toys', { stripe: 'birch' });
  const erased = new Set(nameSearchItems(record).map(({ sk }) => sk));
  for (const item of customerSearchItems(record)) if (!erased.has(item.sk)) await conditionalPut(table, item);
  expect((await searchSubjects(table, 'birch t', 10)).subjects).toStrictEqual([]);
  expect((await searchSubjects(table, 'toys', 10)).subjects).toHaveLength(1);
  expect((await searchSubjects(table, 'birch-', 10)).subjects).toHaveLength(1);
});
