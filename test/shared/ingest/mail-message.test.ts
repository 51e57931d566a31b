import { describe, expect, test } from 'vitest';
import { parseMail, parseSesEvent } from '../../../shared/ingest/mail-message.ts';
import { instant } from '../../support/builders/instant-text.ts';

const EVENT = {
  receipt: {
    recipients: ['SLA@notices.example.com'],
    spamVerdict: { status: 'PASS' },
    spfVerdict: { status: 'FAIL' },
    dmarcVerdict: { status: 'PASS' },
    dmarcPolicy: 'reject',
    action: { type: 'Lambda' },
  },
  mail: {
    timestamp: '2026-10-14T17:40:02.331Z',
    source: 'bounce@acme.example',
    messageId: 'ses-1',
    headers: [{ name: 'From', value: 'ops@acme.example' }],
  },
};
const parsed = (raw: string | Buffer, mail: object = {}) =>
  parseMail(parseSesEvent({ ...EVENT, mail: { ...EVENT.mail, ...mail } }), Buffer.from(raw));
const withHeaders = (...headers: string[]) => parsed(`${headers.join('\r\n')}\r\n\r\nDown since 15:10 UTC.\r\n`);
const FROM = 'From: Olive <Ops@Acme.example>';

test('a message has its receipt, author, text and checks', async () => {
  expect(await withHeaders(FROM, 'Subject: =?utf-8?q?API_h=C3=A4ngt?=', 'Message-ID: <1@acme.example>')).toMatchObject({
    receivedAt: instant('2026-10-14T17:40:02.331Z'),
    recipients: ['sla@notices.example.com'],
    from: 'ops@acme.example',
    isDmarcPassed: true,
    isAutomatic: false,
    subject: 'API hängt',
    text: 'Down since 15:10 UTC.',
    messageId: '<1@acme.example>',
    verdicts: { spam: 'PASS', spf: 'FAIL', dmarc: 'PASS', 'dmarc policy': 'reject' },
    headers: expect.arrayContaining([{ name: 'envelope sender', value: 'bounce@acme.example' }]),
  });
});

describe('a message is automatic', () => {
  test.each([
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: AUTO-GENERATED; owner=x',
    'Precedence: bulk',
    'Precedence: list',
    'List-Id: <ops.acme.example>',
    'X-Autoreply: yes',
    'Delivered-To: Autoresponder',
    'Return-Path: <>',
    'Content-Type: multipart/report; boundary=b',
  ])('with %s', async (header) => {
    expect((await withHeaders(FROM, header)).isAutomatic).toBe(true);
  });

  test.each(['', '<>'])('with the envelope sender %j', async (source) => {
    expect((await parsed(`${FROM}\r\n\r\nx`, { source })).isAutomatic).toBe(true);
  });
});

test.each([
  'Auto-Submitted: no',
  'Auto-Submitted: No (a person)',
  'X-Auto-Response-Suppress: All',
  'Precedence: normal',
])('%s is no sign of a robot', async (header) => {
  expect((await withHeaders(FROM, header)).isAutomatic).toBe(false);
});

describe('a message has no author', () => {
  test.each([
    ['two From headers', [FROM, 'From: evil@evil.example']],
    ['two authors', ['From: ops@acme.example, evil@evil.example']],
    ['a group as author', ['From: Ops: ops@acme.example;']],
    ['no From header', ['Subject: x']],
    ['an author that is no address', ['From: ops']],
  ])('with %s', async (_, headers) => {
    expect((await withHeaders(...headers)).from).toBeUndefined();
  });
});

test.each([
  ['"ops@acme.example" <evil@evil.example>', 'evil@evil.example'],
  ['ops@acme.example <evil@evil.example>', 'evil@evil.example'],
  ['=?utf-8?q?ops=40acme.example?= <evil@evil.example>', 'evil@evil.example'],
  ['evil@evil.example (ops@acme.example)', 'evil@evil.example'],
])('the display name of %s does not count', async (value, from) => {
  expect((await withHeaders(`From: ${value}`)).from).toBe(from);
});

describe('the text of a message', () => {
  test('comes from HTML if there is no plain text', async () => {
    const { text } = await parsed(`${FROM}\r\nContent-Type: text/html\r\n\r\n<p>Down &amp; out</p><p>since 15:10</p>`);
    expect(text.split(/\n+/)).toEqual(['Down & out', 'since 15:10']);
  });

  test('is the subject if there is none', async () => {
    expect((await parsed(`${FROM}\r\nSubject: All is down\r\n\r\n`)).text).toBe('All is down');
  });

  test('survives a wrong charset', async () => {
    const raw = Buffer.concat([
      Buffer.from(`${FROM}\r\nContent-Type: text/plain; charset=utf-99\r\n\r\nh`),
      Buffer.from([0xe4, 0xff, 0x80]),
    ]);
    expect((await parsed(raw)).text).toMatch(/^h/);
  });

  test('ends before the second megabyte', async () => {
    const raw = `${FROM}\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(1024 * 1024, 'y') + 'END';
    expect((await parsed(raw)).text).not.toContain('END');
  });
});

test('a message that nests too deep keeps the headers of its event', async () => {
  const raw = Array.from({ length: 40 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`);
  expect(await parsed(`${FROM}\r\n${raw.join('')}`)).toMatchObject({ from: 'ops@acme.example', text: '' });
});

test('a header that is cut names no author', async () => {
  const raw = `${FROM}\r\n${'X: 1\r\n'.repeat(21_000)}From: evil@evil.example\r\n\r\nx`;
  expect((await parsed(raw)).from).toBeUndefined();
  expect((await parsed(`${FROM}\r\n\r\n${'x\r\n'.repeat(21_000)}`)).from).toBe('ops@acme.example');
});

test('truncated headers of an event name no author', async () => {
  const raw = Array.from({ length: 40 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`);
  const truncated = { headersTruncated: true };
  expect((await parsed(`${FROM}\r\n${raw.join('')}`, truncated)).from).toBeUndefined();
});

test.each([
  ['List-Id: <ops.acme.example>', true],
  ['Precedence: list', true],
  ['List-Id: <ops.acme.example>\r\nAuto-Submitted: auto-replied', false],
  ['Auto-Submitted: auto-replied', false],
  ['Subject: x', false],
])('%j comes from a list: %s', async (header, isFromList) => {
  expect((await withHeaders(FROM, header)).isFromList).toBe(isFromList);
});

test.each([
  ['many parts', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(100_000)}`],
  ['many empty lines', `\r\n${'\n'.repeat(1_000_000)}`],
  ['many quoted lines', `Content-Type: text/plain; format=flowed\r\n\r\n${'> \n'.repeat(300_000)}`],
  ['many open tags', `Content-Type: text/html\r\n\r\n${'<'.repeat(1_000_000)}`],
])('a message of %s is parsed within five seconds', { timeout: 30_000 }, async (_, body) => {
  const started = performance.now();
  await parsed(`${FROM}\r\n${body}`);
  expect(performance.now() - started).toBeLessThan(5000);
});
