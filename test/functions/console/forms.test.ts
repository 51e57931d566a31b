import { beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import { browse } from '../../support/http/browsing.ts';
import { declareDown, putCustomer } from '../../support/builders/closing-context.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { anOperator } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const IN_LOS_ANGELES = loadConfig({
  ...anOperator,
  closing: { ...anOperator.closing, timeZone: 'America/Los_Angeles' },
});

const product = await usingProduct(IN_LOS_ANGELES);
beforeAll(async () => {
  await putCustomer(product, 'acme');
  await declareDown(product, 14);
});

const notice = {
  zone: 'local',
  customer: 'acme',
  recognizedAt: '2026-10-14T17:10',
  receivedAt: '2026-10-14T18:00',
  channel: 'email',
  text: 'Nothing loads.',
};
const exclusion = {
  zone: 'local',
  scope: 'component',
  component: 'web',
  start: '2026-10-14T17:00',
  end: '2026-10-14T19:00',
  reason: 'third-party',
  evidence: 'https://example.com',
};
const FORMS = { notice, exclusion, retraction: { kind: 'downtime', id: 'web-14', reason: 'it was none' } } as const;

const post = (kind: keyof typeof FORMS, change: Record<string, string> = {}) =>
  browse(product, 'POST', `/console/record/${kind}`, { form: { ...FORMS[kind], ...change } });

/** What stands beside a field. */
const faultBeside = (html: string, field: string): string | undefined =>
  new RegExp(`<p class="fault" id="${field}-fault">([^<]*)</p>`).exec(html)?.[1];

const NO_ID = 'not the id of a customer: 1 to 100 letters without accents, digits, dots, dashes or underlines';

test.each([
  ['notice', { customer: '' }, 'customer', 'to be filled in'],
  ['notice', { customer: 'A & B' }, 'customer', NO_ID],
  ['notice', { recognizedAt: 'yesterday' }, 'recognizedAt', 'not a date and time (2026-10-14T17:00)'],
  [
    'notice',
    { recognizedAt: '2026-11-01T01:30' },
    'recognizedAt',
    'clocks show this time twice that day: say it in UTC',
  ],
  ['notice', { recognizedAt: '2026-03-08T02:30' }, 'recognizedAt', 'clocks skip this time that day'],
  ['notice', { receivedAt: '2026-10-14T17:00' }, 'receivedAt', 'before it was recognised'],
  ['notice', { receivedAt: '2026-10-24T17:00' }, 'receivedAt', 'in the future: it is Tue 20 Oct, 05:00 now'],
  [
    'notice',
    { receivedAt: '2026-10-24T17:00', zone: 'utc' },
    'receivedAt',
    'in the future: it is Tue 20 Oct, 12:00 now',
  ],
  ['notice', { channel: 'fax' }, 'channel', 'not one of email, portal, phone-transcript'],
  ['exclusion', { component: 'cellar' }, 'scope', 'not a configured component'],
  ['exclusion', { scope: 'customer', customer: '#' }, 'scope', NO_ID],
  ['exclusion', { end: '2026-10-14T17:00' }, 'end', 'not after its beginning'],
  ['retraction', { id: 'web-99' }, 'id', 'there is no downtime of this id'],
  ['retraction', { reason: '' }, 'reason', 'to be filled in'],
] as const)(
  '%s with %j: beside %s stands why it is refused, and nothing is recorded',
  async (kind, change, field, rule) => {
    const before = await tableItems(product.pipeline.account.table);
    const shown = await post(kind, change);
    expect(shown.status).toBe(400);
    expect(faultBeside(shown.html, field)).toBe(rule);
    expect(shown.html).toMatch(new RegExp(`aria-describedby="[^"]*${field}-fault"`));
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
    expect((await post(kind, { ...change, do: 'save' })).status).toBe(400);
    expect(product.counted('FactsRecorded')).toBe(1); // the downtime that was there before
  },
);

test('what was filled in stands in the form again, as text whatever it is', async () => {
  const text = '</textarea><script>alert(1)</script>';
  const { html } = await post('notice', { text, customer: '"><b>', channel: 'fax' });
  expect(html).not.toContain(text);
  expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;');
  expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
});

test('the confirmation can be taken back to the form', async () => {
  const page = await post('exclusion', { do: 'edit', evidence: 'the log of the 14th' });
  expect(page.status).toBe(200);
  expect(page.html).toContain('the log of the 14th</textarea>');
  expect(page.html).toMatch(/<option value="web" selected/);
});

test('a form is filled in with the time of now in the contract’s zone, and with what the address says', async () => {
  const { html } = await browse(product, 'GET', '/console/record/notice?customer=acme');
  expect(html).toMatch(/name="receivedAt"[^>]*value="2026-10-20T05:00"/);
  expect(html).toMatch(/name="customer"[^>]*value="acme"/);
});

test('pressed twice it is recorded once, and either answer is the receipt', async () => {
  const pressed = await Promise.all([post('notice', { do: 'save' }), post('notice', { do: 'save' })]);
  expect(
    new Set(pressed.map(({ status, text }) => [status, text.includes('This page is its receipt.')].join())),
  ).toEqual(new Set(['200,true']));
  expect(product.counted('FactsRecorded')).toBe(2); // a downtime, and this
  const again = await post('notice');
  expect(faultBeside(again.html, 'id')).toMatch(/^this is recorded already: acme\/[0-9a-f]{32}$/);
});

test('under an id of its own something else may be recorded already', async () => {
  await post('notice', { id: 'T-1', do: 'save' });
  const other = await post('notice', { id: 'T-1', text: 'Now it loads.' });
  expect(faultBeside(other.html, 'id')).toBe('this, or something else under this id, is recorded already: acme/T-1');
});

test('whoever comes back to a form is at its first field that something is wrong with, and elsewhere at none', async () => {
  const wrong = await post('notice', { receivedAt: '', recognizedAt: 'soon', text: '' });
  expect([...wrong.html.matchAll(/id="(\w+)"[^>]* autofocus/g)].map(([, id]) => id)).toEqual(['recognizedAt']);
  expect((await browse(product, 'GET', '/console/record/notice')).html).not.toContain('autofocus');
});

test('the effect tells instants as clocks show them, and why something is excluded in words', async () => {
  expect((await post('notice', { customer: 'nobody' })).text).toContain(
    'no record of this customer at Tue 20 Oct, 05:00',
  );
  expect((await post('exclusion', { reason: 'policy-block' })).text).toContain(
    'of web until 19:00, because of a block under the company’s policies',
  );
});

test('who retracted what is told, and it is not retracted twice', async () => {
  const once = await post('retraction', { do: 'save' });
  expect(once.text).toContain('Retracted. This page is its receipt.');
  expect(once.text).toContain('it was none');
  expect(faultBeside((await post('retraction')).html, 'id')).toBe('it is retracted already');
  const otherwise = await post('retraction', { reason: 'for another reason', do: 'save' });
  expect(otherwise.text).toContain('It was retracted already, for another reason');
});
