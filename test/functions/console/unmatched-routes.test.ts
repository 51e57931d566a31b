import { expect, test } from 'vitest';
import { declareDown } from '../../support/builders/closed-october.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { webhookCall } from '../../support/http/requests.ts';

const product = await usingProduct(aConfig());
await product.call('PUT', '/customers/acme', {
  name: 'Acme',
  components: ['web'],
  policy: 'written',
  activeFrom: '2026-01-01T00:00:00.000Z',
  serviceFees: { amountMinor: 100_000, currency: 'USD' },
});
await declareDown(product, 14);
const { body = '' } = await product.pipeline.ingestNotices(
  webhookCall({
    requester: 'who@nowhere.example',
    text: 'All is <b>down</b>.\n> Your invoice',
    receivedAt: '2026-10-15T17:00:00.000Z',
  }),
);
const id: string = JSON.parse(body).unmatched;
const decide = (form: Record<string, string>) => browseConsole(product, 'POST', `/console/unmatched/${id}`, { form });

test('the list shows the text, folded quotes and the outage that fits', async () => {
  const { status, text, html } = await browseConsole(product, 'GET', '/console/unmatched');
  expect(status).toBe(200);
  expect(text).toContain('All is <b>down</b>.');
  expect(text).toContain('The last outage before it: web');
  expect(html).toMatch(/<summary>Quoted text<\/summary>\s*<pre[^>]*>&gt; Your invoice/);
});

test('the month names its waiting messages', async () => {
  const { text } = await browseConsole(product, 'GET', '/console/months/2026-10');
  expect(text).toContain('1 message without a customer may be about this month.');
});

test('an invalid decision is shown beside its message and records nothing', async () => {
  const { status, text } = await decide({ customer: 'nobody', recognizedAt: '', step: 'notice' });
  expect(status).toBe(400);
  expect(text).toContain('customer: not a customer with a record');
});

test('an assignment records the notice and empties the list', async () => {
  const { text } = await decide({ customer: 'acme', recognizedAt: '2026-10-15T16:00:00.000Z', step: 'notice' });
  expect(text).toContain('No message waits.');
  expect((await browseConsole(product, 'GET', `/console/fact?id=acme/${id}`)).text).toContain('Notice in effect');
  expect((await decide({ dismiss: 'late' })).status).toBe(400);
});
