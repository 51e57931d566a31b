import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { billedLines, declareDown, putCustomer } from '../../support/builders/closed-october.ts';
import { aConfig } from '../../support/builders/product-config.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { CALLER } from '../../support/http/requests.ts';

let product: Product;
beforeEach(async () => {
  product = await startProduct(
    aConfig({ approval: { above: [{ amountMinor: 6000, currency: 'USD' }], fourEyes: true } }),
  );
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
  await declareDown(product, 15);
  await product.close('2026-11-02T12:00:00Z');
});
afterEach(() => product.stop());

const APPROVER = 'arn:aws:iam::000000000000:role/finance';
const ID = '2026-10-1-acme';
const decide = (form: Record<string, string>, by = APPROVER) =>
  browseConsole(product, 'POST', `/console/approvals/${ID}`, { form, by });
const list = (by = APPROVER) => browseConsole(product, 'GET', '/console/approvals', { by });

describe('the page of approvals', () => {
  test('lists a credit with its effect, its statement and its form', async () => {
    const { html, text } = await list();
    expect(text).toContain('acme, October 2026');
    expect(text).toContain(`Evidence recorded by ${CALLER}`);
    expect(html).toContain('/console/months/2026-10/customers/acme');
    expect(html).toContain(`action="/console/approvals/${ID}"`);
    expect(html).not.toMatch(/<button[^>]*disabled/);
  });

  test('bars a person who recorded the evidence from approving', async () => {
    expect((await list(CALLER)).html).toMatch(/<button[^>]*value="true"[^>]*disabled/);
    const rejected = await decide({ approve: 'true', reason: 'mine' }, CALLER);
    expect(rejected.status).toBe(400);
    expect(rejected.text).toContain('another person must approve it');
  });

  test('records an approval, which is published', async () => {
    const answer = await decide({ approve: 'true', reason: 'checked' });
    expect(answer.text).toContain(`the decision about ${ID}`);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 10000 (10000)']);
    expect((await list()).text).toContain('No credit waits for approval.');
  });

  test('records a declined credit and publishes nothing', async () => {
    expect((await decide({ approve: 'false', reason: 'too much' })).text).toContain(`the decision about ${ID}`);
    expect(await billedLines(product)).toEqual([]);
    expect((await list()).text).toContain('No credit waits for approval.');
  });

  test('shows the fault of a decision without a reason', async () => {
    const answer = await decide({ approve: 'true', reason: '' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('reason: empty');
  });
});

describe('the form for goodwill', () => {
  const values = { customer: 'acme', month: '2026-10', amount: '3.00 USD', reason: 'slow support' };
  const grant = (change: Record<string, string> = {}) =>
    browseConsole(product, 'POST', '/console/goodwill', { form: { ...values, ...change }, by: APPROVER });

  test('records a grant', async () => {
    const answer = await grant();
    expect(answer.text).toContain('goodwill for acme');
    await product.close('2026-11-10T12:00:00Z');
    expect((await list()).html).toContain('2026-10-2-acme');
  });

  test('keeps its values when one is invalid', async () => {
    const answer = await grant({ amount: 'three' });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain('value="slow support"');
    expect(answer.text).toContain('amount: ');
  });
});
