import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { browse } from '../../support/http/browsing.ts';
import { declareDown, notify, putCustomer, retractDown } from '../../support/builders/closing-context.ts';
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

const look = (target: string) => browse(product, 'GET', target);
const lifeOf = (id: string, kind?: string) =>
  look(`/console/fact?${new URLSearchParams({ id, ...(kind === undefined ? {} : { kind }) }).toString()}`);

describe('the life of a fact', () => {
  test('from what was said, by whom, to the statement that names it', async () => {
    const { text } = await lifeOf('web-14', 'downtime');
    expect(text).toContain('Declared downtime stands');
    expect(text).toContain('by arn:aws:iam::000000000000:role/support-desk');
    expect(text).toContain('Is about web');
    expect(text).toContain('acme Wed 14 Oct, 17:00 – 19:00: down, counted');
    expect(text).toContain('"evidence": "a test"');
    expect(text).toContain('Retract it');
  });

  test('that was retracted: since when, why, and which revisions still name it', async () => {
    const { text } = await lifeOf('web-15');
    expect(text).toContain('Declared downtime retracted');
    expect(text).toContain('it was none');
    expect(text).toMatch(/acme no longer 50\.00 USD 1: 100\.00 USD, names it 2: 50\.00 USD, without it/);
    expect(text).not.toContain('Retract it');
  });

  test('a notice is found by the number that the customer gave it, and says which downtime it is of', async () => {
    const { text } = await lifeOf('T-14');
    expect(text).toContain('birch/T-14');
    expect(text).toContain('Nothing loads.');
    expect(text).toContain('timely notice of Wed 14 Oct, 17:00 – 19:00');
  });

  test('shows the payload that it came in, and what else came in it', async () => {
    const { html } = await look('/console/facts?month=2026-10');
    const ids = [...html.matchAll(/href="(\/console\/fact\?kind=provider-status[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(ids.length).toBeGreaterThan(1);
    const life = await look(ids[0] ?? '');
    expect(life.text).toContain('Through the door');
    expect(life.text).toContain('"page": {');
    expect(life.text).toContain('From the same payload');
  });

  test.each([HOSTILE])('whose id is markup shows it as text', async (id) => {
    const { html, status } = await lifeOf(id);
    expect(status).toBe(200);
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('that nobody recorded is not there', async () => {
    const page = await lifeOf(HOSTILE.repeat(2));
    expect(page.status).toBe(404);
    expect(page.html).not.toContain('<img src=x');
  });
});

test('a month’s facts are listed by component, retracted ones too', async () => {
  const { text } = await look('/console/facts?month=2026-10');
  expect(text).toMatch(
    /web When Fact Says Recorded Fri 16 Oct, 17:00 Exclusion .*Thu 15 Oct, 17:00 Declared downtime, retracted/,
  );
  expect(text).not.toContain('birch'); // a notice is on its customer's page
});

test('a customer’s page has its record, its facts and its months', async () => {
  const { text } = await look('/console/customers/birch');
  expect(text).toContain('birch');
  expect(text).toMatch(/written 1,000\.00 USD always/);
  expect(text).toMatch(/Notice birch recognised it then, and wrote 18:00/);
  expect(text).toContain('October 2026 50.00 USD revision 1');
});
