import * as z from 'zod/mini';
import { flag, instantField, keywordField } from '../domain/facts/fields.ts';
import type { Instant } from '../domain/time/instant.ts';
import { conditionalPut, decodeItem, readAll, type Table } from './dynamo-table.ts';
import { mailStopEventKey, mailStopEventKeys } from './keys.ts';
import { mailAddressId } from './sent-mail.ts';

/**
 * Bounces and complaints about messages to an address, and lifted stops. The last event that stops or lifts decides whether the address gets mail.
 * They belong to the address, not to a customer: two customers may have the same one.
 */
const mailStopEvent = z.object({
  address: z.string(),
  /** When SES received the bounce or the complaint, or when a person lifted the stop. */
  at: instantField,
  kind: keywordField(['bounce', 'complaint', 'lift']),
  /** Whether it stops mail to the address. */
  isStop: flag,
  /** The type of the bounce or complaint in the words of SES, or a person's reason. */
  detail: z.string(),
  /** The id that SES gave the message. */
  messageId: z.optional(z.string()),
  /** The person who lifted the stop. */
  by: z.optional(z.string()),
});
export type MailStopEvent = z.output<typeof mailStopEvent>;

/** An address with its events in order of time, and the event that stops mail to it, if one does. */
export type MailAddress = {
  readonly id: string;
  readonly address: string;
  readonly events: readonly MailStopEvent[];
  readonly stop: MailStopEvent | undefined;
};

/** Records a bounce or a complaint. The same one again changes nothing. The address has lower case. */
export const recordMailStopEvent = async (table: Table, event: MailStopEvent): Promise<'appended' | 'exists'> => {
  const address = event.address.toLowerCase();
  const key = mailStopEventKey(mailAddressId(address), event.at, event.kind);
  return conditionalPut(table, { ...key, ...z.encode(mailStopEvent, { ...event, address }) });
};

const stopOf = (events: readonly MailStopEvent[]): MailStopEvent | undefined => {
  const last = events.findLast(({ kind, isStop }) => isStop || kind === 'lift');
  return last?.kind === 'lift' ? undefined : last;
};

/** Returns the addresses with a bounce, a complaint or a lifted stop; with an id, only that address. */
export const listMailAddresses = async (table: Table, id?: string): Promise<MailAddress[]> => {
  const events = (await readAll(table, mailStopEventKeys(id))).map((item) => decodeItem(mailStopEvent, item));
  return [...Map.groupBy(events, ({ address }) => address)].map(([address, ofAddress]) => ({
    id: mailAddressId(address),
    address,
    events: ofAddress,
    stop: stopOf(ofAddress),
  }));
};

/** Returns an address by its id; undefined if it has no event. */
export const findMailAddress = async (table: Table, id: string): Promise<MailAddress | undefined> =>
  (await listMailAddresses(table, id))[0];

/** Returns the event that stops mail to an address; undefined if it gets mail. */
export const mailStopOf = async (table: Table, address: string): Promise<MailStopEvent | undefined> =>
  (await findMailAddress(table, mailAddressId(address)))?.stop;

/** Lifts the stop of an address. Mail to it is sent again until its next bounce or complaint. */
export const liftMailStop = async (
  table: Table,
  { address, stop }: MailAddress,
  { at, by, reason }: { readonly at: Instant; readonly by: string; readonly reason: string },
): Promise<void> => {
  // A clock that is behind SES must not record the lift before its stop.
  const after = Math.max(at, stop?.at ?? at);
  await recordMailStopEvent(table, { address, at: after, kind: 'lift', isStop: false, detail: reason, by });
};
