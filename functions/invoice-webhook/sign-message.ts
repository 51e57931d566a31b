import { createHmac } from 'node:crypto';

/** A message for the receiver: `id` is that of the billing message, `seconds` is the Unix time of the attempt. */
export type OutgoingMessage = { readonly id: string; readonly seconds: number; readonly body: string };

/**
 * Returns the headers of Standard Webhooks, with one signature for each secret: `whsec_` and base64.
 * During a rotation the receiver may verify with either secret. Throws if a secret has another form.
 */
export const signMessage = (
  { id, seconds, body }: OutgoingMessage,
  secrets: readonly string[],
): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': `${seconds}`,
  'webhook-signature': secrets
    .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`)
    .join(' '),
});

/** Standard Webhooks requires 24 to 64 bytes. */
const SECRET = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;

const keyOf = (secret: string): Buffer => {
  const [, encoded] = SECRET.exec(secret.trim()) ?? [];
  if (encoded === undefined)
    throw new Error('The secret of the outgoing webhook is not whsec_ and 24 to 64 bytes in base64');
  return Buffer.from(encoded, 'base64');
};
