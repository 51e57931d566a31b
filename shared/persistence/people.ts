import * as z from 'zod/mini';
import { instantField } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, getItem, readAll, type Table } from './dynamo-table.ts';
import { PEOPLE_KEYS, personKey, signOutKey } from './keys.ts';

const personItem = z.object({ by: z.string(), name: z.string(), recordedAt: instantField });

/** A person who signed in to the console, with the name from `recordedAt` on. Records keep `by` (`oidc:{issuer}#{sub}`). */
export type Person = z.output<typeof personItem>;

/** Returns every name of every person who signed in, in order of time for each person. */
export const listPeople = async (table: Table): Promise<Person[]> =>
  (await readAll(table, PEOPLE_KEYS)).map((item) => decodeItem(personItem, item));

/** Stores a person's name unless it is the newest one already. It is written before the person can record anything. */
export const recordPerson = async (table: Table, person: Person): Promise<void> => {
  const names = (await listPeople(table)).filter(({ by }) => by === person.by);
  if (names.at(-1)?.name === person.name) return;
  await conditionalPut(table, { ...personKey(person.by, person.recordedAt), ...z.encode(personItem, person) });
};

/** Returns the name of a person at an instant, by default the newest one. Undefined if the person never signed in. */
export const nameAt = (people: readonly Person[], by: string, at: Instant = Infinity): string | undefined => {
  const names = people.filter((person) => person.by === by);
  return (names.findLast(({ recordedAt }) => recordedAt <= at) ?? names[0])?.name;
};

/** Returns whether `by` is a person who signed in, and no IAM principal. */
export const isSignedInPerson = (by: string): boolean => by.startsWith('oidc:');

/** Ends a session before its time. */
export const endSession = async (table: Table, session: string): Promise<void> => {
  await conditionalPut(table, { ...signOutKey(session) });
};

/** Returns whether a session was ended. */
export const isEndedSession = async (table: Table, session: string): Promise<boolean> =>
  (await getItem(table, signOutKey(session))) !== undefined;
