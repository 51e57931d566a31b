import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mailStatements } from '../../../functions/mail-statements/mail-statements.ts';
import { recordMailEvents } from '../../../functions/record-mail-events/record-mail-events.ts';
import { sqsEvent } from '../../../local/emulator/sqs-event.ts';
import type { SendResult } from '../../../shared/mail/mail-sender.ts';
import type { OutgoingMail } from '../../../shared/mail/outgoing-mail.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import { findMailAddress, liftMailStop } from '../../../shared/persistence/mail-stops.ts';
import { listSentMail, mailAddressId } from '../../../shared/persistence/sent-mail.ts';
import { declareDown, putCustomer, retractDown } from '../../support/builders/closed-october.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { CALLER } from '../../support/http/requests.ts';

const email = { domain: 'notices.example.com', from: 'sla@notices.example.com', ruleSet: 'inbound' };
const configOf = (change: Parameters<typeof aConfig>[0] = {}) =>
  aConfig({ notices: { email, statements: true }, ...change });

const TO = ['billing@acme.example', 'CFO@acme.example'];
const FIRST_CLOSE = '2026-11-02T12:00:00Z';
const SECOND_CLOSE = '2026-11-03T12:00:00Z';

let product: Product;
afterEach(() => product.stop());
const start = async (config = configOf()): Promise<void> => {
  product = await startProduct(config);
};
const outbox = (): readonly OutgoingMail[] => product.pipeline.outbox;
const recipients = (): string[] => outbox().map(({ to }) => to);

describe('a published revision', () => {
  beforeEach(async () => {
    await start();
    await putCustomer(product, 'acme', { name: 'Acme GmbH', statementTo: TO, noticeToken: 'acmetoken1234' });
    await declareDown(product, 14);
    await product.close(FIRST_CLOSE);
  });

  test('is mailed to each address once', async () => {
    expect(recipients()).toEqual(['billing@acme.example', 'cfo@acme.example']);
    expect(product.counted('StatementsMailed')).toBe(2);
  });

  test('names amount, month, calculation, notice and contact in plain text', () => {
    const [mail] = outbox();
    expect(mail?.from).toBe(email.from);
    expect(mail?.subject).toBe('Service credit statement for October 2026, revision 1');
    expect(mail?.text).toContain('Service credit statement for Acme GmbH, October 2026, revision 1.');
    expect(mail?.text).toContain('Your credit is 50.00 USD. It reduces your invoice of October 2026.');
    expect(mail?.text).toContain('SLA credit for October 2026: 1 credit of 5 % of the fees for downtime on 14 Oct.');
    expect(mail?.text).toContain('How to give notice of an outage:\nWrite to sla+acmetoken1234@notices.example.com.');
    expect(mail?.text).toContain('Questions: reply to this message, or write to sla@notices.example.com.');
    expect(mail?.headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-generated' });
  });

  test('has its page attached', () => {
    const attached = outbox()[0]?.attachment;
    expect(attached).toMatchObject({ name: 'statement-2026-10-acme-1.html', type: 'text/html' });
    const page = Buffer.from(attached?.content ?? []).toString('utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('Acme GmbH');
  });

  test('is not mailed again by a second close without a change', async () => {
    await product.close(SECOND_CLOSE);
    expect(outbox()).toHaveLength(2);
  });

  test('is mailed again when its credit changes', async () => {
    await declareDown(product, 15);
    await product.close(SECOND_CLOSE);
    expect(recipients()).toHaveLength(4);
    expect(outbox()[2]?.subject).toContain('revision 2');
    expect(outbox()[2]?.text).toContain('Your credit is now 100.00 USD. It was 50.00 USD.');
  });

  test('is mailed when its credit is withdrawn', async () => {
    await retractDown(product, 14);
    await product.close(SECOND_CLOSE);
    expect(recipients()).toHaveLength(4);
    expect(outbox()[2]?.text).toContain(
      'We withdrew the credit of 50.00 USD, because it is not due. Nothing is due for October 2026.',
    );
    expect(outbox()[2]?.text).toContain('SLA credit for October 2026 withdrawn: nothing is due.');
  });

  test('goes to the addresses of the newest record', async () => {
    await putCustomer(product, 'acme', { name: 'Acme GmbH', statementTo: ['new@acme.example'] });
    await declareDown(product, 15);
    await product.close(SECOND_CLOSE);
    expect(recipients().slice(2)).toEqual(['new@acme.example']);
  });

  test('is recorded with its address, its times and its id', async () => {
    const sent = await listSentMail(product.pipeline.account.table, 'acme');
    const at = Date.parse(FIRST_CLOSE);
    expect(sent.map(({ to, result }) => `${to} ${result?.messageId}`).toSorted()).toEqual([
      'billing@acme.example local-1',
      'cfo@acme.example local-2',
    ]);
    for (const mail of sent) expect(mail).toMatchObject({ kind: 'statement', month: '2026-10', revision: 1, at });
  });
});

describe('nothing is mailed', () => {
  test('without statements in the configuration', async () => {
    await start(aConfig({ notices: { email } }));
    await putCustomer(product, 'acme', { statementTo: TO });
    await declareDown(product, 14);
    await product.close(FIRST_CLOSE);
    expect(outbox()).toEqual([]);
  });

  test('to a customer without addresses', async () => {
    await start();
    await putCustomer(product, 'acme');
    await declareDown(product, 14);
    await product.close(FIRST_CLOSE);
    expect(outbox()).toEqual([]);
  });

  test('for a month without a credit, or for a preview', async () => {
    await start();
    await putCustomer(product, 'acme', { statementTo: TO });
    await product.close(FIRST_CLOSE);
    await declareDown(product, 14);
    await product.close(SECOND_CLOSE, { preview: true });
    expect(outbox()).toEqual([]);
  });

  test('for a proposal before its approval', async () => {
    await start(configOf({ approval: { above: [{ amountMinor: 4000, currency: 'USD' }], fourEyes: false } }));
    await putCustomer(product, 'acme', { statementTo: TO });
    await declareDown(product, 14);
    await product.close(FIRST_CLOSE);
    expect(outbox()).toEqual([]);
    const decided = await product.call('POST', '/approvals/2026-10-1-acme', { approve: true, reason: 'checked' });
    expect(decided.status).toBe(200);
    await product.pipeline.run();
    expect(recipients()).toEqual(['billing@acme.example', 'cfo@acme.example']);
    expect(outbox()[0]?.text).toContain('Your credit is 50.00 USD.');
  });
});

const order = (of: object = {}) =>
  sqsEvent([{ Body: JSON.stringify({ customer: 'acme', month: '2026-10', revision: 1, ...of }) }]);

describe('mailStatements', () => {
  const sent: OutgoingMail[] = [];
  let answer: (mail: OutgoingMail) => SendResult;
  /** The function with a sender of this test, on a ledger whose own function mailed nothing. */
  const deliver = (event: ReturnType<typeof order>): Promise<void> => {
    const { telemetry, clock, pipeline } = product;
    return mailStatements({
      table: pipeline.account.table,
      telemetry,
      clock,
      config: configOf(),
      notices: { email },
      readPage: pipeline.account.readObject,
      send: async (mail) => {
        sent.push(mail);
        return answer(mail);
      },
    })(event);
  };

  beforeEach(async () => {
    sent.length = 0;
    answer = () => ({ kind: 'sent', messageId: `ses-${sent.length}` });
    await start(aConfig({ notices: { email } }));
    await putCustomer(product, 'acme', { statementTo: TO });
    await declareDown(product, 14);
    await product.close(FIRST_CLOSE);
  });

  test('a repeated order mails nothing twice', async () => {
    await deliver(order());
    await deliver(order());
    expect(sent.map(({ to }) => to)).toEqual(['billing@acme.example', 'cfo@acme.example']);
  });

  test('the retry of an order mails only what is missing', async () => {
    answer = ({ to }) => {
      if (to === 'billing@acme.example') throw new Error('SES answered 503');
      return { kind: 'sent', messageId: 'ses' };
    };
    await expect(deliver(order())).rejects.toThrow('SES answered 503');
    answer = () => ({ kind: 'sent', messageId: 'ses' });
    await deliver(order());
    expect(sent.map(({ to }) => to)).toEqual(['billing@acme.example', 'cfo@acme.example', 'billing@acme.example']);
  });

  test('a rejection by SES is final and counted', async () => {
    answer = () => ({ kind: 'rejected', reason: '400 not verified: billing@acme.example' });
    await deliver(order());
    await deliver(order());
    expect(sent).toHaveLength(2);
    expect(product.counted('MailRejected')).toBe(2);
    expect(product.notes.join('\n')).not.toContain('acme.example');
  });

  test('an order of a revision that a restored table lacks mails nothing', async () => {
    await deliver(order({ revision: 7 }));
    expect(sent).toEqual([]);
    expect(product.notes.at(-1)).toContain('the ledger does not have its revision');
  });

  test.each(['{}', '{"customer":"acme","month":"2026-13","revision":1}', 'not JSON'])('rejects %s', async (Body) => {
    await expect(deliver(sqsEvent([{ Body }]))).rejects.toThrow(InvalidInput);
  });

  test('an address without mail gets none until its stop is lifted', async () => {
    const { telemetry, pipeline, clock } = product;
    const { table } = pipeline.account;
    const bounce = {
      'detail-type': 'Email Bounced',
      detail: {
        mail: { messageId: 'ses-1' },
        bounce: {
          bounceType: 'Permanent',
          bouncedRecipients: [{ emailAddress: 'CFO@acme.example' }],
          timestamp: '2026-11-02T11:00:00.000Z',
        },
      },
    };
    await recordMailEvents({ table, telemetry })(sqsEvent([{ Body: JSON.stringify(bounce) }]));
    await deliver(order());
    expect(sent.map(({ to }) => to)).toEqual(['billing@acme.example']);
    const stopped = (await listSentMail(table, 'acme')).find(({ to }) => to === 'cfo@acme.example');
    expect(stopped?.result).toEqual({ at: clock(), stopped: true });

    const address = await findMailAddress(table, mailAddressId('cfo@acme.example'));
    if (address === undefined) throw new Error('the address has a bounce');
    await liftMailStop(table, address, { at: clock(), by: CALLER, reason: 'the mailbox exists again' });
    await declareDown(product, 15);
    await product.close(SECOND_CLOSE);
    await deliver(order({ revision: 2 }));
    expect(sent.map(({ to }) => to).slice(1)).toEqual(['billing@acme.example', 'cfo@acme.example']);
  });

  test('a bounce stops an internationalised address, which SES writes in ASCII', async () => {
    const { telemetry, pipeline } = product;
    await putCustomer(product, 'acme', { statementTo: ['Rechnung@Bücher.example', 'rechnung@xn--bcher-kva.example'] });
    await deliver(order());
    expect(sent.map(({ to }) => to)).toEqual(['rechnung@xn--bcher-kva.example']);
    const bounce = {
      'detail-type': 'Email Bounced',
      detail: {
        mail: { messageId: 'ses-1' },
        bounce: {
          bounceType: 'Permanent',
          bouncedRecipients: [{ emailAddress: 'rechnung@xn--bcher-kva.example' }],
          timestamp: '2026-11-02T11:00:00.000Z',
        },
      },
    };
    await recordMailEvents({ table: pipeline.account.table, telemetry })(sqsEvent([{ Body: JSON.stringify(bounce) }]));
    await putCustomer(product, 'acme', { statementTo: ['rechnung@bücher.example'] });
    await declareDown(product, 15);
    await product.close(SECOND_CLOSE);
    await deliver(order({ revision: 2 }));
    expect(sent).toHaveLength(1);
    const { body } = await product.call('GET', '/customers/acme/mail');
    expect(body).toMatchObject({ addresses: [{ address: 'rechnung@xn--bcher-kva.example', isStopped: true }] });
  });
});
