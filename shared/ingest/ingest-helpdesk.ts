import { createHash } from 'node:crypto';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { findProfile } from '../persistence/customer-versions.ts';
import { findSender } from '../persistence/find-sender.ts';
import { customerId } from '../domain/facts/fields.ts';
import { tryParse } from '../lib/validation.ts';
import { parseHelpdeskPost } from './helpdesk-post.ts';
import type { NoticeMessage } from './notice-message.ts';
import {
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
  const message = parseHelpdeskPost(parseJson(body), now);
  const identity = identityOf(message, body, now);
  return recordNoticeMessage(context, {
    door: 'notices',
    channel: 'helpdesk',
    identity,
    noticeId: message.ticket?.id ?? createHash('sha256').update(identity).digest('hex').slice(0, 32),
    message,
    match: await matchPost(context, message),
    body,
    messageOf: (earlier, at) => parseHelpdeskPost(parseJson(earlier), at),
  });
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
const matchPost = async (
  { table, clock }: NoticeDoorContext,
  { customer, from }: NoticeMessage,
): Promise<MessageMatch> => {
  if (customer === undefined)
    return from === undefined ? { reason: 'no-customer' } : matchOfSender(await findSender(table, from, clock()));
  const id = tryParse(customerId, customer).value;
  const record = id === undefined ? undefined : await findProfile(table, id, clock());
  return id === undefined || record === undefined ? { reason: 'no-customer' } : { customer: id };
};
