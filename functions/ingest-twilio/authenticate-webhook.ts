import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { NOT_UTF8, type Problem, problem } from '../lambda/problem.ts';

/** The longest body that is read, in bytes. Statuspage's own are some kilobytes, an incident's with many updates some tens. */
const LONGEST_BODY = 256 * 1024;

type Knock =
  | { readonly body: string; readonly turnedAway?: never }
  | { readonly turnedAway: LambdaFunctionURLResult & Problem; readonly body: '' };

/** Who may come in: a POST whose path ends in the secret, with a body that is not too long and is text. Nothing of others is kept. */
export const authenticateWebhook = (event: LambdaFunctionURLEvent, secrets: readonly string[]): Knock => {
  const said = event.rawPath.split('/').at(-1) ?? '';
  if (!secrets.map((secret) => isSame(said, secret)).includes(true)) return turnAway(403, 'Wrong secret');
  if (event.requestContext.http.method !== 'POST') return turnAway(405, 'Only POST');
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LONGEST_BODY) return turnAway(413, `Longer than ${LONGEST_BODY} bytes`);
  if (!isUtf8(bytes)) return turnAway(400, 'This will never work', [NOT_UTF8]);
  return { body: bytes.toString('utf8') };
};

const turnAway = (...what: Parameters<typeof problem>): Knock => ({ turnedAway: problem(...what), body: '' });

/** Compares in a time that tells nothing: neither where two differ, nor how long the secret is. */
const isSame = (said: string, secret: string): boolean => timingSafeEqual(digest(said), digest(secret));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
