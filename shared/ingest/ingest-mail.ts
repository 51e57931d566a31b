import { createHash } from 'node:crypto';
import type { Instant } from '../domain/time/instant.ts';
import { InvalidInput } from '../lib/validation.ts';
import { findByToken, findSender, type SenderLookups, tableLookups } from '../persistence/find-sender.ts';
import type { UnmatchedMessage } from '../persistence/unmatched-message.ts';
import { type MailMessage, parseMail, parseSesEvent, type SesEvent } from './mail-message.ts';
import type { NoticeMessage } from './notice-message.ts';
import {
  type Delivery,
  type DeliveryResult,
  matchOfSender,
  type MessageMatch,
  type NoticeDoorContext,
  recordNoticeMessage,
} from './record-notice-message.ts';

export type MailContext = NoticeDoorContext & {
  /**
   * The domain of the customers' own addresses.
   * @default every domain: a folder without the entry point in its configuration
   */
  readonly domain: string | undefined;
};

/** A message as SES delivers it: its event, its first bytes, and the object that holds all of it. */
export type ReceivedMail = {
  readonly event: unknown;
  readonly readRaw: (event: SesEvent) => Promise<Uint8Array>;
  readonly objectOf?: (event: SesEvent) => string | undefined;
};

/**
 * Records an e-mail as a notice, or keeps it as an unmatched message. It was received when SES received it.
 * Throws `InvalidInput` for an event that is not of SES.
 */
export const ingestMail = async (
  context: MailContext,
  received: ReceivedMail,
): Promise<{ readonly mail: MailMessage; readonly result: DeliveryResult }> => {
  const now = context.clock();
  const place = { lookups: tableLookups(context.table, now), domain: context.domain, now };
  const { mail, delivery } = await mailDelivery(place, received);
  return { mail, result: await recordNoticeMessage(context, delivery) };
};

/** How the customer of an e-mail is found. `domain`: as of `MailContext`. */
type MailPlace = Pick<MailContext, 'domain'> & { readonly lookups: SenderLookups; readonly now: Instant };

/** Reads an e-mail, and finds its customer. Throws `InvalidInput` for an event that is not of SES. */
export const mailDelivery = async (
  place: MailPlace,
  { event, readRaw, objectOf = () => undefined }: ReceivedMail,
): Promise<{ readonly mail: MailMessage; readonly delivery: Delivery }> => {
  const received = parseSesEvent(event);
  const mail = await parseMail(received, await readRaw(received));
  const match = await matchMail(place, mail);
  const object = objectOf(received);
  const owner = 'customer' in match ? match.customer : match.reason;
  const identity = `${owner} ${identityOf(mail, received)}`;
  const message = noticeOf(mail, place.now);
  const details: Pick<UnmatchedMessage, 'verdicts' | 'headers' | 'object'> = {
    verdicts: { ...mail.verdicts },
    headers: mail.headers.map((header) => ({ ...header })),
    ...(object === undefined ? {} : { object }),
  };
  const delivery: Delivery = {
    door: 'email',
    channel: 'email',
    identity,
    noticeId: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    message,
    match,
    body: eventText(event),
    messageOf: () => message,
    details,
  };
  return { mail, delivery };
};

/** JSON.stringify overflows the stack on a value that is nested thousands deep, which SES never sends. */
const eventText = (event: unknown): string => {
  try {
    return JSON.stringify(event);
  } catch {
    throw new InvalidInput([{ at: '', rule: 'nested too deep' }]);
  }
};

/** SES delivers a message again under the same id. A copy that the sender sent twice has the same `Message-ID` and the same content. */
const identityOf = ({ messageId, from, subject, text }: MailMessage, { mail }: SesEvent): string =>
  messageId === undefined || messageId === ''
    ? `ses ${mail.messageId ?? JSON.stringify(mail)}`
    : `copy ${JSON.stringify([messageId, from, subject, createHash('sha256').update(text).digest('hex')])}`;

const noticeOf = ({ from, subject, text, receivedAt }: MailMessage, now: Instant): NoticeMessage => {
  const at = Math.min(receivedAt, now);
  return {
    ...(from === undefined ? {} : { from }),
    ...(subject === undefined ? {} : { subject }),
    text,
    receivedAt: at,
    recognizedAt: at,
  };
};

/**
 * Returns the customer of a message: by its own address among the recipients, or by a contact with DMARC passed.
 * An automatic message is no notice. A person decides about an unverified one, and about one of a customer that a list forwarded.
 */
const matchMail = async (place: MailPlace, mail: MailMessage): Promise<MessageMatch> => {
  const own = await ownerOfAddress(place, mail.recipients);
  const sender = own ?? (await matchOfContact(place, mail));
  if (!mail.isAutomatic) return sender;
  const candidates = 'customer' in sender ? [sender.customer] : (sender.candidates ?? []);
  return { reason: mail.isFromList && candidates.length > 0 ? 'mailing-list' : 'automatic', candidates };
};

const matchOfContact = async ({ lookups }: MailPlace, { from, isDmarcPassed }: MailMessage): Promise<MessageMatch> => {
  if (from === undefined) return { reason: 'unverified' };
  const match = matchOfSender(await findSender(lookups, from));
  return 'customer' in match && !isDmarcPassed ? { reason: 'unverified', candidates: [match.customer] } : match;
};

const OWN_ADDRESS = /^sla\+(?<token>[a-z0-9]{12,40})@(?<domain>.+)$/;

/** Addresses of one message that are looked up. */
const RECIPIENTS_MAX = 50;

/** Returns the match of the recipients that are customers' own addresses; undefined if none is. */
const ownerOfAddress = async (
  { lookups, domain }: MailPlace,
  recipients: readonly string[],
): Promise<MessageMatch | undefined> => {
  const tokens = recipients.slice(0, RECIPIENTS_MAX).flatMap((address) => {
    const own = OWN_ADDRESS.exec(address)?.groups;
    return own?.['token'] === undefined || (domain !== undefined && own['domain'] !== domain) ? [] : [own['token']];
  });
  const customers = new Set<string>();
  for (const token of new Set(tokens)) {
    const match = matchOfSender(await findByToken(lookups, token));
    for (const customer of 'customer' in match ? [match.customer] : (match.candidates ?? [])) customers.add(customer);
  }
  const [customer, ...others] = customers;
  if (customer === undefined) return undefined;
  return others.length === 0 ? { customer } : { reason: 'several-customers', candidates: [customer, ...others] };
};
