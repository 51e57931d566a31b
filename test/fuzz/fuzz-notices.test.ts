import { expect, test } from 'vitest';
import { parseMail, parseSesEvent } from '../../shared/ingest/mail-message.ts';
import { ingestNotices } from '../../functions/ingest-notices/ingest-notices.ts';
import { SECRET } from '../../local/emulator/local-pipeline.ts';
import { instant } from '../support/builders/instant-text.ts';
import { silentTelemetry } from '../support/builders/silent-telemetry.ts';
import { webhookCall } from '../support/http/requests.ts';
import { startInProcessEmulators } from './in-process-emulators.ts';
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

const MB_4 = 4 * 1024 * 1024;
/** Returns a text of whole pieces, padded to a length. */
const filled = (head: string, piece: string, tail: string, bytes: number): Buffer => {
  const count = Math.floor((bytes - head.length - tail.length) / Buffer.byteLength(piece));
  const text = Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(count * Buffer.byteLength(piece), piece),
    Buffer.from(tail),
  ]);
  return Buffer.concat([text, Buffer.alloc(bytes - text.length, ' ')]);
};

test.each<[string, string, string, string, number]>([
  ['of a long text', '{"text":"', 'x', '"}', 202],
  ['of escapes', '{"text":"', String.raw`\u0041`, '', 400],
  ['of nested lists', '{"text":', '[', '', 400],
  ['of nested objects', '', '{"text":', '', 400],
  ['of keys', '{', '"a":1,', '"text":"down"}', 202],
  ['of one key again and again', '{', '"text":"down",', '"text":"down"}', 202],
  ['of digits', '{"text":"down","ticket":{"id":', '9', '}}', 400],
  [
    'of HTML in a ticket of Freshdesk',
    '{"freshdesk_webhook":{"ticket_id":1,"ticket_description":"',
    '<p>&amp;<b',
    '"}}',
    202,
  ],
  ['of blanks', '{"text":"down"}', ' ', '', 202],
  ['of bytes that are no text', '', '\uFFFD', '', 400],
])('a post of 40 MB %s is rejected within ten seconds', async (_, head, piece, tail, status) => {
  const emulators = await startInProcessEmulators();
  const take = ingestNotices({
    table: emulators.table,
    deadLetters: await emulators.queue('refused'),
    secrets: async () => [SECRET],
    signatureSecrets: async () => ({ zendesk: [], standardWebhooks: [] }),
    telemetry: silentTelemetry,
    clock: () => instant('2026-10-20T12:00:00Z'),
  });
  const post = async (bytes: number) => {
    const body = filled(head, piece, tail, bytes);
    const { statusCode } = await take({ ...webhookCall(''), body: body.toString('base64'), isBase64Encoded: true });
    return statusCode;
  };
  try {
    const started = performance.now();
    expect(await post(MB_40)).toBe(413);
    expect(await post(MB_4)).toBe(status);
    expect(performance.now() - started).toBeLessThan(10_000);
  } finally {
    await emulators.stop();
  }
});
