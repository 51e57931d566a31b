import { beforeAll, describe, expect, test } from 'vitest';
import { startRun } from '../../../shared/persistence/run-store.ts';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { figuresIn } from '../../support/builders/page-markup.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { billedLines, declareDown, FEES, putCustomer, retractDown } from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'acme', { name: 'Acme <b>& Sons</b>' });
  await putCustomer(product, 'birch', { policy: 'written' });
  await putCustomer(product, 'poor', { serviceFees: undefined });
  await declareDown(product, 14);
});

const look = (target: string) => browseConsole(product, 'GET', target);
const credit = async (target: string): Promise<number | undefined> =>
  figuresIn((await look(target)).html).find(({ text }) => text.endsWith('USD'))?.value;

describe('a month that is not closed', () => {
  test('shows current figures and blocked customers, and writes nothing', async () => {
    const before = await tableItems(product.pipeline.account.table);
    const page = await look('/console/months/2026-10');
    expect(page.text).toContain('October 2026 so far');
    expect(page.text).toContain('The close is scheduled for 2026-11-02 12:00 UTC.');
    expect(page.text).toContain('poor no fees for 2026-10, and no recurring fees');
    expect(page.html).toContain('Acme &lt;b&gt;&amp; Sons&lt;/b&gt;');
    expect(page.html).not.toContain('/close"'); // The month has not ended.
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('shows evidence as soon as it is recorded', async () => {
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
    product.setClock('2026-10-20T12:01:00Z');
    await declareDown(product, 15);
    product.setClock('2026-10-20T12:02:00Z');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(10_000);
    await retractDown(product, 15);
    product.setClock('2026-10-20T12:03:00Z');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
  });

  test('shows the reason in place of the statement of a blocked customer', async () => {
    const page = await look('/console/months/2026-10/customers/poor');
    expect(page.text).toContain('no fees for 2026-10, and no recurring fees');
  });
});

describe('a closed month', () => {
  beforeAll(async () => {
    await product.close('2026-11-02T12:00:00Z');
    product.setClock('2026-11-03T09:00:00Z');
    await declareDown(product, 16);
    product.setClock('2026-11-03T10:00:00Z');
  });

  test('shows the figures of its last run, and links to current evidence', async () => {
    expect((await look('/console/months/2026-10')).text).toContain('October 2026 closed');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
    expect(await credit('/console/months/2026-10/customers/acme?now=1')).toBe(10_000);
    expect((await look('/console/months/2026-10?now=1')).text).toContain('None of them has been sent to billing.');
  });

  test('has the causes of its issued credits', async () => {
    const page = await look('/console/causes?to=2026-12');
    expect(page.text).toContain('Causes, October 2026');
    // Each of the four tables adds up to the issued credit of acme.
    const sum = figuresIn(page.html).reduce((total, { value }) => total + value, 0);
    expect(sum).toBe(4 * 5000);
    expect((await look('/console/causes?to=2025-12')).text).toContain('No credit was issued.');
  });

  test('links each piece of evidence of a statement to its fact', async () => {
    const { html } = await look('/console/months/2026-10/customers/acme');
    const hrefs = [...html.matchAll(/<a href="(\/console\/fact\?[^"]*)">/g)].map(([, href = '']) => href);
    expect(hrefs).toEqual(['/console/fact?kind=downtime&amp;id=web-14']);
    expect((await look('/console/fact?kind=downtime&id=web-14')).text).toContain('Declared downtime in effect');
  });

  test('has the JSON statement of the API', async () => {
    const shown = await look('/console/months/2026-10/json/acme');
    expect(JSON.parse(shown.html)).toEqual((await product.call('GET', '/customers/acme/months/2026-10')).body);
  });

  test('has the credits of the API as a CSV file', async () => {
    expect((await look('/console/months/2026-10')).html).toContain('href="/console/months/2026-10/credits.csv"');
    const { html: file, headers } = await look('/console/months/2026-10/credits.csv');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=UTF-8',
      'content-disposition': 'attachment; filename="credits-2026-10.csv"',
    });
    expect(file.split('\r\n')).toEqual([
      expect.stringMatching(/^customer,name,/),
      expect.stringMatching(/^acme,Acme <b>& Sons<\/b>,2026-10,1,5000,USD,/),
      '',
    ]);
    expect((await product.call('GET', '/months/2026-10/credits.csv')).body).toBe(file);
  });

  test('is listed with its last run, after the current month', async () => {
    const { text } = await look('/console');
    expect(text).toMatch(/November 2026 not closed – – –/);
    expect(text).toMatch(/October 2026 closed Mon 2 Nov 2026, 12:00 50\.00 USD a test \S+ 1 1 \+50\.00 USD/);
  });

  test('is listed with a link to older months', async () => {
    expect((await look('/console?before=2025-10')).text).toContain('Months before September 2024');
  });

  test('is closed again from its page, with the new message listed', async () => {
    const page = await browseConsole(product, 'POST', '/console/months/2026-10/close', {
      form: { reason: 'late evidence' },
    });
    expect(page.text).toContain('Closed: 2026-10@2026-11-03T10:00:00.000Z.');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(10_000);
    const { text, html } = await look('/console/months/2026-10/messages');
    expect(text).toMatch(/acme \+50\.00 USD revision 2, total 100\.00 USD, sent Tue 3 Nov 2026, 10:00/);
    expect(html).toContain('&quot;id&quot;: &quot;acme:2026-10:2&quot;');
    expect(await billedLines(product)).toEqual([
      'acme:2026-10:1 issued 5000 (5000)',
      'acme:2026-10:2 adjusted 10000 (5000)',
    ]);
  });

  test('is not closed again without a reason', async () => {
    const page = await browseConsole(product, 'POST', '/console/months/2026-10/close', { form: { reason: '' } });
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('reason')]);
  });
});

/** The customers of a page, and the link to the next page. */
const shownOn = async (target: string): Promise<{ ids: string[]; next: string | undefined }> => {
  const { html } = await look(target);
  const ids = [...html.matchAll(/<th scope="row">(?:(?!<\/th>).)*?class="id aside">([^<]*)</gs)].map(
    ([, id = '']) => id,
  );
  return { ids, next: /href="([^"]*)">Next</.exec(html)?.[1]?.replaceAll('&amp;', '&') };
};

describe('a month of many customers', () => {
  const many = Array.from({ length: 230 }, (_, n) => `many-${n}`);
  beforeAll(async () => {
    const { table } = product.pipeline.account;
    const recordedAt = instant('2026-10-01T00:00:00Z');
    for (const id of many) {
      const profile = { id, name: id, components: ['web'], policy: 'written', serviceFees: FEES };
      await putProfile(table, { profile, recordedAt, by: 'import' });
    }
    const noticed = { receivedAt: instant('2026-10-14T18:00:00Z'), recognizedAt: instant('2026-10-14T17:30:00Z') };
    for (const customer of many.slice(0, 220))
      await recordFact(table, {
        fact: { kind: 'notice', id: `${customer}/1`, customer, recordedAt, ...noticed },
        by: 'import',
      });
  });

  test('shows 200 customers who can have a credit at a time', async () => {
    const page = await look('/console/months/2026-10?now=1');
    expect(page.text).toContain(
      'those of 200 customers who can have a credit. The rest of the page covers all customers.',
    );
    const { next = '' } = await shownOn('/console/months/2026-10?now=1');
    const rest = await look(next);
    expect(rest.text).toMatch(
      /those of 22 customers who can have a credit, after many-\d+\. The rest of the page covers all customers/,
    );
    expect(rest.html).not.toContain('>Next<');
  });

  test('lists each customer once, page by page', async () => {
    const first = await shownOn('/console/customers');
    const second = await shownOn(first.next ?? '');
    expect([first.ids.length, second.next]).toEqual([200, undefined]);
    expect([...first.ids, ...second.ids].toSorted()).toEqual(['acme', 'birch', 'poor', ...many].toSorted());
  });

  test('has a preview that states how many customers were checked', async () => {
    const form = {
      zone: 'utc',
      component: 'web',
      start: '2026-10-14T18:00',
      end: '2026-10-14T21:00',
      evidence: 'a log',
    };
    const page = await browseConsole(product, 'POST', '/console/record/downtime', { form });
    expect(page.text).toContain('Only the first 200 customers who can have a credit were checked.');
  });
});

test('a month with a premature close is listed as not closed', async () => {
  const { table } = product.pipeline.account;
  const run = { month: '2026-11', asOf: instant('2026-11-03T12:00:00Z'), preview: false, reason: 'a test' };
  await startRun(table, { ...run, by: 'a test', startedAt: run.asOf });
  product.setClock('2026-11-03T13:00:00Z');
  expect((await look('/console')).text).toMatch(/November 2026 not closed a test/);
});
