import * as z from 'zod/mini';
import type { Telemetry } from '../config/telemetry-names.ts';
import { sourceInstant } from '../ingest/source-timestamps.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { parse } from '../lib/validation.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { type MailStopEvent, recordMailStopEvent } from '../persistence/mail-stops.ts';

/** Recipients of an event. The product sends each message to one. */
const RECIPIENTS_MAX = 50;

const recipients = z
  .array(z.object({ emailAddress: z.string('not text') }), 'not a list')
  .check(z.minLength(1, 'no recipients'), z.maxLength(RECIPIENTS_MAX, `more than ${RECIPIENTS_MAX}`));

const mail = z.object({ messageId: z.string('not text').check(z.maxLength(200, 'longer than 200 characters')) });
const word = z.string('not text').check(z.maxLength(100, 'longer than 100 characters'));

const bounced = z.object({
  mail,
  bounce: z.object({
    bounceType: word,
    bounceSubType: z.optional(word),
    bouncedRecipients: recipients,
    timestamp: sourceInstant,
  }),
});

const complained = z.object({
  mail,
  complaint: z.object({
    complainedRecipients: recipients,
    timestamp: sourceInstant,
    complaintFeedbackType: z.optional(word),
    complaintSubType: z.nullish(word),
  }),
});

const event = z.object({
  'detail-type': z.enum(
    ['Email Bounced', 'Email Complaint Received'],
    'neither Email Bounced nor Email Complaint Received',
  ),
  detail: z.unknown(),
});

/** Returns the address in `Name <address>`, or the text itself; undefined if it is no address. */
const plainAddress = (written: string): string | undefined => {
  const address = /<([^<>]+)>\s*$/.exec(written)?.[1] ?? written.trim();
  return isMailAddress(address) ? address : undefined;
};

const bounceEvents = (detail: unknown): MailStopEvent[] => {
  const { mail: of, bounce } = parse(bounced, detail);
  const { bounceType, bounceSubType, bouncedRecipients, timestamp: at } = bounce;
  return eventsOf(bouncedRecipients, {
    kind: 'bounce',
    at,
    // SES itself tries for hours. A full mailbox and an absence note are transient.
    isStop: bounceType !== 'Transient',
    detail: bounceSubType === undefined ? bounceType : `${bounceType} (${bounceSubType})`,
    messageId: of.messageId,
  });
};

const complaintEvents = (detail: unknown): MailStopEvent[] => {
  const { mail: of, complaint } = parse(complained, detail);
  const { complainedRecipients, complaintFeedbackType: type, complaintSubType, timestamp: at } = complaint;
  return eventsOf(complainedRecipients, {
    kind: 'complaint',
    at,
    // Providers also report messages that a person moved out of the spam folder.
    isStop: type !== 'not-spam',
    detail: type ?? complaintSubType ?? 'no reason given',
    messageId: of.messageId,
  });
};

const eventsOf = (written: z.output<typeof recipients>, common: Omit<MailStopEvent, 'address'>): MailStopEvent[] => {
  const addresses = new Set(written.flatMap(({ emailAddress }) => plainAddress(emailAddress)?.toLowerCase() ?? []));
  return [...addresses].map((address) => ({ ...common, address }));
};

/** Parses an event of SES about a bounce or a complaint, as EventBridge delivers it. Throws `InvalidInput`. */
export const parseMailEvent = (input: unknown): MailStopEvent[] => {
  const { 'detail-type': type, detail } = parse(event, input);
  return type === 'Email Bounced' ? bounceEvents(detail) : complaintEvents(detail);
};

/** Records bounces and complaints. Each new one that stops mail to its address is counted. */
export const recordMailEvent = async (
  { table, telemetry }: { readonly table: Table; readonly telemetry: Telemetry },
  input: unknown,
): Promise<void> => {
  for (const each of parseMailEvent(input)) {
    const outcome = await recordMailStopEvent(table, each);
    if (outcome === 'appended' && each.isStop) telemetry.count('MailBounced', 1, { kind: each.kind });
  }
};
