import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type AnswerName, ANSWERS } from '../../../shared/api/answer-schemas.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
const FEES = { amountMinor: 310_000, currency: 'USD' };
const period = { start: '2026-10-14T10:00:00Z', end: '2026-10-14T14:00:00Z' };

test('every answer of the API has its documented schema', async () => {
  const { call } = product;
  const answers: [AnswerName, unknown][] = [];
  const ask = async (name: AnswerName, ...request: Parameters<typeof call>): Promise<void> => {
    answers.push([name, (await call(...request)).body]);
  };
  await ask('stored', 'PUT', '/customers/acme', { name: 'Acme', components: ['web'], serviceFees: FEES });
  await ask('stored', 'PUT', '/customers/acme/fees/2026-10', FEES);
  await ask('receipt', 'POST', '/downtimes', { ...period, id: 'D', component: 'web', evidence: 'a log' });
  await ask('receipt', 'POST', '/maintenance', { ...period, scope: { all: true }, requestedBy: 'company' });
  await ask('receipt', 'POST', '/notices', {
    customer: 'acme',
    recognizedAt: period.start,
    text: 'Down.',
    channel: 'email',
  });
  product.setClock('2026-11-02T12:00:00Z');
  await ask('ordered', 'POST', '/months/2026-10/close', { reason: 'a test' });
  await product.pipeline.run();
  await ask('retraction', 'POST', '/retractions', { of: { kind: 'downtime', id: 'D' }, reason: 'in error' });
  await ask('customers', 'GET', '/customers');
  await ask('customer', 'GET', '/customers/acme');
  await ask('facts', 'GET', '/facts');
  await ask('activity', 'GET', '/activity');
  await ask('customerMonth', 'GET', '/customers/acme/months/2026-10');
  await ask('month', 'GET', '/months/2026-10');
  await ask('monthCustomers', 'GET', '/months/2026-10/customers');
  await ask('credits', 'GET', '/months/2026-10/credits.csv');
  await ask('unmatched', 'GET', '/unmatched');
  await ask('customerMail', 'GET', '/customers/acme/mail');
  await ask('mailStops', 'GET', '/mail-stops');
  await ask('goodwill', 'POST', '/goodwill', {
    customer: 'acme',
    month: '2026-10',
    amountMinor: 100,
    currency: 'USD',
    reason: 'slow support',
  });
  await ask('approvals', 'GET', '/approvals');
  await ask('invoiceReviews', 'GET', '/invoice-reviews');
  await ask('problem', 'GET', '/customers/nobody');
  // A decision needs a received message, and a stop a bounce.
  // An approval and a claim need a configuration of their own. Other tests make them.
  const elsewhere = ['decision', 'approvalDecision', 'claimMark', 'mailStop', 'invoiceReviewDecision'];
  expect(new Set([...answers.map(([name]) => name), ...elsewhere])).toEqual(new Set(Object.keys(ANSWERS)));
  for (const [name, body] of answers)
    expect([name, z.safeParse(ANSWERS[name], body).error?.issues]).toEqual([name, undefined]);
});
