import { beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { putProfile } from '../../../shared/persistence/customer-versions.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { figuresIn } from '../../support/builders/page-markup.ts';
import { instant } from '../../support/builders/instant.ts';
import { browse } from '../../support/http/browsing.ts';
import { billedLines, declareDown, FEES, putCustomer, retractDown } from '../../support/builders/closing-context.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'acme', { name: 'Acme <b>& Sons</b>' });
  await putCustomer(product, 'birch', { policy: 'written' });
  await putCustomer(product, 'poor', { serviceFees: undefined });
  await declareDown(product, 14);
});

const look = (target: string) => browse(product, 'GET', target);
const credit = async (target: string): Promise<number | undefined> =>
  figuresIn((await look(target)).html).find(({ text }) => text.endsWith('USD'))?.value;

describe('before a month is closed', () => {
  test('it is there with the figures of now, and who is blocked; nothing is written', async () => {
    const before = await tableItems(product.pipeline.account.table);
    const page = await look('/console/months/2026-10');
    expect(page.text).toContain('October 2026 so far');
    expect(page.text).toContain('It will be closed on schedule on 2026-11-02 12:00 UTC.');
    expect(page.text).toContain('poor no fees for 2026-10, and no recurring fees');
    expect(page.html).toContain('Acme &lt;b&gt;&amp; Sons&lt;/b&gt;');
    expect(page.html).not.toContain('/close"'); // it has not ended
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('what is recorded shows at once', async () => {
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
    product.setClock('2026-10-20T12:01:00Z');
    await declareDown(product, 15);
    product.setClock('2026-10-20T12:02:00Z');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(10_000);
    await retractDown(product, 15);
    product.setClock('2026-10-20T12:03:00Z');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
  });

  test('a customer that is blocked has no statement, and the reason', async () => {
    const page = await look('/console/months/2026-10/customers/poor');
    expect(page.text).toContain('no fees for 2026-10, and no recurring fees');
  });
});

describe('once it is closed', () => {
  beforeAll(async () => {
    await product.close('2026-11-02T12:00:00Z');
    product.setClock('2026-11-03T09:00:00Z');
    await declareDown(product, 16);
    product.setClock('2026-11-03T10:00:00Z');
  });

  test('it stays as the last run left it; what is known since is a link away', async () => {
    expect((await look('/console/months/2026-10')).text).toContain('October 2026 closed');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(5000);
    expect(await credit('/console/months/2026-10/customers/acme?now=1')).toBe(10_000);
    expect((await look('/console/months/2026-10?now=1')).text).toContain('Nothing of this has been sent.');
  });

  test('a statement leads from each piece of its evidence to the fact', async () => {
    const { html } = await look('/console/months/2026-10/customers/acme');
    const hrefs = [...html.matchAll(/<a href="(\/console\/fact\?[^"]*)">/g)].map(([, href = '']) => href);
    expect(hrefs).toEqual(['/console/fact?kind=downtime&amp;id=web-14']);
    expect((await look('/console/fact?kind=downtime&id=web-14')).text).toContain('Declared downtime stands');
  });

  test('its statement is the API’s', async () => {
    const shown = await look('/console/months/2026-10/json/acme');
    expect(JSON.parse(shown.html)).toEqual((await product.call('GET', '/customers/acme/months/2026-10')).body);
  });

  test('the index tells of its last run, and of the month that runs', async () => {
    const { text } = await look('/console');
    expect(text).toMatch(/November 2026 not closed – – – –/);
    expect(text).toMatch(/October 2026 closed Mon 2 Nov, 12:00 a test 2 1 1 \+50\.00 USD/);
  });

  test('the month before is not closed with it, and older ones are a link away', async () => {
    expect((await look('/console?before=2025-10')).text).toContain('Months before September 2024');
  });

  test('closed again from its page, what changed is sent, and shown as it was sent', async () => {
    const page = await browse(product, 'POST', '/console/months/2026-10/close', { form: { reason: 'late evidence' } });
    expect(page.text).toContain('Closed: 2026-10@2026-11-03T10:00:00.000Z.');
    expect(await credit('/console/months/2026-10/customers/acme')).toBe(10_000);
    const { text, html } = await look('/console/months/2026-10/messages');
    expect(text).toMatch(/acme \+50\.00 USD revision 2, 100\.00 USD in all, sent Tue 3 Nov, 10:00/);
    expect(html).toContain('&quot;id&quot;: &quot;acme:2026-10:2&quot;');
    expect(await billedLines(product)).toEqual([
      'acme:2026-10:1 issued 5000 (5000)',
      'acme:2026-10:2 adjusted 10000 (5000)',
    ]);
  });

  test('an order without a reason is refused in the API’s words', async () => {
    const page = await browse(product, 'POST', '/console/months/2026-10/close', { form: { reason: '' } });
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('reason')]);
  });
});

/** The customers that a page names, and where it goes on. */
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

  test('shows those who can have a credit, 200 at a time, and says so', async () => {
    const page = await look('/console/months/2026-10?now=1');
    expect(page.text).toContain('those of 200 customers who can have a credit');
    const { next = '' } = await shownOn('/console/months/2026-10?now=1');
    const rest = await look(next);
    expect(rest.text).toMatch(
      /those of 22 customers who can have a credit, after many-\d+; the rest of the page is of all/,
    );
    expect(rest.html).not.toContain('>Next<');
  });

  test('lists all customers, each once, page by page', async () => {
    const first = await shownOn('/console/customers');
    const second = await shownOn(first.next ?? '');
    expect([first.ids.length, second.next]).toEqual([200, undefined]);
    expect([...first.ids, ...second.ids].toSorted()).toEqual(['acme', 'birch', 'poor', ...many].toSorted());
  });

  test('says of an effect how many it looked at', async () => {
    const form = {
      zone: 'utc',
      component: 'web',
      start: '2026-10-14T18:00',
      end: '2026-10-14T21:00',
      evidence: 'a log',
    };
    const page = await browse(product, 'POST', '/console/record/downtime', { form });
    expect(page.text).toContain('The first 200 customers who can have a credit were looked at; there are more.');
  });
});

test('the pages know nothing of the console: what it puts around them finds its place once', () => {
  const text = readFileSync(new URL('../../../shared/web/page.ts', import.meta.url), 'utf8');
  expect(text.match(/<\/head>/g)).toHaveLength(1);
  expect(text.match(/<body>/g)).toHaveLength(1);
});

test('the index says of a month that was only tried out that it is not closed', async () => {
  await product.close('2026-11-03T12:00:00Z', { month: '2026-11' });
  expect((await look('/console')).text).toMatch(/November 2026 not closed a test/);
});
