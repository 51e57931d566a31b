import * as z from 'zod/mini';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { textOfHtml } from '../lib/html-text.ts';
import { parse } from '../lib/validation.ts';
import { lenientField } from './lenient-field.ts';
import { noticeMessage, type NoticeMessage } from './notice-message.ts';
import { parseSourceInstant } from './source-timestamps.ts';

/**
 * Parses a help desk's post to the notice webhook. Throws `InvalidInput` with every fault.
 * A post has the product's own form, or a payload that a desk sends without a template.
 *
 * The own form decides the receipt by `receivedAt`. A desk's payload decides it by the ticket's creation, if that is not in the future.
 */
export const parseHelpdeskPost = (body: unknown, now: Instant): NoticeMessage => {
  const desk = DESKS.find(({ shape }) => z.safeParse(shape, body).success);
  return parse(noticeMessage(now), desk === undefined ? body : desk.toPost(body, now));
};

const ping = z.object({ type: z.literal('notification_event'), topic: z.literal('ping') });

/** Returns whether a body is Intercom's test of the URL. */
export const isPing = (body: unknown): boolean => z.safeParse(ping, body).success;

/** Text that decides nothing: another type counts as missing. */
const optionalText = lenientField(z.string());
const optionalId = lenientField(z.union([z.string(), z.number()]));
const contact = lenientField(z.object({ email: optionalText }));

/** A desk's own payload: how to recognise it, and the same content in the product's form. */
type Desk = { readonly shape: z.core.$ZodType; readonly toPost: (body: unknown, now: Instant) => unknown };

const desk = <S extends z.core.$ZodType>(shape: S, toPost: (payload: z.output<S>, now: Instant) => unknown): Desk => ({
  shape,
  toPost: (body, now) => toPost(z.parse(shape, body), now),
});

/** Zendesk's event subscription (`zen:event-type:ticket.created`). It names the requester by id only, unless `requester` is present. */
const zendesk = desk(
  z.object({
    type: z.string().check(z.regex(/^zen:event-type:ticket\./)),
    detail: z.object({
      id: optionalId,
      subject: optionalText,
      description: optionalText,
      created_at: optionalText,
      requester: contact,
    }),
    event: lenientField(z.object({ comment: lenientField(z.object({ body: optionalText })) })),
  }),
  ({ detail: { id, subject, description, created_at, requester }, event }, now) => ({
    requester: requester?.email,
    subject,
    text: description ?? event?.comment?.body ?? subject,
    receivedAt: pastInstant(created_at, now),
    ticket: { id },
  }),
);

/** Zammad's webhook without a custom payload. */
const zammad = desk(
  z.object({
    ticket: z.object({
      id: optionalId,
      title: optionalText,
      created_at: optionalText,
      customer: contact,
    }),
    article: z.object({ body: optionalText, from: optionalText, content_type: optionalText }),
  }),
  ({ ticket: { id, title, created_at, customer }, article: { body, from, content_type } }, now) => ({
    requester: customer?.email ?? from,
    subject: title,
    text: (content_type === 'text/plain' ? body : htmlText(body)) ?? title,
    receivedAt: pastInstant(created_at, now),
    ticket: { id },
  }),
);

/** The simple encoding of a Freshdesk automation. */
const freshdesk = desk(
  z.object({
    freshdesk_webhook: z.object({
      ticket_id: optionalId,
      ticket_subject: optionalText,
      ticket_description: optionalText,
      ticket_url: optionalText,
      ticket_requester_email: optionalText,
      // Newer accounts name the requester so.
      ticket_contact_email: optionalText,
      ticket_created_at: optionalText,
    }),
  }),
  ({ freshdesk_webhook: ticket }, now) => ({
    requester: ticket.ticket_requester_email ?? ticket.ticket_contact_email,
    subject: ticket.ticket_subject,
    text: htmlText(ticket.ticket_description) ?? ticket.ticket_subject,
    receivedAt: pastInstant(ticket.ticket_created_at, now),
    ticket: { id: ticket.ticket_id, url: ticket.ticket_url },
  }),
);

const intercomMessage = lenientField(
  z.object({ subject: optionalText, body: optionalText, url: optionalText, author: contact }),
);

/** Intercom's notification of a conversation (`conversation.user.created`). */
const intercom = desk(
  z.object({
    type: z.literal('notification_event'),
    topic: z.string().check(z.regex(/^conversation\./)),
    data: z.object({
      item: z.object({
        id: optionalId,
        created_at: lenientField(z.union([z.number(), z.string()])),
        source: intercomMessage,
        // The API before version 2.0 names the message and its author so.
        conversation_message: intercomMessage,
        user: contact,
      }),
    }),
  }),
  ({ data: { item } }, now) => {
    const message = item.source ?? item.conversation_message;
    const createdAt = Number(item.created_at) * 1000;
    // An empty text counts as 0.
    const isPast = Number.isSafeInteger(createdAt) && createdAt > 0 && createdAt <= now;
    return {
      requester: message?.author?.email ?? item.user?.email,
      subject: htmlText(message?.subject),
      text: htmlText(message?.body) ?? htmlText(message?.subject),
      ...(isPast ? { receivedAt: formatInstant(createdAt) } : {}),
      ticket: { id: item.id, url: message?.url },
    };
  },
);

const DESKS: readonly Desk[] = [zendesk, zammad, freshdesk, intercom];

const htmlText = (html: string | undefined): string | undefined => {
  const text = html === undefined ? '' : textOfHtml(html);
  return text === '' ? undefined : text;
};

/** Returns a desk's instant unless it is invalid or in the future: then the message was received now. */
const pastInstant = (written: string | undefined, now: Instant): string | undefined => {
  const at = written === undefined ? undefined : parseSourceInstant(written);
  return at === undefined || at > now ? undefined : written;
};
