import { expect, test } from 'vitest';
import { parseMail, parseSesEvent } from '../../shared/ingest/mail-message.ts';
import { fuzz, INPUT_COUNT } from './fuzz-target.ts';
import { helpdeskTarget } from './targets/helpdesk-target.ts';
import { mailTarget } from './targets/mail-target.ts';

test('the webhook of help desks survives hostile posts', async () => {
  expect(await fuzz(helpdeskTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

test('the e-mail entry point survives hostile messages', async () => {
  expect(await fuzz(mailTarget, INPUT_COUNT)).toBe(INPUT_COUNT);
});

const MB_40 = 40 * 1024 * 1024;
const HEAD = 'From: ops@acme.example\r\nSubject: down\r\n';
const nested = (depth: number): string =>
  Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');

test.each<[string, string, string]>([
  ['of one line', `${HEAD}\r\n`, 'x'],
  ['of empty lines', `${HEAD}\r\n`, '\n'],
  ['of empty parts', `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n`, '--b\r\n\r\n\r\n'],
  ['of nested parts', HEAD, nested(500)],
  ['of nested messages', HEAD, 'Content-Type: message/rfc822\r\n\r\n'],
  ['of headers', HEAD, 'X-Header: value\r\n'],
  ['of one header', `${HEAD}References:`, ' <id@acme.example>'],
  ['of base64', `${HEAD}Content-Transfer-Encoding: base64\r\n\r\n`, `${'QUJD'.repeat(19)}\r\n`],
  ['of HTML', `${HEAD}Content-Type: text/html\r\n\r\n`, '<p <!-- &amp'],
  ['of quotes', `${HEAD}Content-Type: text/plain; format=flowed\r\n\r\n`, '>>>>>>>> \n'],
])('a message of 40 MB %s is parsed within ten seconds', async (_, head, piece) => {
  const raw = Buffer.concat([Buffer.from(head), Buffer.alloc(MB_40, piece)]);
  const event = parseSesEvent({
    receipt: { recipients: [] },
    mail: { timestamp: '2026-10-14T17:00:00Z', headers: [{ name: 'From', value: 'ops@acme.example' }] },
  });
  const started = performance.now();
  expect((await parseMail(event, raw)).from).toBe('ops@acme.example');
  expect(performance.now() - started).toBeLessThan(10_000);
});
