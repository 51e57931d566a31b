import { expect, test } from 'vitest';
import { ingestMail } from '../../../shared/ingest/ingest-mail.ts';
import type { DeliveryResult } from '../../../shared/ingest/record-notice-message.ts';
import { findUnmatched } from '../../../shared/persistence/unmatched-message.ts';
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

/** Returns the customer of a notice, or the reason and the candidates of an unmatched message. */
const outcomeOf = async (result: DeliveryResult): Promise<object> => {
  if (result.kind === 'notice') return { customer: result.customer };
  const entry = await findUnmatched(table, result.id);
  const { candidates = [] } = entry?.message ?? {};
  return { reason: result.reason, candidates: candidates.length === 0 ? undefined : candidates };
};

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
  expect(new Date(result.receivedAt).toISOString()).toBe(timestamp);
  expect(await outcomeOf(result)).toEqual({ candidates: undefined, ...expected });
});
