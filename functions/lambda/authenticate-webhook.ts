import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { NOT_UTF8, type Problem, problem } from '../../shared/lib/problem.ts';

/**
 * Bytes of a webhook. It repeats all updates of its incident with their components: some kilobytes, or 500 KB for a large outage. Lambda accepts events of 6 MB, in which the body is escaped.
 */
export const WEBHOOK_BYTES_MAX = 4 * 1024 * 1024;

/** A webhook with a valid secret, or the response to a rejected one. */
export type WebhookRequest =
  | { readonly kind: 'accepted'; readonly body: string }
  /** A body that is too long, from a caller with the secret. */
  | { readonly kind: 'too long'; readonly body: string; readonly bytes: number }
  | { readonly kind: 'rejected'; readonly response: Problem };

/**
 * Authenticates a webhook: a POST with a UTF-8 body of at most 4 MB whose path ends in a secret.
 * The secret is checked first, so that a caller without it learns nothing. Rejected requests are not stored.
 */
export const authenticateWebhook = (event: APIGatewayProxyEventV2, secrets: readonly string[]): WebhookRequest => {
  const given = event.rawPath.split('/').at(-1) ?? '';
  // `map` compares with every secret, so that the time does not depend on which one matches.
  if (!secrets.map((secret) => isSame(given, secret)).includes(true)) return reject(problem(403, 'Wrong secret'));
  if (event.requestContext.http.method !== 'POST') return reject(problem(405, 'Method not allowed: use POST'));
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (!isUtf8(bytes)) return reject(problem(400, 'Invalid request', [NOT_UTF8]));
  if (bytes.length > WEBHOOK_BYTES_MAX) return { kind: 'too long', body: bytes.toString('utf8'), bytes: bytes.length };
  return { kind: 'accepted', body: bytes.toString('utf8') };
};

const reject = (response: Problem): WebhookRequest => ({ kind: 'rejected', response });

/** Compares in constant time: it leaks neither the first difference nor the length of the secret. An empty secret matches nothing. */
const isSame = (given: string, secret: string): boolean =>
  timingSafeEqual(digest(given), digest(secret)) && secret !== '';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
