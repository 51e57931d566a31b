import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  type NewFact,
  findFact,
  findNotices,
  recordFact,
  retractFact,
} from '../../../shared/persistence/record-fact.ts';
import { factKeyOf, factPointerKey, type KeyRange } from '../../../shared/persistence/keys.ts';
import { getItem, readAll, sortKeyOf, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { Crash } from '../../support/emulators/test-dynamo.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();

const aNotice = (id: string, changes: Partial<Extract<NewFact['fact'], { kind: 'notice' }>> = {}) =>
  ({
    kind: 'notice',
    id,
    customer: 'acme',
    recognizedAt: instant('2026-10-14T17:00:00Z'),
    receivedAt: instant('2026-10-14T17:30:00Z'),
    recordedAt: instant('2026-10-14T17:30:00Z'),
    ...changes,
  }) as const;
const said = { text: 'Calls fail since ten.', channel: 'email' };
const aRecord = (id: string, changes: Parameters<typeof aNotice>[1] = {}) => ({
  fact: aNotice(id, changes),
  by: 'desk',
  payload: 'abc',
  said,
});
const homeOf = (id: string) => getItem(dynamo.table, factKeyOf(aNotice(id)));
const RETRACTION = { reason: 'sent in error', by: 'desk', recordedAt: instant('2026-10-15T09:00:00Z') };

test('a fact is recorded once, and known when it is repeated', async () => {
  const first = await recordFact(dynamo.table, aRecord('once'));
  expect(first).toEqual({ outcome: 'recorded', stored: aRecord('once') });
  const later = {
    ...aRecord('once', { recordedAt: instant('2026-10-20T00:00:00Z') }),
    by: 'somebody else',
    payload: 'def',
  };
  expect(await recordFact(dynamo.table, later)).toEqual({ outcome: 'known', stored: aRecord('once') });
  expect(await homeOf('once')).toMatchObject({ fact: { recordedAt: '2026-10-14T17:30:00.000Z' }, by: 'desk' });
});

test('a fact is kept as JSON carries it', async () => {
  await recordFact(dynamo.table, aRecord('wire'));
  expect(await homeOf('wire')).toEqual({
    ...factKeyOf(aNotice('wire')),
    fact: {
      kind: 'notice',
      id: 'wire',
      customer: 'acme',
      recognizedAt: '2026-10-14T17:00:00.000Z',
      receivedAt: '2026-10-14T17:30:00.000Z',
      recordedAt: '2026-10-14T17:30:00.000Z',
    },
    by: 'desk',
    payload: 'abc',
    said,
  });
});

test.each([
  ['another instant, so another home', { fact: aNotice('clash', { recognizedAt: instant('2026-10-14T16:00:00Z') }) }],
  ['another customer', { fact: aNotice('clash', { customer: 'globex' }) }],
  ['another receipt', { fact: aNotice('clash', { receivedAt: instant('2026-10-14T18:00:00Z') }) }],
  ['another text', { said: { ...said, text: 'All is well.' } }],
  ['no text', { said: undefined }],
])('the same id with other content is a conflict: %s', async (_, changes) => {
  await recordFact(dynamo.table, aRecord('clash'));
  const other: NewFact = { ...aRecord('clash'), ...changes };
  expect(await recordFact(dynamo.table, other)).toEqual({ outcome: 'conflict', stored: aRecord('clash') });
  expect((await findFact(dynamo.table, { kind: 'notice', id: 'clash' }))?.stored).toEqual(aRecord('clash'));
  const atOtherHome = await getItem(dynamo.table, factKeyOf(other.fact));
  expect([undefined, await homeOf('clash')]).toContainEqual(atOtherHome);
});

test('one id may be used once in each kind', async () => {
  const window = { start: instant('2026-10-14T17:00:00Z'), end: instant('2026-10-14T18:00:00Z'), recordedAt: 0 };
  const exclusion = { kind: 'exclusion', id: 'both', reason: 'policy-block', scope: { all: true }, ...window } as const;
  const downtime = { kind: 'downtime', id: 'both', component: 'voice', ...window } as const;
  expect((await recordFact(dynamo.table, { fact: exclusion, by: 'desk' })).outcome).toBe('recorded');
  expect((await recordFact(dynamo.table, { fact: downtime, by: 'desk' })).outcome).toBe('recorded');
});

test('defaults from the clock do not make a repeat a conflict', async () => {
  await recordFact(dynamo.table, aRecord('clock'));
  const later = instant('2026-10-14T17:31:00Z');
  const again = aRecord('clock', { receivedAt: later, recordedAt: later });
  expect((await recordFact(dynamo.table, { ...again, filledIn: ['receivedAt'] })).outcome).toBe('known');
  expect((await recordFact(dynamo.table, again)).outcome).toBe('conflict');
});

test('only one of twenty conflicting concurrent records succeeds', async () => {
  const racers = Array.from({ length: 20 }, (_, second) =>
    aRecord('race', { customer: 'racer', recognizedAt: instant('2026-10-14T17:00:00Z') + second * 1000 }),
  );
  const recordings = await Promise.all(racers.map((racer) => recordFact(dynamo.table, racer)));
  expect(recordings.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
  expect(recordings.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(19);
  const partition: KeyRange = { pk: 'customer#racer', from: '!', to: '~' };
  expect(await readAll(dynamo.table, partition)).toMatchObject([{ fact: { id: 'race' } }]);
});

test.each([
  [1, 'the name'],
  [2, 'the name and the short name'],
  [3, 'these and the list entry'],
])('a repeat heals a crash after %i writes (%s)', async (writes) => {
  const record = { ...aRecord(`crash-${writes}`), shortId: `n-${writes}` };
  await expect(recordFact(dynamo.crashingAfter(writes), record)).rejects.toThrow(Crash);
  expect(await getItem(dynamo.table, factPointerKey(record.fact))).toBeDefined();
  expect(await homeOf(record.fact.id)).toBeUndefined();

  expect((await recordFact(dynamo.table, record)).outcome).toBe('known');
  expect(await homeOf(record.fact.id)).toMatchObject({ fact: { id: record.fact.id } });
  expect(await findNotices(dynamo.table, `n-${writes}`)).toHaveLength(1);
});

test('the next caller with the id heals a crash', async () => {
  await expect(recordFact(dynamo.crashingAfter(1), aRecord('half'))).rejects.toThrow(Crash);
  const other = aRecord('half', { recognizedAt: instant('2026-10-14T16:00:00Z') });
  expect(await recordFact(dynamo.table, other)).toEqual({ outcome: 'conflict', stored: aRecord('half') });
  expect(await homeOf('half')).toMatchObject({ fact: { recognizedAt: '2026-10-14T17:00:00.000Z' } });
});

const OCTOBER = { pk: 'list#notices#2026-10', from: 'crash-list#', to: 'crash-list$' };

test('a notice is listed before it counts, after any crash', async () => {
  const later = instant('2026-11-03T08:00:00Z');
  for (const writes of [0, 1, 2, 3]) {
    const first = aRecord(`crash-list-${writes}`, { customer: 'crash-list' });
    const again = aRecord(`crash-list-${writes}`, { customer: 'crash-list', recordedAt: later + writes });
    await recordFact(dynamo.crashingAfter(writes), first).catch((error: Error) => error);
    const primary = await getItem(dynamo.table, factKeyOf(first.fact));
    const listed = await readAll(dynamo.table, OCTOBER);
    expect(listed.length).toBeGreaterThanOrEqual(primary === undefined ? 0 : 1);
    await recordFact(dynamo.table, again);
    const { stored } = (await findFact(dynamo.table, { kind: 'notice', id: first.fact.id })) ?? {};
    expect(stored).toBeDefined();
    const completed = await getItem(dynamo.table, factKeyOf(first.fact));
    const { fact } = z.parse(z.object({ fact: z.object({ recordedAt: z.string() }) }), completed);
    const entries = (await readAll(dynamo.table, OCTOBER)).map(sortKeyOf);
    expect(entries).toContain(`crash-list#${fact.recordedAt}#from#2026-10-14T17:00:00.000Z`);
    // A known fact gets no further entry, so it starts no sweep.
    await recordFact(dynamo.table, { ...again, fact: { ...again.fact, recordedAt: later + 1000 } });
    expect(await readAll(dynamo.table, OCTOBER)).toHaveLength(entries.length);
  }
});

test('a fact about a component is in no list', async () => {
  const window = { start: instant('2026-10-14T17:00:00Z'), end: instant('2026-10-14T18:00:00Z'), recordedAt: 0 };
  const downtime = { kind: 'downtime', id: 'unlisted', component: 'voice', ...window } as const;
  await recordFact(dynamo.table, { fact: downtime, by: 'desk' });
  await retractFact(dynamo.table, { of: { kind: 'downtime', id: 'unlisted' }, ...RETRACTION, recordedAt: 0 });
  expect(await readAll(dynamo.table, { pk: 'list#changes#1970-01', from: '!', to: '~' })).toEqual([]);
});

test('a retraction is listed once, before it counts', async () => {
  await recordFact(dynamo.table, aRecord('unlist', { customer: 'unlist' }));
  const retract = (table: Table, recordedAt: number) =>
    retractFact(table, { of: { kind: 'notice', id: 'unlist' }, ...RETRACTION, recordedAt });
  const entries = () => readAll(dynamo.table, { pk: 'list#changes#2026-10', from: 'unlist#', to: 'unlist$' });
  await expect(retract(dynamo.crashingAfter(1), RETRACTION.recordedAt)).rejects.toThrow(Crash);
  expect(await entries()).toHaveLength(1);
  expect((await findFact(dynamo.table, { kind: 'notice', id: 'unlist' }))?.retraction).toBeUndefined();
  expect((await retract(dynamo.table, RETRACTION.recordedAt + 1)).outcome).toBe('recorded');
  expect((await retract(dynamo.table, RETRACTION.recordedAt + 2)).outcome).toBe('known');
  expect((await entries()).map(sortKeyOf)).toEqual([
    'unlist#2026-10-15T09:00:00.000Z',
    'unlist#2026-10-15T09:00:00.001Z',
  ]);
});

test('a crash before the first write leaves nothing', async () => {
  await expect(recordFact(dynamo.crashingAfter(0), aRecord('never'))).rejects.toThrow(Crash);
  expect(await findFact(dynamo.table, { kind: 'notice', id: 'never' })).toBeUndefined();
});

test('a repeat after a lost answer changes nothing', async () => {
  const recording = await recordFact(dynamo.losingAnAnswer(), aRecord('lost'));
  expect(recording).toEqual({ outcome: 'known', stored: aRecord('lost') });
  expect(await homeOf('lost')).toBeDefined();
});

test("a caller's own id finds the notice of each customer", async () => {
  for (const customer of ['acme', 'globex']) {
    const id = `${customer}/T-1`;
    await recordFact(dynamo.table, { ...aRecord(id, { customer }), shortId: 'T-1' });
  }
  const found = await findNotices(dynamo.table, 'T-1');
  expect(found.map(({ stored }) => stored.fact.id)).toEqual(['acme/T-1', 'globex/T-1']);
  expect(await findNotices(dynamo.table, 'T')).toEqual([]);
});

test('a retraction is kept with what it retracts, and that stays retracted', async () => {
  await recordFact(dynamo.table, aRecord('gone'));
  const of = { kind: 'notice', id: 'gone' } as const;
  const retracting = await retractFact(dynamo.table, { of, ...RETRACTION });
  expect(retracting).toMatchObject({
    outcome: 'recorded',
    stored: { fact: { kind: 'retraction', id: 'notice gone', of, recordedAt: RETRACTION.recordedAt } },
    target: { fact: { id: 'gone' } },
  });
  const kept = await getItem(dynamo.table, { pk: 'customer#acme', sk: 'fact#retraction#notice#gone' });
  expect(kept).toMatchObject({ fact: { recordedAt: '2026-10-15T09:00:00.000Z', reason: 'sent in error' } });

  expect((await recordFact(dynamo.table, aRecord('gone'))).outcome).toBe('retracted');
  expect((await findFact(dynamo.table, of))?.retraction).toMatchObject({ fact: { reason: 'sent in error' } });
});

test('retracting again is retracting once; for another reason it is a conflict', async () => {
  await recordFact(dynamo.table, aRecord('twice'));
  const of = { kind: 'notice', id: 'twice' } as const;
  await retractFact(dynamo.table, { of, ...RETRACTION });
  const later = { of, ...RETRACTION, recordedAt: instant('2026-10-16T00:00:00Z') };
  expect(await retractFact(dynamo.table, later)).toMatchObject({
    outcome: 'known',
    stored: { fact: { recordedAt: RETRACTION.recordedAt } },
  });
  expect(await retractFact(dynamo.table, { ...later, reason: 'another' })).toMatchObject({ outcome: 'conflict' });
});

test('an unknown fact and a retraction cannot be retracted', async () => {
  const of = { kind: 'notice', id: 'no such' } as const;
  expect(await retractFact(dynamo.table, { of, ...RETRACTION })).toEqual({ outcome: 'unknown' });
  const ofRetraction = { kind: 'retraction', id: 'notice gone' } as const;
  await expect(retractFact(dynamo.table, { of: ofRetraction, ...RETRACTION })).rejects.toThrow(InvalidInput);
});
