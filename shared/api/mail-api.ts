import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { text } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parse } from '../lib/validation.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import {
  findMailAddress,
  liftMailStop,
  listMailAddresses,
  type MailAddress,
  type MailStopEvent,
} from '../persistence/mail-stops.ts';
import { normalContact } from '../persistence/notice-senders.ts';
import { listSentMail, mailAddressId, type SentMail } from '../persistence/sent-mail.ts';
import { type ApiCall, callerOf, customerParam, parseBody, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { limitLists, listAnswer } from './limit-lists.ts';

export const liftBody = z.strictObject({ lift: text.check(z.maxLength(1000, 'longer than 1000 characters')) });

/** The id of an address: the hash of its normal form. */
const ADDRESS_ID = /^[0-9a-f]{40}$/;

/** Adds the routes of messages to customers, and of the addresses that get none. */
export const mailApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/customers/:id/mail', async (call) => {
    const { messages, addresses } = await customerMail(context, customerParam(call));
    const limited = limitLists();
    const listed = limited(messages.toReversed().map(messageJson));
    const notListed = messages.length - listed.length;
    return Response.json({
      messages: listed,
      addresses: limited(addresses.map(addressJson)),
      ...(notListed > 0 ? { notListed } : {}),
    });
  });

  app.get('/mail-stops', async (call) => {
    const { all } = call.req.query();
    const addresses = await listMailAddresses(context.table);
    const shown = addresses.filter(({ stop }) => all !== undefined || stop !== undefined);
    return listAnswer('addresses', shown.map(addressJson));
  });

  app.post('/mail-stops/:id', async (call) => {
    const id = call.req.param('id');
    const lifted = await liftStop(context, callerOf(call), id, await parseBody(call));
    return lifted === undefined ? problemResponse(404, `No message to ${id} bounced`) : Response.json(lifted);
  });
};

/** The messages to a customer in order of time, and the addresses of the messages and of its record. */
export type CustomerMessages = { readonly messages: readonly SentMail[]; readonly addresses: readonly MailAddress[] };

const READS_MAX = 8;

/** Returns the messages to a customer and the state of its addresses. */
export const customerMail = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  customer: string,
): Promise<CustomerMessages> => {
  const messages = await listSentMail(table, customer);
  const record = await findProfile(table, customer, clock());
  const known = [...messages.map(({ to }) => to), ...(record?.statementTo ?? [])].map(normalContact);
  const addresses = await mapConcurrently(READS_MAX, [...new Set(known)], async (address) => {
    const id = mailAddressId(address);
    return (await findMailAddress(table, id)) ?? { id, address, events: [], stop: undefined };
  });
  return { messages, addresses };
};

type Lifted = { readonly id: string; readonly address: string; readonly outcome: 'lifted' | 'unchanged' };

/**
 * Lifts the stop of an address for a reason. Returns undefined for an address without a bounce or a complaint.
 * An address that gets mail stays as it is. Throws `InvalidInput`.
 */
export const liftStop = async (
  { table, clock }: Pick<ApiContext, 'table' | 'clock'>,
  by: string,
  id: string,
  body: unknown,
): Promise<Lifted | undefined> => {
  const { lift: reason } = parse(liftBody, body);
  const address = ADDRESS_ID.test(id) ? await findMailAddress(table, id) : undefined;
  if (address === undefined) return undefined;
  const answer = { id, address: address.address } as const;
  if (address.stop === undefined) return { ...answer, outcome: 'unchanged' };
  await liftMailStop(table, address, { at: clock(), by, reason });
  return { ...answer, outcome: 'lifted' };
};

const messageJson = (mail: SentMail): object => {
  const { kind, to, at, result } = mail;
  return {
    kind,
    ...(mail.kind === 'receipt' ? { notice: mail.notice } : { month: mail.month, revision: mail.revision }),
    to,
    at: formatInstant(result?.at ?? at),
    state: mail.state,
    ...(result?.messageId === undefined ? {} : { messageId: result.messageId }),
    ...(result?.rejected === undefined ? {} : { rejected: result.rejected }),
  };
};

const eventJson = ({ kind, at, detail, messageId, by }: MailStopEvent): object => ({
  kind,
  at: formatInstant(at),
  detail,
  ...(messageId === undefined ? {} : { messageId }),
  ...(by === undefined ? {} : { by }),
});

const addressJson = ({ id, address, events, stop }: MailAddress): object => ({
  id,
  address,
  isStopped: stop !== undefined,
  events: events.map(eventJson),
});
