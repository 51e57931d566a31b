import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ANSWERS } from '../../../shared/api/answer-schemas.ts';
import { mailStopOf, recordMailStopEvent } from '../../../shared/persistence/mail-stops.ts';
import { mailAddressId, planStatementMail, recordStatementResult } from '../../../shared/persistence/sent-mail.ts';
import { planReceipt, recordReceiptResult } from '../../../shared/persistence/plan-receipt.ts';
import { putCustomer } from '../../support/builders/closed-october.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { CALLER } from '../../support/http/requests.ts';

const product = await usingProduct();
const { table } = product.pipeline.account;
const at = product.clock();
const [CFO, OPS, OLD] = ['cfo@acme.example', 'ops@acme.example', 'old@acme.example'] as const;
const bounce = (address: string, kind: 'bounce' | 'complaint' = 'bounce') =>
  recordMailStopEvent(table, { address, at, kind, isStop: true, detail: 'Permanent', messageId: 'ses-7' });
const statement = { customer: 'acme', month: '2026-10', revision: 1 };

beforeAll(async () => {
  await putCustomer(product, 'acme', { statementTo: [CFO] });
  const receipt = { customer: 'acme', notice: 'n-1', to: OPS, at, thread: [] };
  await planReceipt(table, receipt);
  await recordReceiptResult(table, receipt, { at, messageId: 'ses-1' });
  for (const [to, result] of [
    [CFO, { at: at + 1000, stopped: true as const }],
    [OLD, { at: at + 2000, rejected: '400 no' }],
  ] as const) {
    await planStatementMail(table, { ...statement, to }, at);
    await recordStatementResult(table, { ...statement, to }, result);
  }
  await planStatementMail(table, { ...statement, to: 'crashed@acme.example' }, at + 3000);
  await bounce(CFO);
});

describe('GET /customers/{id}/mail', () => {
  test('lists the messages with their state, the newest first', async () => {
    const { body } = await product.call('GET', '/customers/acme/mail');
    const { messages, addresses } = z.parse(ANSWERS.customerMail, body);
    expect(messages.map(({ kind, to, state, messageId }) => [kind, to, state, messageId])).toEqual([
      ['statement', 'crashed@acme.example', 'unknown', undefined],
      ['statement', OLD, 'rejected', undefined],
      ['statement', CFO, 'stopped', undefined],
      ['receipt', OPS, 'sent', 'ses-1'],
    ]);
    expect(addresses.filter(({ isStopped }) => isStopped).map(({ address }) => address)).toEqual([CFO]);
  });

  test('lists nothing for another customer', async () => {
    expect((await product.call('GET', '/customers/globex/mail')).body).toEqual({ messages: [], addresses: [] });
  });
});

const lift = (address: string, body: object) => product.call('POST', `/mail-stops/${mailAddressId(address)}`, body);

describe('the stop of an address', () => {
  test('is listed and lifted for a reason', async () => {
    await bounce('lift@acme.example', 'complaint');
    const listed = z.parse(ANSWERS.mailStops, (await product.call('GET', '/mail-stops')).body);
    expect(listed.addresses.map(({ address }) => address).toSorted()).toEqual([CFO, 'lift@acme.example']);
    const lifted = await lift('Lift@acme.example', { lift: 'the mailbox works' });
    expect(z.parse(ANSWERS.mailStop, lifted.body)).toMatchObject({ address: 'lift@acme.example', outcome: 'lifted' });
    expect(await mailStopOf(table, 'lift@acme.example')).toBeUndefined();
    const all = await product.call('GET', '/mail-stops', undefined, { query: 'all=1' });
    const { addresses } = z.parse(ANSWERS.mailStops, all.body);
    const events = addresses.find(({ address }) => address === 'lift@acme.example')?.events;
    expect(events?.at(-1)).toMatchObject({ kind: 'lift', detail: 'the mailbox works', by: CALLER });
    expect((await lift('lift@acme.example', { lift: 'again' })).body).toMatchObject({ outcome: 'unchanged' });
  });

  test.each([{}, { lift: '' }, { lift: 'x'.repeat(1001) }, { lift: 'x', by: 'me' }])('rejects %j', async (body) => {
    expect((await lift(CFO, body)).status).toBe(400);
    expect(await mailStopOf(table, CFO)).toBeDefined();
  });

  test.each([mailAddressId('nobody@acme.example'), 'x', mailAddressId(CFO).toUpperCase()])(
    'is not found under %s',
    async (id) => {
      expect((await product.call('POST', `/mail-stops/${id}`, { lift: 'x' })).status).toBe(404);
    },
  );
});

const page = () => browseConsole(product, 'GET', '/console/customers/acme');
const liftInConsole = (id: string, reason: string) =>
  browseConsole(product, 'POST', `/console/mail-stops/${id}`, { form: { customer: 'acme', lift: reason } });

describe('the console', () => {
  test("shows messages and stops on the customer's page, and lifts a stop", async () => {
    const { text, html } = await page();
    expect(text).toContain(`${CFO} gets no mail.`);
    expect(text).toContain(`Statement of October 2026, revision 1, to ${OLD}: rejected by SES`);
    expect(text).toContain(`Receipt of notice n-1 to ${OPS}: sent`);
    const action = `/console/mail-stops/${mailAddressId(CFO)}`;
    expect(html).toContain(`action="${action}"`);
    const answer = await browseConsole(product, 'POST', action, { form: { customer: 'acme', lift: 'it works' } });
    expect(answer.text).toContain(`${CFO} gets mail.`);
    expect(await mailStopOf(table, CFO)).toBeUndefined();
  });

  test('shows no section of mail without messages', async () => {
    await putCustomer(product, 'globex');
    const { html } = await browseConsole(product, 'GET', '/console/customers/globex');
    expect(html).not.toContain('id="mail"');
  });

  test('rejects a lift without a reason, and an unknown address', async () => {
    expect((await liftInConsole(mailAddressId(CFO), ' ')).status).toBe(400);
    expect((await liftInConsole('nobody', 'x')).status).toBe(404);
  });
});
