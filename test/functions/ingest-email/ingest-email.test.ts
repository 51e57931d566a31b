import { expect, test } from 'vitest';
import { ingestEmail } from '../../../functions/ingest-email/ingest-email.ts';
import type { DeliveryResult } from '../../../shared/ingest/record-notice-message.ts';
import { findUnmatched } from '../../../shared/persistence/unmatched-message.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct(aConfig());
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
await putCustomer('acme', { contacts: ['@acme.example', '@gmail.com'], noticeToken: 'acmetoken1234' });
await putCustomer('globex', { contacts: ['ops@globex.example'], noticeToken: 'globextoken99' });

const objects: string[] = [];
const raws = new Map<string, string>();
const deliver = ingestEmail({
  table,
  telemetry: product.telemetry,
  clock: product.clock,
  domain: 'notices.example.com',
  readMail: async (key) => {
    objects.push(key);
    return Buffer.from(raws.get(key) ?? '');
  },
});

type Sent = {
  readonly id: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly dmarc?: string;
  readonly headers?: readonly string[];
  readonly messageId?: string;
  readonly source?: string;
};
const send = async (sent: Sent): Promise<DeliveryResult | undefined> => {
  const { id, from = 'ops@acme.example', to = ['sla@notices.example.com'], dmarc = 'PASS', headers = [] } = sent;
  const { messageId = `<${id}@acme.example>`, source = from } = sent;
  raws.set(`mail/${id}`, [`From: ${from}`, `Message-ID: ${messageId}`, ...headers, '', 'Calls fail.'].join('\r\n'));
  const receipt = { recipients: to, dmarcVerdict: { status: dmarc } };
  const mail = { timestamp: '2026-10-20T11:59:58.123Z', source, messageId: id };
  const [result] = await deliver({ Records: [{ ses: { receipt, mail } }] });
  return result;
};
const OWN = ['sla+acmetoken1234@notices.example.com'];

test('a verified contact gives a notice, received when SES received it', async () => {
  expect(await send({ id: 'm1' })).toMatchObject({
    kind: 'notice',
    isNew: true,
    customer: 'acme',
    receivedAt: Date.parse('2026-10-20T11:59:58.123Z'),
  });
  expect(objects.at(-1)).toBe('mail/m1');
});

test.each<[string, Sent, string]>([
  ['its own address, unverified', { id: 'o1', to: OWN, dmarc: 'FAIL', from: 'me@home.example' }, 'acme'],
  ['its own address in capitals', { id: 'o2', to: ['SLA+AcmeToken1234@Notices.Example.COM'] }, 'acme'],
  ['its own address before its sender', { id: 'o3', to: OWN, from: 'ops@globex.example' }, 'acme'],
  ['a whole address', { id: 'o4', from: 'ops@globex.example' }, 'globex'],
])('%s finds the customer', async (_, sent, customer) => {
  expect(await send(sent)).toMatchObject({ kind: 'notice', customer });
});

test.each<[string, Sent, string]>([
  ['a contact without DMARC', { id: 'u1', dmarc: 'FAIL' }, 'unverified'],
  ['a contact with an unknown DMARC result', { id: 'u2', dmarc: 'GRAY' }, 'unverified'],
  ['two authors', { id: 'u3', from: 'ops@acme.example, evil@evil.example' }, 'unverified'],
  ['an address of free mail', { id: 'u4', from: 'someone@gmail.com' }, 'no-customer'],
  [
    'an own address of another domain',
    { id: 'u5', from: 'a@b.example', to: ['sla+acmetoken1234@c.example'] },
    'no-customer',
  ],
  [
    'own addresses of two customers',
    { id: 'u6', to: [...OWN, 'sla+globextoken99@notices.example.com'] },
    'several-customers',
  ],
  ['a robot at the own address', { id: 'u7', to: OWN, headers: ['Auto-Submitted: auto-replied'] }, 'automatic'],
  ['a bounce', { id: 'u8', source: '' }, 'automatic'],
])('%s is kept without a customer: %s', async (_, sent, reason) => {
  const result = await send(sent);
  expect(result).toMatchObject({ kind: 'unmatched', isNew: true, reason });
  const entry = await findUnmatched(table, result?.kind === 'unmatched' ? result.id : '');
  expect(entry?.message).toMatchObject({ reason, text: 'Calls fail.', object: `mail/${sent.id}` });
});

test('the same message twice is one notice', async () => {
  const first = await send({ id: 't1', messageId: '<twice@acme.example>' });
  const copy = await send({ id: 't2', messageId: '<twice@acme.example>', to: OWN });
  const retried = await send({ id: 't1', messageId: '<twice@acme.example>' });
  expect([first?.isNew, copy?.isNew, retried?.isNew]).toEqual([true, false, false]);
  expect(copy?.kind === 'notice' && first?.kind === 'notice' && copy.factId === first.factId).toBe(true);
});

test('a spoofed copy does not hide the verified message', async () => {
  expect(await send({ id: 's1', messageId: '<s@acme.example>', dmarc: 'FAIL' })).toMatchObject({ kind: 'unmatched' });
  expect(await send({ id: 's2', messageId: '<s@acme.example>' })).toMatchObject({ kind: 'notice', isNew: true });
});

test('an event that is not of SES is invalid and fails', async () => {
  await expect(deliver({ Records: [{ ses: { mail: {} } }] })).rejects.toThrow(InvalidInput);
});
