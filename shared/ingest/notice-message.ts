import * as z from 'zod/mini';
import { CLAIM_STEPS } from '../domain/facts/facts.ts';
import { customerId, later, month, keywordField } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { latestMonth } from './record-bodies.ts';
import { sourceInstant } from './source-timestamps.ts';

/** Characters of a message's text that are stored with its fact. The payload has the whole message. */
const NOTICE_TEXT_CHARACTERS_MAX = 20_000;

/** A message that may be a customer's notice, as an entry point received it. */
export type NoticeMessage = {
  /** The id of a customer that the message names. */
  readonly customer?: string | undefined;
  /** The sender's address. */
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  readonly text: string;
  readonly receivedAt: Instant;
  readonly recognizedAt: Instant;
  readonly step?: 'notice' | 'claim' | undefined;
  readonly service?: string | undefined;
  readonly month?: string | undefined;
  readonly ticket?: { readonly id: string; readonly url?: string | undefined } | undefined;
};

/** Shortens a text to the length that is stored, without half a character. */
export const storedText = (text: string): string => text.slice(0, NOTICE_TEXT_CHARACTERS_MAX).toWellFormed();

/** Characters of an address, a subject, a ticket's id or its URL. */
const LINE_CHARACTERS_MAX = 1000;

/** One line of text. Desks also send numbers, such as a ticket's id. */
const line = z.pipe(
  z.union([z.string(), z.number()], 'not text'),
  z.transform((value) => String(value).slice(0, LINE_CHARACTERS_MAX).toWellFormed()),
);

const TICKET_ID_CHARACTERS_MAX = 200;

const ticketId = line.check(
  z.refine((id) => id.length <= TICKET_ID_CHARACTERS_MAX, `longer than ${TICKET_ID_CHARACTERS_MAX} characters`),
  z.refine((id) => !/\p{Cc}/u.test(id), 'has control characters'),
);

/** Desks send an empty text, or null, for a placeholder without a value. Both count as missing, but a text is required. */
const withoutBlanks = <S extends z.core.$ZodType>(schema: S) =>
  z.pipe(
    z.transform((input: unknown): unknown =>
      typeof input === 'object' && input !== null && !Array.isArray(input)
        ? Object.fromEntries(
            Object.entries(input).filter(([name, value]) => name === 'text' || (value !== null && !isBlank(value))),
          )
        : input,
    ),
    schema,
  );

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

const ticket = withoutBlanks(z.object({ id: z.optional(ticketId), url: z.optional(line) }, 'not an object'));

const noticeText = z.string('not text').check(z.refine((text) => text.trim() !== '', 'empty'));

const notInFuture = (now: Instant) =>
  z.refine<Instant>((at) => at <= now, `in the future (it is ${formatInstant(now)})`);

/** The body of a help desk's post. Unknown keys are ignored: a post with one more field is still a notice. */
const noticePost = (now: Instant) =>
  withoutBlanks(
    z
      .object(
        {
          customer: z.optional(line),
          requester: z.optional(line),
          subject: z.optional(line),
          text: noticeText,
          receivedAt: z.optional(sourceInstant.check(notInFuture(now))),
          recognizedAt: z.optional(sourceInstant.check(notInFuture(now))),
          step: z.optional(keywordField(CLAIM_STEPS)),
          service: z.optional(customerId),
          month: z.optional(month),
          ticket: z.optional(ticket),
        },
        'not an object',
      )
      .check(
        later('recognizedAt', 'receivedAt', 'before recognizedAt', (recognized, received) => received >= recognized),
        z.refine(({ month: claimed }) => typeof claimed !== 'string' || claimed <= latestMonth(now), {
          error: 'has not begun',
          path: ['month'],
        }),
      ),
  );

/** A help desk's post in the product's own form, parsed. */
export const noticeMessage = (now: Instant) =>
  z.pipe(
    noticePost(now),
    z.transform(({ requester, receivedAt = now, recognizedAt, text, ticket: from, ...rest }): NoticeMessage => {
      const { id, url } = from ?? {};
      return {
        ...rest,
        ...(requester === undefined ? {} : { from: addressIn(requester) }),
        text,
        receivedAt,
        recognizedAt: recognizedAt ?? receivedAt,
        ...(id === undefined ? {} : { ticket: { id, ...(url === undefined ? {} : { url }) } }),
      };
    }),
  );

/** Returns the address in `Name <address>`, or the text itself, in lower case. */
const addressIn = (written: string): string => {
  const [open, close] = [written.lastIndexOf('<'), written.lastIndexOf('>')];
  return (open >= 0 && close > open ? written.slice(open + 1, close) : written).trim().toLowerCase();
};
