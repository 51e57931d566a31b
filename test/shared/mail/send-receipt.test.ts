import { describe, expect, test } from 'vitest';
import { ingestEmail } from '../../../functions/ingest-email/ingest-email.ts';
import type { SendResult } from '../../../shared/mail/mail-sender.ts';
import type { OutgoingMail } from '../../../shared/mail/outgoing-mail.ts';
import { type ReceiptOutcome, sendReceipt } from '../../../shared/mail/send-receipt.ts';
import { readAll, sortKeyOf } from '../../../shared/persistence/dynamo-table.ts';
import { sentMailKeys } from '../../../shared/persistence/keys.ts';
import { RECEIPTS_A_DAY_MAX } from '../../../shared/persistence/plan-receipt.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const config = aConfig();
const product = await usingProduct(config);
const { table } = product.pipeline.account;
const putCustomer = (id: string, senders: object) =>
  product.call('PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    policy: 'written',
    activeFrom: '2026-01-01T00:00:00.000Z',
    serviceFees: { amountMinor: 100_000, currency: 'USD' },
    ...senders,
  });
for (const id of ['acme', 'loop', 'many', 'crash', 'race']) await putCustomer(id, { contacts: [`@${id}.example`] });
await putCustomer('globex', { noticeToken: 'globextoken99' });

const sent: OutgoingMail[] = [];
const outcomes: ReceiptOutcome[] = [];
const ses: { answer: () => SendResult } = { answer: () => ({ kind: 'sent', messageId: `ses-${sent.length}` }) };
const email = { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' };
const raws = new Map<string, string>();
const { telemetry, clock } = product;
const send = async (mail: OutgoingMail): Promise<SendResult> => {
  sent.push(mail);
  return ses.answer();
};
const deliver = ingestEmail({
  table,
  telemetry,
  clock,
  domain: email.domain,
  readMail: async (key) => Buffer.from(raws.get(key) ?? ''),
  answer: async (received) => {
    outcomes.push(await sendReceipt({ table, telemetry, clock, config, notices: { email }, send }, received));
  },
});

type Sent = {
  readonly id: string;
  readonly from?: string;
  readonly to?: string;
  readonly dmarc?: string;
  readonly spam?: string;
  readonly headers?: readonly string[];
  readonly timestamp?: string;
};
/** Receives a message, and returns the result of its receipt. */
const receive = async (message: Sent): Promise<ReceiptOutcome | undefined> => {
  const { id, from = 'ops@acme.example', to = 'sla@notices.example.com', dmarc = 'PASS', spam = 'PASS' } = message;
  const { headers = [], timestamp = new Date(clock() - 2000).toISOString() } = message;
  raws.set(
    `mail/${id}`,
    [
      `From: ${from}`,
      `Message-ID: <${id}@client.example>`,
      'Subject: Outage',
      ...headers,
      '',
      `Calls fail ${id}.`,
    ].join('\r\n'),
  );
  const receipt = { recipients: [to], dmarcVerdict: { status: dmarc }, spamVerdict: { status: spam } };
  await deliver({ Records: [{ ses: { receipt, mail: { timestamp, source: from, messageId: id } } }] });
  return outcomes.at(-1);
};

describe('sendReceipt', () => {
  test('a verified contact gets the reference, the receipt and the next step', async () => {
    expect(await receive({ id: 'm1' })).toBe('sent');
    const mail = sent.at(-1);
    expect(mail).toMatchObject({ from: email.from, to: 'ops@acme.example', subject: 'Re: Outage' });
    expect(mail?.headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-replied' });
    expect(mail?.headers).toContainEqual({ name: 'In-Reply-To', value: '<m1@client.example>' });
    expect(mail?.text).toMatch(/Reference: [0-9a-f]{32}\n/);
    expect(mail?.text).toMatch(/Received: 2026-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/);
    expect(mail?.text).toContain('Next step: You need to do nothing else.');
    expect(mail?.text).toContain('Notify us within 24 hours after the outage ends.');
  });

  test('the same message twice has one receipt', async () => {
    const before = sent.length;
    expect(await receive({ id: 'twice' })).toBe('sent');
    expect(await receive({ id: 'twice' })).toBe('done');
    expect(sent.length).toBe(before + 1);
  });

  test.each<[string, Sent, ReceiptOutcome]>([
    ['an unverified sender', { id: 'u1', dmarc: 'FAIL' }, 'no-notice'],
    [
      'an own address from a spoofed sender',
      { id: 'u2', to: 'sla+globextoken99@notices.example.com', dmarc: 'FAIL' },
      'unverified',
    ],
    ['an unknown sender', { id: 'u3', from: 'me@elsewhere.example' }, 'no-notice'],
    ['a robot', { id: 'u4', headers: ['Auto-Submitted: auto-replied'] }, 'no-notice'],
    ['a mailing list', { id: 'u5', headers: ['List-Id: <all.acme.example>'] }, 'no-notice'],
    ['an address of a robot', { id: 'u6', from: 'noreply+7@acme.example' }, 'robot-address'],
    [
      'the own domain',
      { id: 'u7', from: 'sla@notices.example.com', to: 'sla+globextoken99@notices.example.com' },
      'own-address',
    ],
    ['suspected spam', { id: 'u8', spam: 'FAIL' }, 'suspect'],
    ['a message of last week', { id: 'u9', timestamp: '2026-01-05T00:00:00.000Z' }, 'late'],
  ])('%s gets none', async (_, message, outcome) => {
    const before = sent.length;
    expect(await receive(message)).toBe(outcome);
    expect(sent.length).toBe(before);
  });

  test('a thread of ten messages has one receipt', async () => {
    const results: unknown[] = [];
    for (let i = 0; i < 10; i += 1) {
      const headers = i === 0 ? [] : [`In-Reply-To: <t${i - 1}@client.example>`];
      results.push(await receive({ id: `t${i}`, headers }));
    }
    expect(results).toEqual(['sent', ...Array.from({ length: 9 }, () => 'thread-answered')]);
  });

  test('a robot that answers the receipt starts no loop', async () => {
    const from = 'desk@loop.example';
    expect(await receive({ id: 'l0', from })).toBe('sent');
    const id = `<ses-${sent.length}@eu-west-1.amazonses.com>`;
    expect(await receive({ id: 'l1', from, headers: [`References: ${id}`] })).toBe('thread-answered');
    expect(await receive({ id: 'l2', from, headers: ['In-Reply-To: <l1@client.example>'] })).toBe('thread-answered');
  });

  test('a loop without references ends after the receipts of a day', async () => {
    const results: unknown[] = [];
    for (let i = 0; i < RECEIPTS_A_DAY_MAX + 3; i += 1)
      results.push(await receive({ id: `n${i}`, from: 'desk@many.example' }));
    expect(results.filter((outcome) => outcome === 'sent')).toHaveLength(RECEIPTS_A_DAY_MAX);
    expect(results.slice(-3)).toEqual(['daily-limit', 'daily-limit', 'daily-limit']);
  });

  test('the retry sends a receipt that failed', async () => {
    const { answer } = ses;
    ses.answer = () => {
      throw new Error('SES answered 503');
    };
    await expect(receive({ id: 'c1', from: 'ops@crash.example' })).rejects.toThrow('503');
    ses.answer = answer;
    expect(await receive({ id: 'c1', from: 'ops@crash.example' })).toBe('sent');
    expect(await receive({ id: 'c1', from: 'ops@crash.example' })).toBe('done');
  });

  test('two messages of a new thread at one time get one receipt', async () => {
    const headers = ['References: <root@client.example>'];
    const before = sent.length;
    const from = 'ops@race.example';
    await Promise.all([receive({ id: 'r1', from, headers }), receive({ id: 'r2', from, headers })]);
    expect(sent.length).toBe(before + 1);
  });

  test('a rejected message is recorded with its reason and not tried again', async () => {
    const { answer } = ses;
    ses.answer = () => ({ kind: 'rejected', reason: '400 not verified' });
    const from = 'sandbox@crash.example';
    expect(await receive({ id: 's1', from })).toBe('rejected');
    ses.answer = answer;
    expect(await receive({ id: 's1', from })).toBe('done');
    const items = await readAll(table, sentMailKeys('crash'));
    expect(items).toContainEqual(expect.objectContaining({ rejected: '400 not verified' }));
  });

  test('each sent message is recorded with its address and its id', async () => {
    const items = await readAll(table, sentMailKeys('acme'));
    const receipts = items.filter((item) => /^receipt#.*#receipt$/.test(sortKeyOf(item)));
    const results = items.filter((item) => /^receipt#.*#result$/.test(sortKeyOf(item)));
    const ours = sent.filter(({ to }) => to.endsWith('@acme.example')).length;
    expect(receipts).toHaveLength(ours);
    expect(results).toHaveLength(ours);
    expect(receipts[0]).toMatchObject({ to: 'ops@acme.example' });
  });
});
