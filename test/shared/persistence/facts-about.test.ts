import { beforeAll, expect, test } from 'vitest';
import { factsAbout, type FactSubject } from '../../../shared/persistence/facts-about.ts';
import { recordFact, retractFact } from '../../../shared/persistence/record-fact.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const OCTOBER = { start: instant('2026-10-01T00:00:00Z'), end: instant('2026-11-01T00:00:00Z') };
const MONITOR = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:web';
const recordedAt = instant('2026-11-01T00:00:00Z');

const dynamo = await usingDynamo();
beforeAll(async () => {
  for (const at of [
    '2026-09-30T23:59:59.999Z',
    '2026-10-01T00:00:00Z',
    '2026-10-31T23:59:59.999Z',
    '2026-11-01T00:00:00Z',
  ])
    await recordFact(dynamo.table, {
      fact: { kind: 'monitor-state', id: at, monitor: MONITOR, state: 'OK', at: instant(at), recordedAt },
      by: 'a test',
    });
  const windows = [
    ['over before', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z'],
    ['begun before', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00.001Z'],
    ['within', '2026-10-14T00:00:00Z', '2026-10-15T00:00:00Z'],
    ['ends after', '2026-10-31T00:00:00Z', '2026-11-15T00:00:00Z'],
    ['after', '2026-11-01T00:00:00Z', '2026-11-15T00:00:00Z'],
  ] as const;
  for (const [id, start, end] of windows)
    await recordFact(dynamo.table, {
      fact: { kind: 'downtime', id, component: 'web', start: instant(start), end: instant(end), recordedAt },
      by: 'a test',
    });
  const of = { kind: 'downtime', id: 'within' } as const;
  await retractFact(dynamo.table, { of, reason: 'it was none', recordedAt, by: 'a test' });
});

const listed = async (
  subject: FactSubject,
  atMost = 10,
): Promise<{ ids: string[]; more: boolean; retracted: string[] }> => {
  const { facts, more } = await factsAbout(dynamo.table, subject, OCTOBER, atMost);
  return {
    ids: facts.map(({ kept }) => kept.fact.id),
    more,
    retracted: facts.filter(({ retraction }) => retraction !== undefined).map(({ kept }) => kept.fact.id),
  };
};

test('states of a month are listed with the latest first', async () => {
  const ids = ['2026-10-31T23:59:59.999Z', '2026-10-01T00:00:00Z'];
  expect(await listed({ monitor: MONITOR })).toEqual({ ids, more: false, retracted: [] });
});

test('periods of a month include those that began before it', async () => {
  const ids = ['ends after', 'within', 'begun before'];
  expect(await listed({ own: 'web' })).toEqual({ ids, more: false, retracted: ['within'] });
});

test.each([
  [1, ['ends after'], true],
  [2, ['ends after', 'within'], true],
  [3, ['ends after', 'within', 'begun before'], false],
])('at most %i facts are read: %j, more: %s', async (atMost, ids, more) => {
  expect(await listed({ own: 'web' }, atMost)).toMatchObject({ ids, more });
});

test('an unknown subject has no facts', async () => {
  expect(await listed('all')).toEqual({ ids: [], more: false, retracted: [] });
});
