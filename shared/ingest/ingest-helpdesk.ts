import { createHash } from 'node:crypto';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { findSender, type SenderLookups, tableLookups } from '../persistence/find-sender.ts';
import { customerId } from '../domain/facts/fields.ts';
import { tryParse } from '../lib/validation.ts';
import { parseHelpdeskPost } from './helpdesk-post.ts';
import type { NoticeMessage } from './notice-message.ts';
import {
  type Delivery,
  type DeliveryResult,
  matchOfSender,
  type MessageMatch,
  type NoticeDoorContext,
  recordNoticeMessage,
} from './record-notice-message.ts';

/**
 * Records a help desk's post as a notice, or keeps it as an unmatched message. The first post of a ticket decides.
 * Throws `InvalidInput` for an invalid body.
 */
export const ingestHelpdesk = async (context: NoticeDoorContext, body: string): Promise<DeliveryResult> => {
  const now = context.clock();
  return recordNoticeMessage(context, await helpdeskDelivery(tableLookups(context.table, now), body, now));
};

/** Reads a help desk's post, and finds its customer. Throws `InvalidInput` for an invalid body. */
export const helpdeskDelivery = async (lookups: SenderLookups, body: string, now: Instant): Promise<Delivery> => {
  const message = parseHelpdeskPost(parseJson(body), now);
  const identity = identityOf(message, body, now);
  return {
    door: 'notices',
    channel: 'helpdesk',
    identity,
    noticeId: message.ticket?.id ?? createHash('sha256').update(identity).digest('hex').slice(0, 32),
    message,
    match: await matchPost(lookups, message),
    body,
    messageOf: (earlier, at) => parseHelpdeskPost(parseJson(earlier), at),
  };
};

/**
 * Without a ticket, two equal posts are the same one only if they contain a time.
 * A customer may write the same text about two outages.
 */
const identityOf = ({ ticket, receivedAt, recognizedAt }: NoticeMessage, body: string, now: Instant): string => {
  if (ticket !== undefined) return `ticket ${ticket.id}`;
  return receivedAt === now && recognizedAt === now ? `body ${formatInstant(now)} ${body}` : `body ${body}`;
};

/** A named customer alone decides; without one the requester's address does. */
const matchPost = async (lookups: SenderLookups, { customer, from }: NoticeMessage): Promise<MessageMatch> => {
  if (customer === undefined)
    return from === undefined ? { reason: 'no-customer' } : matchOfSender(await findSender(lookups, from));
  const id = tryParse(customerId, customer).value;
  return id !== undefined && (await lookups.hasRecord(id)) ? { customer: id } : { reason: 'no-customer' };
};
