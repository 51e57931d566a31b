import { expect, test, vi } from 'vitest';
import { readFigure, textOf, timesIn } from '../../support/builders/page-markup.ts';
import { declareDown, messages, notify, putCustomer, retractDown } from '../../support/builders/closed-october.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();

/** The objects that a closing stored: key, text, type. */
const storedBy = async (asOf: string): Promise<[key: string, text: string, type: string][]> => {
  const put = vi.spyOn(product.pipeline.account.statements, 'put');
  await product.close(asOf);
  const { calls } = put.mock;
  put.mockRestore();
  return calls;
};

const htmlOf = (stored: readonly (readonly [string, string, string])[]): string =>
  stored.find(([key]) => key.endsWith('.html'))?.[1] ?? '';

test('a closing stores one page for each revision', async () => {
  await putCustomer(product, 'acme', { name: 'Acme & Sons' });
  await declareDown(product, 14);
  await declareDown(product, 15);
  await notify(product, 'acme', 14);
  await notify(product, 'acme', 15);
  await notify(product, 'acme', 13); // nothing was down then

  const stored = await storedBy('2026-11-02T20:00:00Z');
  expect(stored.map(([, , type]) => type)).toEqual(['application/json', 'text/html; charset=utf-8']);
  const [json = '', html = ''] = stored.map(([key]) => key);
  expect(html).toBe(json.replace(/json$/, 'html'));

  const page = htmlOf(stored);
  const text = textOf(page);
  expect(text).toContain('Acme & Sons October 2026');
  expect(text).toContain('Nothing loads.');
  expect(text).toContain('a test'); // the evidence of the declared downtime
  expect(text).toContain('Revision 1');
  expect(text.split('Notices that match no downtime')[1]).toMatch(
    /^ No downtime .* in these notices\. Notice acme\/\S+, recognised Tue 13 Oct, /,
  );
  expect(page).toContain(`href="${json.split('/').at(-1)}"`);
  expect(timesIn(page).map(({ instant }) => instant)).toContain('2026-10-14T19:00:00.000Z');
  const [message] = await messages(product);
  expect(readFigure(/<data class="big"[^>]*>(.*?)<\/data/s.exec(page)?.map(textOf)[1] ?? '')).toBe(
    message?.data.amountMinor,
  );
  expect(message?.data.statement).toMatchObject({
    url: `s3://${product.pipeline.account.statements.name}/${json}`,
    page: `s3://${product.pipeline.account.statements.name}/${html}`,
  });

  expect(await storedBy('2026-11-02T21:00:00Z')).toEqual([]);

  product.setClock('2026-11-03T10:00:00Z');
  await retractDown(product, 15);
  const again = textOf(htmlOf(await storedBy('2026-11-03T20:00:00Z')));
  expect(again).toContain('Revision 1');
  expect(again).toContain('Revision 2');
  expect(again).toContain('\u221250.00 USD');
  expect(again).toMatch(/Thu 15 Oct, [\d:]+ – [\d:]+, 2 h: down, counted → up/);
});
