import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { SignedInPerson } from '../../../shared/api/api-call.ts';
import { CONSOLE_ROLES } from '../../../shared/config/sign-in.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { HOUR_MS } from '../../../shared/lib/time-units.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { endSession, isEndedSession } from '../../../shared/persistence/people.ts';
import type { Table } from '../../../shared/persistence/dynamo-table.ts';
import { seal, unseal } from './seal.ts';

/** Then the next page needs a new sign-in. A provider seldom asks the person again. */
const RENEWAL_MS = HOUR_MS;
/** A form that was opened just before the renewal can be submitted for another hour. Then the session ends. */
export const SESSION_MS = 2 * HOUR_MS;

const session = z.object({
  id: z.string(),
  by: z.string(),
  name: z.string(),
  roles: z.array(z.enum(CONSOLE_ROLES)),
  renewAt: z.number(),
});

/** A person's session in one browser. The browser stores it sealed, so that nobody can change it. */
export type Session = SignedInPerson & { readonly id: string; readonly renewAt: Instant };

type SessionStore = {
  readonly table: Table;
  /** The secrets of cookies, the current one first. */
  readonly readSecrets: () => Promise<readonly string[]>;
  readonly clock: () => Instant;
};

/**
 * Starts a session, and returns it sealed. `former`: the browser's session before.
 * A renewed session keeps its id, so that a sign-out also ends copies from before the renewal.
 */
export const startSession = async (
  store: SessionStore,
  person: SignedInPerson,
  former: string | undefined,
): Promise<string> => {
  const { readSecrets, clock } = store;
  const [secret = ''] = await readSecrets();
  const renewed = await readSession(store, former);
  const id = renewed?.by === person.by ? renewed.id : randomUUID();
  const value = { ...person, id, renewAt: clock() + RENEWAL_MS };
  return seal(secret, 'session', { value, expiresAt: clock() + SESSION_MS });
};

/** Returns a sealed session; undefined if it was changed, has expired, or was ended by the person. */
export const readSession = async (
  { table, readSecrets, clock }: SessionStore,
  sealed: string | undefined,
): Promise<Session | undefined> => {
  if (sealed === undefined) return undefined;
  // An earlier version may have sealed another shape.
  const { value: found } = tryParse(session, await unseal(await readSecrets(), 'session', sealed, clock()));
  return found === undefined || (await isEndedSession(table, found.id)) ? undefined : found;
};

/** Ends a session in every browser that copied it. */
export const stopSession = async (store: SessionStore, sealed: string | undefined): Promise<void> => {
  const found = await readSession(store, sealed);
  if (found !== undefined) await endSession(store.table, found.id);
};
