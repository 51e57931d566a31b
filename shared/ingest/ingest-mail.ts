import { createHash } from 'node:crypto';
import { InvalidInput } from '../lib/validation.ts';
import { findByToken, findSender } from '../persistence/find-sender.ts';
import type { UnmatchedMessage } from '../persistence/unmatched-message.ts';
import { type MailMessage, parseMail, parseSesEvent, type SesEvent } from './mail-message.ts';
import type { NoticeMessage } from './notice-message.ts';
import {
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
  { event, readRaw, objectOf = () => undefined }: ReceivedMail,
): Promise<{ readonly mail: MailMessage; readonly result: DeliveryResult }> => {
  const received = parseSesEvent(event);
  const mail = await parseMail(received, await readRaw(received));
  const match = await matchMail(context, mail);
  const object = objectOf(received);
  const owner = 'customer' in match ? match.customer : match.reason;
  const identity = `${owner} ${identityOf(mail, received)}`;
  const message = noticeOf(mail, context.clock());
  const details: Pick<UnmatchedMessage, 'verdicts' | 'headers' | 'object'> = {
    verdicts: { ...mail.verdicts },
    headers: mail.headers.map((header) => ({ ...header })),
    ...(object === undefined ? {} : { object }),
  };
  const result = await recordNoticeMessage(context, {
    door: 'email',
    channel: 'email',
    identity,
    noticeId: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    message,
    match,
    body: eventText(event),
    messageOf: () => message,
    details,
  });
  return { mail, result };
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

const noticeOf = ({ from, subject, text, receivedAt }: MailMessage, now: number): NoticeMessage => {
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
 * An automatic message is no notice, and an unverified one is decided by a person.
 */
const matchMail = async (context: MailContext, mail: MailMessage): Promise<MessageMatch> => {
  const own = await ownerOfAddress(context, mail.recipients);
  const sender = own ?? (await matchOfContact(context, mail));
  if (!mail.isAutomatic) return sender;
  return { reason: 'automatic', candidates: 'customer' in sender ? [sender.customer] : (sender.candidates ?? []) };
};

const matchOfContact = async (
  { table, clock }: MailContext,
  { from, isDmarcPassed }: MailMessage,
): Promise<MessageMatch> => {
  if (from === undefined) return { reason: 'unverified' };
  const match = matchOfSender(await findSender(table, from, clock()));
  return 'customer' in match && !isDmarcPassed ? { reason: 'unverified', candidates: [match.customer] } : match;
};

const OWN_ADDRESS = /^sla\+(?<token>[a-z0-9]{12,40})@(?<domain>.+)$/;

/** Addresses of one message that are looked up. */
const RECIPIENTS_MAX = 50;

/** Returns the match of the recipients that are customers' own addresses; undefined if none is. */
const ownerOfAddress = async (
  { table, clock, domain }: MailContext,
  recipients: readonly string[],
): Promise<MessageMatch | undefined> => {
  const tokens = recipients.slice(0, RECIPIENTS_MAX).flatMap((address) => {
    const own = OWN_ADDRESS.exec(address)?.groups;
    return own?.['token'] === undefined || (domain !== undefined && own['domain'] !== domain) ? [] : [own['token']];
  });
  const customers = new Set<string>();
  for (const token of new Set(tokens)) {
    const match = matchOfSender(await findByToken(table, token, clock()));
    for (const customer of 'customer' in match ? [match.customer] : (match.candidates ?? [])) customers.add(customer);
  }
  const [customer, ...others] = customers;
  if (customer === undefined) return undefined;
  return others.length === 0 ? { customer } : { reason: 'several-customers', candidates: [customer, ...others] };
};
