import { afterEach, beforeEach, expect, test } from 'vitest';
import { postMessage, type PostSettings } from '../../../functions/invoice-webhook/post-message.ts';
import { type MessageReceiver, startReceiver } from '../../support/http/message-receiver.ts';

let receiver: MessageReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const post = ({ url = receiver.url, ...settings }: Partial<PostSettings> = {}) =>
  postMessage({ url, timeoutMs: 5000, isLocal: true, ...settings }, { 'webhook-id': 'a' }, '{"name":"Köln"}');

test.each([200, 201, 202, 204, 299])('status %i is a success', async (status) => {
  receiver.answer = () => status;
  expect(await post()).toBeUndefined();
  expect(receiver.received).toMatchObject([
    { id: 'a', body: '{"name":"Köln"}', headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } },
  ]);
});

test.each([301, 302, 307, 308])('status %i is a failure, and the redirect is not followed', async (status) => {
  receiver.answer = () => status;
  expect(await post()).toBe(`status ${status}`);
  expect(receiver.received).toHaveLength(1);
});

test.each([400, 401, 404, 410, 429, 500, 503])('status %i is a failure', async (status) => {
  receiver.answer = () => status;
  expect(await post()).toBe(`status ${status}`);
});

test('a receiver without an answer is a failure after the time limit', async () => {
  receiver.answer = () => 'silent';
  expect(await post({ timeoutMs: 50 })).toBe('no response within 50 ms');
});

test('a lost answer and a closed port are failures', async () => {
  receiver.answer = () => 'lost';
  const { url } = receiver;
  expect(await post({ url })).toBe('socket hang up');
  await receiver.stop();
  expect(await post({ url })).toContain('ECONNREFUSED');
  receiver = await startReceiver();
});

test.each([
  ['http', 'http://billing.example.com/', 'the URL is not https'],
  ['a private address', 'https://10.0.0.1/', 'the host has a private address'],
  ['the metadata address', 'https://169.254.169.254/latest', 'the host has a private address'],
  ['a private address in IPv6', 'https://[::ffff:a00:1]/', 'the host has a private address'],
  ['a name of a private address', 'https://localhost/', 'the host has a private address'],
])('%s is not connected to', async (_, url, reason) => {
  expect(await post({ url, isLocal: false })).toBe(reason);
});

test('the address of a name is checked when it is connected to', async () => {
  const url = receiver.url.replace('http://127.0.0.1', 'https://localhost');
  expect(await post({ url, isLocal: false })).toBe('the host has a private address');
  expect(receiver.received).toEqual([]);
});
