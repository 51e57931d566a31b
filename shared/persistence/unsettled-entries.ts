import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import { findProfile } from './customer-versions.ts';
import type { Table } from './dynamo-table.ts';
import { findFact } from './record-fact.ts';
import { isWaiting, keepUnmatched, type UnmatchedEntry, unmatchedId } from './unmatched-message.ts';

/** A recorded notice with the text of its message. */
type NoticeWithText = {
  readonly fact: FactOf<'notice'>;
  /** Its text and its channel. */
  readonly said: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly at: Instant;
};

/**
 * Lists a recorded notice among the messages without a customer, if its customer has no record.
 * A person then assigns it, unless the customer gets a record. Repeating it changes nothing.
 */
export const listIfUnknownCustomer = async (
  table: Table,
  { fact, said: { text = '', channel }, payload, at }: NoticeWithText,
): Promise<void> => {
  const { id, customer, receivedAt, recognizedAt, step, service, month } = fact;
  if ((await findProfile(table, customer, at)) !== undefined) return;
  await keepUnmatched(table, {
    id: unmatchedId(receivedAt, `records ${id}`),
    door: 'records',
    reason: 'no-customer',
    named: customer,
    notice: id,
    text,
    payload,
    receivedAt,
    recordedAt: at,
    recognizedAt,
    ...(channel === undefined ? {} : { channel }),
    ...(step === undefined ? {} : { step }),
    ...(service === undefined ? {} : { service }),
    ...(month === undefined ? {} : { month }),
  });
};

/**
 * Returns whether an entry is a notice that waits for nobody, although no person decided about it.
 * Its customer has a record by now, so it counts; or it was retracted.
 */
export const isSettled = async (table: Table, entry: UnmatchedEntry, now: Instant): Promise<boolean> => {
  const { notice, named } = entry.message;
  if (notice === undefined || named === undefined || !isWaiting(entry)) return false;
  if ((await findProfile(table, named, now)) !== undefined) return true;
  return (await findFact(table, { kind: 'notice', id: notice }))?.retraction !== undefined;
};

/** Returns the entries that are not settled. */
export const unsettledEntries = async (
  table: Table,
  entries: readonly UnmatchedEntry[],
  now: Instant,
): Promise<UnmatchedEntry[]> => {
  const unsettled: UnmatchedEntry[] = [];
  for (const entry of entries) if (!(await isSettled(table, entry, now))) unsettled.push(entry);
  return unsettled;
};
