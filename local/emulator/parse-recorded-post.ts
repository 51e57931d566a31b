import * as z from 'zod/mini';
import { parse } from '../../shared/lib/validation.ts';

/** A text is sent unchanged, so that a folder can contain a body that is not JSON. */
export const payloadText = (payload: unknown): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

const headerValues = z.record(z.string(), z.string('not text'), 'not an object');
const helpdeskPost = z.object(
  { contentType: z.optional(z.string('not text')), body: z.unknown(), headers: z.optional(headerValues) },
  'not an object',
);

/** A recorded post of a help desk, with the text of its body. */
export type RecordedPost = {
  readonly contentType: string;
  readonly body: string;
  /** @default a post whose signature was verified */
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** Parses a payload of the entry point `notices`. Throws `InvalidInput`. */
export const parseRecordedPost = (payload: unknown): RecordedPost => {
  const { contentType = 'application/json', body, headers } = parse(helpdeskPost, payload);
  return { contentType, body: payloadText(body ?? ''), headers };
};

/** An event of SES with the message as it was received: as text, or as base64 unless it is UTF-8. */
const recordedMail = z.looseObject(
  { raw: z.optional(z.string('not text')), rawBase64: z.optional(z.string('not text')) },
  'not an object',
);

/** Parses a payload of the entry point `email` into the event and the message. Throws `InvalidInput`. */
export const parseRecordedMail = (payload: unknown): { readonly event: object; readonly raw: Uint8Array } => {
  const { raw = '', rawBase64, ...event } = parse(recordedMail, payload);
  return { event, raw: rawBase64 === undefined ? Buffer.from(raw) : Buffer.from(rawBase64, 'base64') };
};
