import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { MINUTE_MS } from '../../shared/lib/time-units.ts';

/** The secrets of each configured kind of signature: the current one, and during a rotation the previous one. */
export type SignatureSecrets = {
  readonly zendesk?: readonly string[];
  readonly standardWebhooks?: readonly string[];
};

/** A signed request: its headers with names in lower case, and its body as it was sent. */
export type SignedRequest = { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Buffer };

/** A signature of another time may be a recording. Standard Webhooks proposes five minutes. */
const SIGNATURE_TOLERANCE_MS = 5 * MINUTE_MS;

/** Returns whether a request has a valid signature of a configured kind; true if none is configured. */
export const hasValidSignature = (request: SignedRequest, secrets: SignatureSecrets, now: Instant): boolean => {
  const { zendesk = [], standardWebhooks = [] } = secrets;
  if (zendesk.length === 0 && standardWebhooks.length === 0) return true;
  // `map` compares with every secret, so that the time does not depend on which one matches.
  return [
    ...zendesk.map((secret) => isOfZendesk(request, secret, now)),
    ...standardWebhooks.map((secret) => isStandard(request, secret, now)),
  ].includes(true);
};

/** HMAC-SHA256 of the timestamp and the body, in base64. */
const isOfZendesk = ({ headers, body }: SignedRequest, secret: string, now: Instant): boolean => {
  const timestamp = headers['x-zendesk-webhook-signature-timestamp'] ?? '';
  const expected = createHmac('sha256', secret).update(timestamp).update(body).digest();
  const isValid = isSame(headers['x-zendesk-webhook-signature'] ?? '', expected);
  return isValid && isCurrent(Date.parse(timestamp), now);
};

/** The signature's version 1: HMAC-SHA256 of `{id}.{timestamp}.{body}`, in base64. Several may be listed during a rotation. */
const isStandard = ({ headers, body }: SignedRequest, secret: string, now: Instant): boolean => {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const listed = (headers['webhook-signature'] ?? '').split(' ').slice(0, SIGNATURES_MAX);
  const isValid = listed
    .map((each) => each.startsWith('v1,') && isSame(each.slice('v1,'.length), expected))
    .includes(true);
  return isValid && id !== '' && /^\d{1,12}$/.test(timestamp) && isCurrent(Number(timestamp) * 1000, now);
};

/** Signatures of one request that are compared. */
const SIGNATURES_MAX = 10;

const isCurrent = (at: number, now: Instant): boolean => Math.abs(at - now) <= SIGNATURE_TOLERANCE_MS;

/** Compares in constant time. */
const isSame = (given: string, expected: Buffer): boolean => {
  const bytes = Buffer.from(given, 'base64');
  return timingSafeEqual(bytes.length === expected.length ? bytes : Buffer.alloc(expected.length), expected);
};
