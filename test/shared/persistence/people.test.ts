import { expect, test } from 'vitest';
import { endSession, isEndedSession, listPeople, nameAt, recordPerson } from '../../../shared/persistence/people.ts';
import { usingDynamo } from '../../support/emulators/file-fixtures.ts';

const dynamo = await usingDynamo();
const [ALICE, BOB] = ['oidc:https://id.example.com#alice', 'oidc:https://id.example.com#bob'];

test('a person keeps each name from its first sign-in on', async () => {
  const { table } = dynamo;
  await recordPerson(table, { by: ALICE, name: 'Alice Miller', recordedAt: 1000 });
  await recordPerson(table, { by: ALICE, name: 'Alice Miller', recordedAt: 2000 });
  await recordPerson(table, { by: BOB, name: 'Bob', recordedAt: 2500 });
  await recordPerson(table, { by: ALICE, name: 'Alice Smith', recordedAt: 3000 });
  const people = await listPeople(table);
  expect(people).toEqual([
    { by: ALICE, name: 'Alice Miller', recordedAt: 1000 },
    { by: ALICE, name: 'Alice Smith', recordedAt: 3000 },
    { by: BOB, name: 'Bob', recordedAt: 2500 },
  ]);
  expect([999, 1000, 2999, 3000].map((at) => nameAt(people, ALICE, at))).toEqual([
    'Alice Miller',
    'Alice Miller',
    'Alice Miller',
    'Alice Smith',
  ]);
  expect(nameAt(people, 'arn:aws:iam::1:user/x', 5000)).toBeUndefined();
});

test('only the session that ended has ended', async () => {
  const { table } = dynamo;
  await endSession(table, 'one');
  await endSession(table, 'one');
  expect([await isEndedSession(table, 'one'), await isEndedSession(table, 'two')]).toEqual([true, false]);
});
