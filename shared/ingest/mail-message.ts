import PostalMime, { addressParser, type Header } from 'postal-mime';
import * as z from 'zod/mini';
import type { Instant } from '../domain/time/instant.ts';
import { textOfHtml } from '../lib/html-text.ts';
import { isMailAddress } from '../lib/mail-address.ts';
import { parse } from '../lib/validation.ts';
import { lenientField } from './lenient-field.ts';
import { sourceInstant } from './source-timestamps.ts';

/** Bytes of a message that are parsed. SES accepts messages of 40 MB; a notice's text comes first. */
export const MAIL_BYTES_MAX = 1024 * 1024;

/** Lines that are parsed. The parser takes some 50 µs for a line; 1 MB of base64 has 14,000. */
const LINES_MAX = 20_000;

/** Lines that may separate parts. The parser limits the depth of parts, not their number. */
const SEPARATORS_MAX = 1000;

const PARSER_LIMITS = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 2 };

const verdict = lenientField(z.object({ status: z.string().check(z.maxLength(40)) }));

/** The event of SES about a received message: `ses.receipt` and `ses.mail`. Each check is PASS, FAIL, GRAY or PROCESSING_FAILED. */
const sesEvent = z.object(
  {
    receipt: z.object(
      {
        recipients: z.array(z.string('not text'), 'not a list'),
        spamVerdict: verdict,
        virusVerdict: verdict,
        spfVerdict: verdict,
        dkimVerdict: verdict,
        dmarcVerdict: verdict,
        dmarcPolicy: lenientField(z.string().check(z.maxLength(40))),
      },
      'not an object',
    ),
    mail: z.object(
      {
        timestamp: sourceInstant,
        source: lenientField(z.string()),
        messageId: lenientField(z.string()),
        headers: lenientField(z.array(z.object({ name: z.string(), value: z.string() }))),
        headersTruncated: lenientField(z.boolean()),
        commonHeaders: lenientField(z.object({ from: lenientField(z.array(z.string())) })),
      },
      'not an object',
    ),
  },
  'not an object',
);

export type SesEvent = z.output<typeof sesEvent>;

/** Parses an event of SES. Throws `InvalidInput`. */
export const parseSesEvent = (event: unknown): SesEvent => parse(sesEvent, event);

/** A received message: its time, its author, and the checks of its sender. */
export type MailMessage = {
  readonly receivedAt: Instant;
  /** The addresses to which it was sent, in lower case. */
  readonly recipients: readonly string[];
  /** The author's address, in lower case; undefined unless the message names exactly one, and SES the same one. */
  readonly from: string | undefined;
  readonly isDmarcPassed: boolean;
  /** Sent by a robot or a list (RFC 3834). */
  readonly isAutomatic: boolean;
  /** Sent by a list and by no robot. A group that forwards a person's message is a list, too. */
  readonly isFromList: boolean;
  readonly subject: string | undefined;
  readonly text: string;
  /** The header `Message-ID`, as it is written. */
  readonly messageId: string | undefined;
  /** The ids of earlier messages of its thread, oldest first: the first one and the last ones. */
  readonly references: readonly string[];
  readonly verdicts: Readonly<Record<string, string>>;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
};

/**
 * Parses a message as SES received it. `raw` may be cut after 1 MB.
 * A message that cannot be parsed is kept with the headers of the event and without a text.
 */
export const parseMail = async ({ receipt, mail }: SesEvent, raw: Uint8Array): Promise<MailMessage> => {
  const parsed = await parseRaw(raw);
  const headers =
    parsed?.headers ?? (mail.headers ?? []).map(({ name, value }) => ({ key: name.toLowerCase(), value }));
  const valuesOf = (name: string): string[] => headers.flatMap(({ key, value }) => (key === name ? [value] : []));
  const isWhole = parsed === undefined ? mail.headersTruncated !== true : hasWholeHeader(raw);
  const from = isWhole ? authorOf(valuesOf('from'), mail.commonHeaders?.from) : undefined;
  const isRobot = isOfRobot(mail.source, valuesOf);
  const isList = isOfList(valuesOf);
  const subject = parsed?.subject ?? valuesOf('subject')[0];
  const text = parsed?.text?.trim() || textOfHtml(parsed?.html ?? '') || subject || '';
  return {
    receivedAt: mail.timestamp,
    recipients: receipt.recipients.map((each) => each.trim().toLowerCase()),
    from,
    isDmarcPassed: receipt.dmarcVerdict?.status === 'PASS',
    isAutomatic: isRobot || isList,
    isFromList: isList && !isRobot,
    subject: subject?.slice(0, HEADER_CHARACTERS_MAX).toWellFormed(),
    text,
    messageId: valuesOf('message-id')[0]?.trim(),
    references: referencesOf([...valuesOf('references'), ...valuesOf('in-reply-to')]),
    verdicts: verdictsOf(receipt),
    headers: shownHeaders(headers, mail.source),
  };
};

/** Returns the parsed message; undefined if it breaks a limit of the parser. */
const parseRaw = async (
  raw: Uint8Array,
): Promise<
  | {
      readonly headers: readonly Pick<Header, 'key' | 'value'>[];
      readonly subject?: string | undefined;
      readonly text?: string | undefined;
      readonly html?: string | undefined;
    }
  | undefined
> => {
  try {
    return await PostalMime.parse(withinLimits(raw), PARSER_LIMITS);
  } catch {
    return undefined;
  }
};

const LINE_FEED = 10;
const HYPHEN = 45;

/** Cuts a message before the byte, the line or the separator that is one too many. */
const withinLimits = (raw: Uint8Array): Uint8Array => {
  const limited = raw.subarray(0, MAIL_BYTES_MAX);
  let lines = 0;
  let separators = 0;
  for (let at = limited.indexOf(LINE_FEED); at >= 0; at = limited.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
    if (limited[at + 1] === HYPHEN && limited[at + 2] === HYPHEN) separators += 1;
    if (lines > LINES_MAX || separators > SEPARATORS_MAX) return limited.subarray(0, at);
  }
  return limited;
};

/** Returns whether the parsed part of a message contains its whole header. Otherwise the rest may name another author. */
const hasWholeHeader = (raw: Uint8Array): boolean => {
  const limited = Buffer.from(withinLimits(raw));
  const isCut = limited.length < raw.length || raw.length >= MAIL_BYTES_MAX;
  return !isCut || limited.includes('\n\r\n') || limited.includes('\n\n');
};

/**
 * DMARC checks the domain of one author. With several authors it is unknown which one SES checked.
 * `common`: the authors as SES parsed them.
 */
const authorOf = (values: readonly string[], common: readonly string[] | undefined): string | undefined => {
  const author = onlyAddress(values);
  return common === undefined || onlyAddress(common) === author ? author : undefined;
};

const QUOTED = /"(?:\\.|[^"\\])*"/g;
/** Comments only at the end, after an address in angle brackets or without any. Parsers disagree about other places. */
const PLAIN_AUTHOR = /^[^()<>]*(?:<[^()<>]*>\s*)?(?:\([^()<>]*\)\s*)*$/;

/** Returns the only address of the only value; undefined if parsers may disagree about it. */
const onlyAddress = (values: readonly string[]): string | undefined => {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0 || value.length > HEADER_CHARACTERS_MAX) return undefined;
  if (!PLAIN_AUTHOR.test(value.replaceAll(QUOTED, ' '))) return undefined;
  const [author, ...more] = addressParser(value);
  if (author?.address === undefined || more.length > 0) return undefined;
  const address = author.address.toLowerCase();
  return isMailAddress(address) ? address : undefined;
};

const wordsOf = (values: readonly string[]): string[] => values.map((value) => firstWord(value));

const ROBOT_PRECEDENCE = new Set(['bulk', 'junk', 'auto_reply']);

/** Names of headers of absence notes: `X-Autoreply`, `X-Autorespond`, `X-Auto-Reply-From`. */
const AUTO_REPLY_HEADERS = [
  'x-autoreply',
  'x-autorespond',
  'x-autoreply-from',
  'x-auto-reply-from',
  'x-mail-autoreply',
];

/**
 * Returns whether a robot sent the message (RFC 3834, section 2).
 * `X-Auto-Response-Suppress` is no sign of it: a person's mail client sends it too.
 */
const isOfRobot = (source: string | undefined, valuesOf: (name: string) => string[]): boolean => {
  const words = (name: string): string[] => wordsOf(valuesOf(name));
  return (
    source === '' ||
    source === '<>' ||
    valuesOf('return-path').some((value) => value.trim() === '<>') ||
    words('auto-submitted').some((word) => word !== 'no' && word !== '') ||
    words('precedence').some((word) => ROBOT_PRECEDENCE.has(word)) ||
    AUTO_REPLY_HEADERS.some((name) => valuesOf(name).length > 0) ||
    words('delivered-to').includes('autoresponder') ||
    words('content-type').includes('multipart/report')
  );
};

/** Returns whether a mailing list sent the message. */
const isOfList = (valuesOf: (name: string) => string[]): boolean =>
  valuesOf('list-id').length > 0 || wordsOf(valuesOf('precedence')).includes('list');

/** Returns a value up to its parameters and comments, in lower case. */
const firstWord = (value: string): string =>
  (/^[^;(\s]*/.exec(value.slice(0, HEADER_CHARACTERS_MAX).trim())?.[0] ?? '').toLowerCase();

/** Ids of a thread that are kept beside the first one. */
const LAST_REFERENCES_MAX = 15;
const REFERENCES_CHARACTERS_MAX = 16 * 1024;

const referencesOf = (values: readonly string[]): string[] => {
  const text = values.join(' ').slice(0, REFERENCES_CHARACTERS_MAX);
  const [first, ...rest] = new Set(text.match(/<[^\s<>]{1,500}>/g));
  return first === undefined ? [] : [first, ...rest.slice(-LAST_REFERENCES_MAX)];
};

const verdictsOf = (receipt: SesEvent['receipt']): Record<string, string> =>
  Object.fromEntries(
    [
      ['spam', receipt.spamVerdict?.status],
      ['virus', receipt.virusVerdict?.status],
      ['spf', receipt.spfVerdict?.status],
      ['dkim', receipt.dkimVerdict?.status],
      ['dmarc', receipt.dmarcVerdict?.status],
      ['dmarc policy', receipt.dmarcPolicy],
    ].flatMap(([name, status]) => (name === undefined || status === undefined ? [] : [[name, status]])),
  );

/** The headers that a person needs to verify a sender. */
const SHOWN_HEADERS = new Set([
  'from',
  'to',
  'cc',
  'reply-to',
  'sender',
  'date',
  'message-id',
  'in-reply-to',
  'auto-submitted',
  'precedence',
  'list-id',
  'x-forwarded-for',
  'x-forwarded-to',
]);
const SHOWN_HEADERS_MAX = 30;
const HEADER_CHARACTERS_MAX = 1000;

const shownHeaders = (
  headers: readonly { readonly key: string; readonly value: string }[],
  source: string | undefined,
): { name: string; value: string }[] =>
  [
    ...(source === undefined ? [] : [{ key: 'envelope sender', value: source === '' ? '<>' : source }]),
    ...headers.filter(({ key }) => SHOWN_HEADERS.has(key)),
  ]
    .slice(0, SHOWN_HEADERS_MAX)
    .map(({ key, value }) => ({ name: key, value: value.slice(0, HEADER_CHARACTERS_MAX).toWellFormed() }));
