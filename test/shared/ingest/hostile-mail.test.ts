import { expect, test } from 'vitest';
import { ingestMail } from '../../../shared/ingest/ingest-mail.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import hostile from '../../fixtures/mail/hostile-mail.json' with { type: 'json' };

/** A message with the findings of SES about it. `expected`: its customer, or the reason why it has none. */
type HostileMail = {
  readonly name: string;
  readonly raw: string;
  readonly expected: { readonly customer?: string; readonly reason?: string; readonly candidates?: readonly string[] };
  readonly dmarc?: string;
  readonly spam?: string;
  readonly source?: string;
  readonly recipients?: readonly string[];
  readonly commonFrom?: readonly string[];
};
const MAILS: readonly HostileMail[] = hostile;

const product = await usingProduct(aConfig());
const { table } = product.pipeline.account;
const { telemetry, clock } = product;
const putCustomer = (id: string, senders: object) =>
  product.call('PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    policy: 'written',
    activeFrom: '2026-01-01T00:00:00.000Z',
    serviceFees: { amountMinor: 100_000, currency: 'USD' },
    ...senders,
  });
await putCustomer('acme', { contacts: ['@acme.example'], noticeToken: 'acmetoken1234' });
await putCustomer('buecher', { contacts: ['@bücher.example'], noticeToken: 'buechertoken99' });
await putCustomer('jane', { contacts: ['jane@gmail.com', '@gmail.com'] });

test.each(MAILS.map((mail, i) => ({ ...mail, i })))('$name has one result', async ({ i, raw, expected, ...given }) => {
  const { dmarc = 'PASS', spam = 'PASS', source = 'envelope@sender.example', commonFrom } = given;
  const timestamp = new Date(clock() - 60_000 + i).toISOString();
  const event = {
    receipt: {
      recipients: given.recipients ?? ['sla@n.example'],
      dmarcVerdict: { status: dmarc },
      spamVerdict: { status: spam },
    },
    mail: {
      timestamp,
      source,
      messageId: `hostile-${i}`,
      ...(commonFrom === undefined ? {} : { commonHeaders: { from: commonFrom } }),
    },
  };
  const context = { table, telemetry, clock, domain: 'n.example' };
  const { result } = await ingestMail(context, { event, readRaw: async () => Buffer.from(raw) });
  const { kind, receivedAt } = result;
  expect(new Date(receivedAt).toISOString()).toBe(timestamp);
  const { customer, reason, candidates = [] } = expected;
  if (kind === 'notice') {
    expect({ customer: result.customer }).toEqual({ customer });
    return;
  }
  expect({ reason: result.reason }).toEqual({ reason });
  const { body } = await product.call('GET', '/unmatched', undefined, { query: 'all=' });
  expect(body).toMatchObject({
    messages: expect.arrayContaining([
      expect.objectContaining({ id: result.id, ...(candidates.length === 0 ? {} : { candidates }) }),
    ]),
  });
});
