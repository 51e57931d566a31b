import { expect, test, vi } from 'vitest';
import { textOf } from '../../support/builders/page-markup.ts';
import { declareDown, messages, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();

const EVIL = `=cmd|"/c calc"!A1 </title></script><script>alert(1)</script><img src=x onerror="alert(2)">'&`;

test('markup and formulas from customers are text in pages and JSON', async () => {
  await putCustomer(product, 'acme', { name: EVIL, externalRefs: { [EVIL]: EVIL } });
  await declareDown(product, 14);
  await notify(product, 'acme', 14);
  await product.call('POST', '/notices', {
    id: EVIL,
    customer: 'acme',
    recognizedAt: '2026-10-14T17:00:00Z',
    text: EVIL,
    channel: 'email',
  });
  const put = vi.spyOn(product.pipeline.account.statements, 'put');
  await product.close('2026-11-02T20:00:00Z');
  const { calls } = put.mock;
  put.mockRestore();

  // Statements are JSON and HTML; no spreadsheet could evaluate a formula.
  expect(calls.map(([, , type]) => type)).toEqual(['application/json', 'text/html; charset=utf-8']);
  const [, page = ''] = calls.map(([, text]) => text);
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
  expect(textOf(page)).toContain(EVIL);
  const [message] = await messages(product);
  expect(message?.data).toMatchObject({ customer: 'acme', externalRefs: { [EVIL]: EVIL } });
});

test('an id with a direction override is isolated on every page', async () => {
  const id = 'T\u202E14 ,yb';
  await putCustomer(product, 'globex', { name: 'Globex' });
  await product.call('POST', '/notices', {
    id,
    customer: 'globex',
    recognizedAt: '2026-10-14T17:00:00Z',
    text: `Down ${id}`,
    channel: 'email',
  });
  const fact = `/console/fact?kind=notice&id=${encodeURIComponent(`globex/${id}`)}`;
  expect((await browseConsole(product, 'GET', fact)).html).toContain(id);
  for (const path of ['/console/months/2026-10/customers/globex', fact]) {
    const { html } = await browseConsole(product, 'GET', path);
    expect([path, html.replaceAll(/<(bdi|title)>[^<]*<\/\1>|"[^"]*"/g, '').includes('\u202E')]).toEqual([path, false]);
  }
});
