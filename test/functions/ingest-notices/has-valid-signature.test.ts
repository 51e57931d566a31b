import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hasValidSignature } from '../../../functions/ingest-notices/has-valid-signature.ts';
import { instant } from '../../support/builders/instant-text.ts';

const NOW = instant('2026-10-14T18:00:00Z');
const BODY = Buffer.from('{"text":"down"}');
const KEY = Buffer.from('a key of thirty-two bytes or so.');
const hmac = (key: string | Buffer, text: string): string =>
  createHmac('sha256', key).update(text).update(BODY).digest('base64');

const ofZendesk = (at: string, secret = 'zendesk-secret') => ({
  'x-zendesk-webhook-signature-timestamp': at,
  'x-zendesk-webhook-signature': hmac(secret, at),
});
const standard = (seconds: number, key = KEY) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(seconds),
  'webhook-signature': `v1,${hmac(KEY.subarray(1), '')} v1,${hmac(key, `msg_1.${seconds}.`)}`,
});
const SECRETS = { zendesk: ['old', 'zendesk-secret'], standardWebhooks: [`whsec_${KEY.toString('base64')}`] };
const SECONDS = NOW / 1000;

test.each([
  ['a signature of Zendesk', ofZendesk('2026-10-14T17:56:00Z')],
  ['a signature of Zendesk with a previous secret', ofZendesk('2026-10-14T18:00:00Z', 'old')],
  ['a Standard Webhooks signature', standard(SECONDS - 299)],
])('%s is valid', (_, headers) => {
  expect(hasValidSignature({ headers, body: BODY }, SECRETS, NOW)).toBe(true);
});

test.each([
  ['no signature', {}],
  ['a signature with another secret', ofZendesk('2026-10-14T18:00:00Z', 'guess')],
  ['a recorded signature of Zendesk', ofZendesk('2026-10-14T17:54:59Z')],
  ['a signature of Zendesk without an instant', ofZendesk('yesterday')],
  ['a recorded Standard Webhooks signature', standard(SECONDS - 301)],
  ['a Standard Webhooks signature from the future', standard(SECONDS + 301)],
  ['a Standard Webhooks signature with another key', standard(SECONDS, Buffer.from('other'))],
  ['a signature of another length', { ...ofZendesk('2026-10-14T18:00:00Z'), 'x-zendesk-webhook-signature': 'AAAA' }],
])('%s is invalid', (_, headers) => {
  expect(hasValidSignature({ headers, body: BODY }, SECRETS, NOW)).toBe(false);
});

test('a changed body makes a signature invalid', () => {
  const headers = ofZendesk('2026-10-14T18:00:00Z');
  expect(hasValidSignature({ headers, body: Buffer.from('{"text":"up"}') }, SECRETS, NOW)).toBe(false);
});

test('a signature is not checked without a configured secret', () => {
  expect(hasValidSignature({ headers: {}, body: BODY }, {}, NOW)).toBe(true);
});
