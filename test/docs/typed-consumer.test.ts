import { expect, expectTypeOf, test } from 'vitest';
import type { BillingMessage as ImportedMessage } from 'sla-credits/billing-message';
import { type BillingMessage, revisionMessage } from '../../shared/messaging/billing-message.ts';
import { instant } from '../support/builders/instant-text.ts';
import { aCustomerMonth } from '../support/builders/statement-builder.ts';
import { invoiceLines } from './typed-consumer.ts';

test('a consumer with the types of the package reads a published message', () => {
  const message = revisionMessage(aCustomerMonth({ days: [14] }), {
    stage: 'test',
    apply: 'incident-month',
    revision: 1,
    previousAmountMinor: 0,
    previousLines: [],
    stored: { sha256: 'a'.repeat(64), url: 's3://statements/a.json', page: 's3://statements/a.html' },
    run: 'run',
    closedAsOf: instant('2026-11-02T20:00:00Z'),
    recordedAt: instant('2026-11-02T20:06:00Z'),
  });
  expect(invoiceLines(message)).toEqual([expect.stringMatching(/^Credit acme 5000 USD: SLA credit for October 2026/)]);
});

test('the types of the package are those of the messages', () => {
  expectTypeOf<BillingMessage>().toExtend<ImportedMessage>();
  expectTypeOf<ImportedMessage['data']['statement']>().toEqualTypeOf<{
    readonly sha256: string;
    readonly url: string;
    readonly page: string;
  }>();
  // @ts-expect-error: a field that the message does not have.
  expectTypeOf<ImportedMessage['data']>().toHaveProperty('amountMajor');
});
