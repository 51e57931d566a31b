import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { browseConsole } from '../../support/http/browsing.ts';
import { declareDown, notify, putCustomer, retractDown } from '../../support/builders/closed-october.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const HOSTILE = '<img src=x onerror=alert(1)> & "quoted"';

const payload = (name: string): string =>
  readFileSync(new URL(`../../fixtures/payloads/${name}.json`, import.meta.url), 'utf8');

const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'acme', { components: ['voice', 'web'] });
  await putCustomer(product, 'birch', { policy: 'written' });
  await declareDown(product, 14);
  await declareDown(product, 15);
  product.setClock('2026-10-14T18:00:00Z');
  await notify(product, 'birch', 14);
  await product.webhook(payload('statuspage-incident'));
  await product.call('POST', '/exclusions', {
    id: HOSTILE,
    scope: { component: 'web' },
    start: '2026-10-16T17:00:00Z',
    end: '2026-10-16T18:00:00Z',
    reason: 'force-majeure',
    evidence: HOSTILE,
  });
  await product.close('2026-11-02T12:00:00Z');
  product.setClock('2026-11-03T09:00:00Z');
  await retractDown(product, 15);
  await product.close('2026-11-04T12:00:00Z');
});

const look = (target: string) => browseConsole(product, 'GET', target);
const factPageOf = (id: string, kind?: string) =>
  look(`/console/fact?${new URLSearchParams({ id, ...(kind === undefined ? {} : { kind }) }).toString()}`);

describe('the page of a fact', () => {
  test('shows content, author and payload, and the statements that use it', async () => {
    const { text } = await factPageOf('web-14', 'downtime');
    expect(text).toContain('Declared downtime in effect');
    expect(text).toContain('by arn:aws:iam::000000000000:role/support-desk');
    expect(text).toContain('Applies to web');
    expect(text).toContain('acme Wed 14 Oct 2026, 17:00 – 19:00: down, counted');
    expect(text).toContain('"evidence": "a test"');
    expect(text).toContain('Retract this fact');
  });

  test('shows the reason of a retraction and the revisions with the fact', async () => {
    const { text } = await factPageOf('web-15');
    expect(text).toContain('Declared downtime retracted');
    expect(text).toContain('it was none');
    expect(text).toMatch(/acme not used any more 50\.00 USD 1: 100\.00 USD, uses it 2: 50\.00 USD, does not use it/);
    expect(text).not.toContain('Retract this fact');
  });

  test('finds a notice by its reference and shows the covered downtime', async () => {
    const { text } = await factPageOf('T-14');
    expect(text).toContain('birch/T-14');
    expect(text).toContain('Nothing loads.');
    expect(text).toContain('timely notice of Wed 14 Oct 2026, 17:00 – 19:00');
  });

  test('shows its payload and the other facts of the payload', async () => {
    const { html } = await look('/console/facts?month=2026-10');
    const ids = [...html.matchAll(/href="(\/console\/fact\?kind=provider-status[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(ids.length).toBeGreaterThan(1);
    const page = await look(ids[0] ?? '');
    expect(page.text).toContain('Received via');
    expect(page.text).toContain('"page": {');
    expect(page.text).toContain('From the same payload');
  });

  test.each([HOSTILE])('shows an id that contains markup as text', async (id) => {
    const { html, status } = await factPageOf(id);
    expect(status).toBe(200);
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('has status 404 for an unknown id', async () => {
    const page = await factPageOf(HOSTILE.repeat(2));
    expect(page.status).toBe(404);
    expect(page.html).not.toContain('<img src=x');
  });
});

test('the facts of a month are listed by component, with retracted ones', async () => {
  const { text } = await look('/console/facts?month=2026-10');
  expect(text).toMatch(
    /web When Fact Content Recorded Fri 16 Oct 2026, 17:00 Exclusion .*Thu 15 Oct 2026, 17:00 Declared downtime, retracted/,
  );
  expect(text).not.toContain('birch'); // a notice is on its customer's page
});

test('the page of a customer has its record, facts and months', async () => {
  const { text } = await look('/console/customers/birch');
  expect(text).toContain('birch');
  expect(text).toMatch(/written 1,000\.00 USD unlimited/);
  expect(text).toMatch(/Notice birch recognised a downtime; notice received 18:00/);
  expect(text).toContain('October 2026 50.00 USD revision 1');
});
