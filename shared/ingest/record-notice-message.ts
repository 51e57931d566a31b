import type { Telemetry } from '../config/telemetry-names.ts';
import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type FirstDelivery, keepFirstDelivery } from '../persistence/first-delivery.ts';
import type { SenderMatch } from '../persistence/find-sender.ts';
import { findPayload, keepPayload } from '../persistence/payload-store.ts';
import { recordFact, type RecordedFact } from '../persistence/record-fact.ts';
import {
  keepUnmatched,
  unmatchedId,
  type UnmatchedMessage,
  type UnmatchedReason,
} from '../persistence/unmatched-message.ts';
import { countRecordedFact } from './count-recorded-fact.ts';
import { type NoticeMessage, storedText } from './notice-message.ts';

export type NoticeDoorContext = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  readonly clock: () => Instant;
};

/** The customer of a message, or the reason why it has none. */
export type MessageMatch =
  | { readonly customer: string }
  | { readonly reason: UnmatchedReason; readonly candidates?: readonly string[] };

/** Returns the match of a message by the customer of its sender. */
export const matchOfSender = (sender: SenderMatch): MessageMatch => {
  switch (sender.kind) {
    case 'customer':
      return { customer: sender.customer };
    case 'several':
      return { reason: 'several-customers', candidates: sender.customers };
    case 'none':
      return { reason: 'no-customer' };
  }
};

/** A delivery of a message by an entry point. */
export type Delivery = {
  readonly door: 'notices' | 'email';
  readonly channel: 'helpdesk' | 'email';
  /** The same for every delivery of one message or ticket, unique at the entry point. */
  readonly identity: string;
  /** The id of the notice, unique for its customer. */
  readonly noticeId: string;
  readonly message: NoticeMessage;
  readonly match: MessageMatch;
  /** The text to keep for disputes. */
  readonly body: string;
  /** Reads the message of an earlier delivery from its payload. */
  readonly messageOf: (body: string, at: Instant) => NoticeMessage;
  /** The findings of the entry point about the message, for the person who assigns it. */
  readonly details?: Pick<UnmatchedMessage, 'verdicts' | 'headers' | 'object'>;
};

/** The result of a delivery. `isNew`: it was the first one. */
export type DeliveryResult = { readonly isNew: boolean; readonly receivedAt: Instant } & (
  | { readonly kind: 'notice'; readonly customer: string; readonly id: string; readonly factId: string }
  | { readonly kind: 'unmatched'; readonly id: string; readonly reason: UnmatchedReason }
);

/**
 * Records a message as a customer's notice, or keeps it as an unmatched message. The first delivery decides.
 *
 * Order: payload, first delivery, then the notice or the unmatched message. After a crash the next delivery completes it.
 */
export const recordNoticeMessage = async (context: NoticeDoorContext, delivery: Delivery): Promise<DeliveryResult> => {
  const { table, clock } = context;
  const { door, identity, match, body } = delivery;
  const at = clock();
  const owner = 'customer' in match ? { customer: match.customer } : {};
  const payload = await keepPayload(table, { door, body, receivedAt: at, by: door, ...owner });
  const decision = 'customer' in match ? owner : { reason: match.reason, candidates: candidatesOf(match) };
  const { first } = await keepFirstDelivery(table, door, identity, {
    payload,
    at,
    receivedAt: delivery.message.receivedAt,
    ...decision,
  });
  const message = await messageOfFirst(table, delivery, first, payload);
  const { customer } = first;
  return customer === undefined
    ? keepMessage(context, delivery, message, first)
    : recordNotice(context, delivery, message, { ...first, customer });
};

const candidatesOf = ({ candidates }: Exclude<MessageMatch, { readonly customer: string }>): string[] | undefined =>
  candidates === undefined ? undefined : [...candidates];

/** Returns the message of the first delivery. Its payload may have been erased: then this delivery stands for it. */
const messageOfFirst = async (
  table: Table,
  { message, messageOf }: Delivery,
  first: FirstDelivery,
  payload: string,
): Promise<NoticeMessage> => {
  const stored = first.payload === payload ? undefined : await findPayload(table, first.payload);
  const content = stored === undefined ? message : messageOf(stored.body, first.at);
  return withReceipt(content, first.receivedAt);
};

/** Returns a message with the receipt of its first delivery, before which its outage was recognized. */
export const withReceipt = (message: NoticeMessage, receivedAt: Instant): NoticeMessage => ({
  ...message,
  receivedAt,
  recognizedAt: Math.min(message.recognizedAt, receivedAt),
});

const recordNotice = async (
  { table, telemetry, clock }: NoticeDoorContext,
  { door, channel, noticeId }: Delivery,
  message: NoticeMessage,
  first: FirstDelivery & { readonly customer: string },
): Promise<DeliveryResult> => {
  const fact = factOfNotice(message, { customer: first.customer, noticeId, recordedAt: clock() });
  const said = { text: storedText(message.text), channel };
  const recording = await recordFact(table, { fact, said, shortId: noticeId, payload: first.payload, by: door });
  countRecordedFact(telemetry, recording);
  const { outcome, stored } = recording;
  const receivedAt = stored.fact.kind === 'notice' ? stored.fact.receivedAt : fact.receivedAt;
  const { customer, id: factId } = fact;
  return { kind: 'notice', isNew: outcome === 'recorded', customer, id: noticeId, factId, receivedAt };
};

/** Returns the fact of a message that is a customer's notice. */
export const factOfNotice = (
  { recognizedAt, receivedAt, step, service, month }: Omit<NoticeMessage, 'text'>,
  {
    customer,
    noticeId,
    recordedAt,
  }: { readonly customer: string; readonly noticeId: string; readonly recordedAt: Instant },
): RecordedFact<FactOf<'notice'>> => ({
  kind: 'notice',
  id: `${customer}/${noticeId}`,
  recordedAt,
  customer,
  recognizedAt,
  receivedAt,
  ...(step === undefined ? {} : { step }),
  ...(service === undefined ? {} : { service }),
  ...(month === undefined ? {} : { month }),
});

const keepMessage = async (
  { table, telemetry, clock }: NoticeDoorContext,
  { door, channel, identity, details = {} }: Delivery,
  message: NoticeMessage,
  { receivedAt, payload, reason = 'no-customer', candidates }: FirstDelivery,
): Promise<DeliveryResult> => {
  const { customer: named, text, subject, ...rest } = message;
  const id = unmatchedId(receivedAt, `${door} ${identity}`);
  const { outcome, stored } = await keepUnmatched(table, {
    ...rest,
    ...details,
    ...(named === undefined ? {} : { named }),
    ...(candidates === undefined ? {} : { candidates }),
    ...(subject === undefined ? {} : { subject }),
    id,
    receivedAt,
    recordedAt: clock(),
    door,
    channel,
    reason,
    text: storedText(text),
    payload,
  });
  if (outcome === 'appended') telemetry.count('MessagesUnmatched', 1, { reason });
  return { kind: 'unmatched', isNew: outcome === 'appended', id, reason: stored.reason, receivedAt };
};
