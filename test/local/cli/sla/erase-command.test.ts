import { gunzipSync } from 'node:zlib';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { eraseCommand } from '../../../../local/cli/sla/erase-command.ts';
import { openStatementObjects } from '../../../../local/emulator/statement-objects.ts';
import { declareDown, putCustomer } from '../../../support/builders/closed-october.ts';
import { usingDeployedStage } from '../../../support/emulators/file-fixtures.ts';
import { aConfig } from '../../../support/builders/product-config.ts';
import { sortKeyOf } from '../../../../shared/persistence/dynamo-table.ts';
import { recordMailStopEvent } from '../../../../shared/persistence/mail-stops.ts';
import { planStatementMail, recordStatementResult } from '../../../../shared/persistence/sent-mail.ts';
import { webhookCall } from '../../../support/http/requests.ts';
import { tableItems } from '../../../support/emulators/table-items.ts';
import { startVersionedBucket, type VersionedBucket } from '../../../support/emulators/versioned-bucket.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const { product, stage } = await usingDeployedStage(aConfig());
const { table, statements: bucket, statementObjects: statements, sqs } = product.pipeline.account;

/** Personal data in every field of text that a customer has. */
const PERSONAL = 'Jane Roe, jane@example.com, 1 Elm Street';
const OTHER = 'John Doe';
const OPTIONS = { dryRun: false, isConfirmed: true };
const RECORD = { components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
const WINDOW = { start: '2026-10-14T17:00:00Z', end: '2026-10-14T17:10:00Z' };

const erase = (customer: string, options = OPTIONS) =>
  eraseCommand({ title: 'a test', table, statements }, customer, options, () => {});

/** Returns bytes as the text that they compress; other values unchanged. */
const withText = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? gunzipSync(value).toString('utf8') : value;

/** Returns items as text, decompressed. */
const textOf = (items: readonly unknown[]): string => JSON.stringify(items, withText);
const tableText = async (): Promise<string> => textOf(await tableItems(table));

const readObject = async (key: string): Promise<string> => {
  const endpoint = await sqs.config.endpoint?.();
  const s3 = new AwsClient({ ...CREDENTIALS, service: 's3', region: 'us-east-1' });
  return (await s3.fetch(`http://${endpoint?.hostname}:${endpoint?.port}/${bucket.name}/${key}`)).text();
};

const objectText = async (): Promise<string> => {
  const found = await statements.versions('');
  return (await Promise.all(found.map(({ key }) => readObject(key)))).join('\n');
};

let before: { readonly month: unknown; readonly credits: readonly unknown[] };
const credits = async () => (await tableItems(table)).filter((item) => sortKeyOf(item).startsWith('credit#'));
const month = async () => (await product.call('GET', '/customers/acme/months/2026-10')).body;

beforeAll(async () => {
  await putCustomer(product, 'acme', { name: PERSONAL, externalRefs: { stripe: 'cus_1' } });
  // Versions of one millisecond are recorded one after the other.
  await product.call('PUT', '/customers/acme', { ...RECORD, name: `${PERSONAL} GmbH` });
  product.setClock('2026-10-20T12:00:01Z');
  await putCustomer(product, 'acme', { name: `${PERSONAL} AG`, externalRefs: { stripe: 'cus_1' } });
  await putCustomer(product, 'globex', { name: OTHER });
  await declareDown(product, 14);
  for (const customer of ['acme', 'globex']) {
    const text = customer === 'acme' ? PERSONAL : OTHER;
    for (const id of ['T-1', 'T-2'])
      await product.call('POST', '/notices', {
        id,
        customer,
        recognizedAt: '2026-10-14T17:10:00Z',
        text,
        channel: 'email',
      });
    const scope = { customer };
    await product.call('POST', '/exclusions', {
      id: `${customer}-x`,
      scope,
      ...WINDOW,
      reason: 'third-party',
      evidence: text,
    });
    const of = { kind: 'notice', id: `${customer}/T-2` };
    await product.call('POST', '/retractions', { of, reason: `wrong, said ${text}` });
    await product.call('POST', '/retractions', { of, reason: `another reason, said ${text}` });
  }
  const third = { id: 'T-3', customer: 'acme', recognizedAt: '2026-10-14T17:10:00Z', text: PERSONAL, channel: 'email' };
  await product.call('POST', '/notices', third);
  for (const reason of ['first', `second, said ${PERSONAL}`])
    await product.call('POST', '/retractions', { of: { kind: 'notice', id: 'T-3' }, reason });
  await product.close('2026-11-02T20:00:00Z');
  before = { month: await month(), credits: await credits() };
});

test('the ledger, messages and JSON of statements contain no personal data', async () => {
  expect(await tableText()).toContain(PERSONAL);
  expect(await objectText()).toContain(PERSONAL);
  expect(/Jane|John/.test(textOf(before.credits))).toBe(false);
  const json = (await statements.versions('statements/')).filter(({ key }) => key.endsWith('.json'));
  for (const { key } of json) expect(await readObject(key)).not.toMatch(/Jane|John/);
  expect(json).toHaveLength(2);
});

test('a dry run counts and erases nothing', async () => {
  const stored = await tableText();
  expect((await erase('acme', { ...OPTIONS, dryRun: true })).text).toEqual([
    'Would erase 11 payloads, 6 texts, 3 names, 1 page (1 version) of acme',
  ]);
  expect(await tableText()).toBe(stored);
});

test('an erasure without --yes and without a terminal is rejected', async () => {
  await expect(erase('acme', { dryRun: false, isConfirmed: false })).rejects.toThrow('The erasure is not confirmed');
});

describe('an erasure', () => {
  beforeAll(async () => {
    await erase('acme');
  });

  test('leaves no personal data of the customer', async () => {
    const items = (await tableItems(table)).filter((item) => /Jane|Elm Street/.test(textOf([item])));
    expect(items.map((item) => sortKeyOf(item))).toEqual([]);
    expect(/Jane|Elm Street/.test(await objectText())).toBe(false);
  });

  test('keeps other customers', async () => {
    const stored = await tableText();
    expect(stored.split(`"text":"${OTHER}"`)).toHaveLength(5);
    expect(await objectText()).toContain(OTHER);
  });

  test('keeps statements, revisions and messages', async () => {
    expect({ month: await month(), credits: await credits() }).toEqual(before);
  });

  test('changes no amount when the month is closed again', async () => {
    expect(await product.close('2026-11-03T20:00:00Z')).toMatchObject({ totals: { counts: { unchanged: 2 } } });
    expect(await credits()).toEqual(before.credits);
  });

  test('leaves a page that links the statement', async () => {
    const objects = await statements.versions('statements/2026-10/acme/');
    const page = objects.find(({ key }) => key.endsWith('.html'));
    const html = await readObject(page?.key ?? '');
    expect(html).toContain('were erased on request');
    expect(html).toMatch(/href="[0-9a-f]{64}\.json"/);
  });

  test('can be repeated', async () => {
    expect((await erase('acme')).json).toMatchObject({ payloads: 0, texts: 0, names: 0, pages: 1 });
  });
});

test('an unknown customer is rejected', async () => {
  await expect(erase('nobody')).rejects.toThrow('The customer nobody has no personal data');
});

describe('the bucket of a deployed stage', () => {
  let versioned: VersionedBucket;
  beforeAll(async () => {
    versioned = await startVersionedBucket();
  });
  afterAll(() => versioned.stop());

  test('loses every version of the pages, and keeps the JSON', async () => {
    const objects = openStatementObjects(versioned.url, 'us-east-1', async () => CREDENTIALS);
    const keys = ['a.html', 'a.html', 'a.json', 'b.html', 'b.json'].map((name) => `statements/2026-10/globex/${name}`);
    for (const key of [...keys, 'statements/2026-10/globex-2/c.html', 'statements/2026-11/globex/d.html'])
      await objects.put(key, '', 'text/html');
    await eraseCommand({ title: 'a test', table, statements: objects }, 'globex', OPTIONS, () => {});
    const left = versioned.versions.map(({ key, id }) => `${key.replace('statements/', '')} ${id}`);
    expect(left.toSorted()).toEqual([
      '2026-10/globex-2/c.html v6',
      '2026-10/globex/a.html v8',
      '2026-10/globex/a.json v3',
      '2026-10/globex/b.html v9',
      '2026-10/globex/b.json v5',
      '2026-11/globex/d.html v10',
    ]);
  });
});

test('the command line asks for --yes without a terminal', async () => {
  const { status, stderr } = await stage.sla(['erase', 'acme', '--stage', 'test']);
  expect([status, stderr]).toEqual([1, expect.stringContaining('npm run sla -- erase acme --yes')]);
});

test('the notices of the entry points lose texts, addresses and messages', async () => {
  const address = 'jane@umbrella.example';
  await putCustomer(product, 'umbrella', { contacts: [address], noticeToken: 'umbrella1234' });
  const ticket = (body: object) => product.pipeline.ingestNotices(webhookCall({ text: PERSONAL, ...body }));
  await ticket({ requester: address, ticket: { id: 't1' } });
  // A payload of this length has parts.
  await ticket({ customer: 'umbrella', ticket: { id: 't2' }, text: `${PERSONAL} ${'x'.repeat(500_000)}` });
  const unmatched = await ticket({ requester: 'roe@elsewhere.example', ticket: { id: 't3' } });
  await product.call('POST', `/unmatched/${JSON.parse(unmatched.body ?? '').unmatched}`, { customer: 'umbrella' });
  await statements.put('mail/ses-1', PERSONAL, 'message/rfc822');
  const event = {
    receipt: { recipients: ['sla@notices.example.com'], dmarcVerdict: { status: 'PASS' } },
    mail: { timestamp: '2026-10-20T11:00:00Z', source: address, messageId: 'ses-1' },
  };
  await product.pipeline.ingestMail(event, Buffer.from(`From: ${address}\r\n\r\n${PERSONAL}`));
  const { json } = await erase('umbrella');
  expect(json).toMatchObject({ texts: 4, messages: 1, mail: 1 });
  expect(await tableText()).not.toMatch(/jane@umbrella|roe@elsewhere|Jane Roe|umbrella1234/);
  expect((await statements.versions('mail/')).length).toBe(0);
});

test('messages to a customer and the bounces of its addresses are erased', async () => {
  const [now, old] = ['cfo@hooli.example', 'former@hooli.example'];
  await putCustomer(product, 'hooli', { statementTo: [now] });
  const mail = { customer: 'hooli', month: '2026-10', revision: 1, to: old };
  await planStatementMail(table, mail, product.clock());
  await recordStatementResult(table, mail, { at: product.clock(), rejected: `400 ${old}` });
  for (const address of [now, old, 'other@elsewhere.example'])
    await recordMailStopEvent(table, {
      address,
      at: product.clock(),
      kind: 'bounce',
      isStop: true,
      detail: 'Permanent',
      messageId: 'ses-9',
    });
  expect((await erase('hooli', { ...OPTIONS, dryRun: true })).json).toMatchObject({ sent: 3 });
  const { text } = await erase('hooli');
  expect(text[0]).toContain('3 records of sent messages');
  expect(await tableText()).not.toContain('hooli.example');
  expect(await tableText()).toContain('other@elsewhere.example');
});

test('later deliveries of unmatched messages and their dismissals are erased', async () => {
  const address = 'ann@soylent.example';
  await putCustomer(product, 'soylent', { contacts: ['@soylent.example'] });
  const ticket = (body: object) => product.pipeline.ingestNotices(webhookCall({ text: PERSONAL, ...body }));
  const stranger = { requester: 'roe@home.example', ticket: { id: 't9' } };
  const { body = '' } = await ticket(stranger);
  await ticket({ ...stranger, text: `${PERSONAL} again` });
  await product.call('POST', `/unmatched/${JSON.parse(body).unmatched}`, { customer: 'soylent' });
  // The check of the sender failed, so each copy is kept without a customer.
  const mails = ['ses-20', 'ses-21'];
  for (const messageId of mails) {
    await statements.put(`mail/${messageId}`, PERSONAL, 'message/rfc822');
    const commonHeaders = { messageId: '<copy@soylent.example>', from: [`Jane Roe <${address}>`] };
    const event = {
      receipt: { recipients: ['sla@notices.example.com'], dmarcVerdict: { status: 'FAIL' } },
      mail: { timestamp: '2026-10-20T11:00:00Z', source: address, messageId, commonHeaders },
    };
    const raw = `From: Jane Roe <${address}>\r\nMessage-ID: <copy@soylent.example>\r\n\r\n${PERSONAL}`;
    const { id } = await product.pipeline.ingestMail(event, Buffer.from(raw));
    await product.call('POST', `/unmatched/${id}`, { dismiss: 'Jane Roe wrote twice' });
  }
  await erase('soylent');
  expect(await tableText()).not.toMatch(/ann@soylent|roe@home|Jane Roe/);
  expect((await statements.versions('mail/')).length).toBe(0);
});

test('an assigned notice of an unknown customer is erased', async () => {
  await putCustomer(product, 'tyrell', {});
  const notice = { customer: 'tirell', recognizedAt: '2026-10-20T10:00:00Z', text: PERSONAL, channel: 'email' };
  await product.call('POST', '/notices', notice);
  const { body } = await product.call('GET', '/unmatched');
  const { messages } = z.parse(
    z.object({ messages: z.array(z.object({ id: z.string(), named: z.optional(z.string()) })) }),
    body,
  );
  const id = messages.find(({ named }) => named === 'tirell')?.id ?? '';
  expect(await product.call('POST', `/unmatched/${id}`, { customer: 'tyrell' })).toMatchObject({ status: 200 });
  await erase('tyrell');
  expect(await tableText()).not.toContain('Jane Roe');
});
