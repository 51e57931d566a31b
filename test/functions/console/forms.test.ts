import { beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../../shared/config/config.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { declareDown, putCustomer } from '../../support/builders/closed-october.ts';
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
const downtime = {
  zone: 'local',
  component: 'web',
  start: '2026-10-16T17:00',
  end: '2026-10-16T19:00',
  evidence: 'a log',
};
const FORMS = {
  notice,
  exclusion,
  downtime,
  retraction: { kind: 'downtime', id: 'web-14', reason: 'it was none' },
} as const;

const post = (kind: keyof typeof FORMS, change: Record<string, string> = {}) =>
  browseConsole(product, 'POST', `/console/record/${kind}`, { form: { ...FORMS[kind], ...change } });

/** The validation error beside a field. */
const faultBeside = (html: string, field: string): string | undefined =>
  new RegExp(`<p class="fault" id="${field}-fault">([^<]*)</p>`).exec(html)?.[1];

const NO_ID = 'not a customer id: 1 to 100 letters without accents, digits, dots, dashes or underscores';

test.each([
  ['notice', { customer: '' }, 'customer', 'required'],
  ['notice', { customer: 'A & B' }, 'customer', NO_ID],
  ['notice', { recognizedAt: 'yesterday' }, 'recognizedAt', 'not a date and time (2026-10-14T17:00)'],
  [
    'notice',
    { recognizedAt: '2026-11-01T01:30' },
    'recognizedAt',
    'clocks show this time twice on that day: enter it in UTC',
  ],
  ['notice', { recognizedAt: '2026-03-08T02:30' }, 'recognizedAt', 'clocks skip this time on that day'],
  ['notice', { receivedAt: '2026-10-14T17:00' }, 'receivedAt', 'before its recognition'],
  ['notice', { receivedAt: '2026-10-24T17:00' }, 'receivedAt', 'in the future: it is Tue 20 Oct 2026, 05:00 now'],
  [
    'notice',
    { receivedAt: '2026-10-24T17:00', zone: 'utc' },
    'receivedAt',
    'in the future: it is Tue 20 Oct 2026, 12:00 now',
  ],
  ['notice', { channel: 'fax' }, 'channel', 'not one of email, portal, phone-transcript, helpdesk'],
  ['notice', { step: 'receipt' }, 'step', 'not one of notice, claim'],
  ['notice', { month: 'October' }, 'month', 'not a month (2026-10)'],
  ['downtime', { impact: '0' }, 'impact', 'not a percentage above 0 to 100 with at most two decimals (&quot;40&quot;)'],
  ['exclusion', { component: 'cellar' }, 'scope', 'not a configured component'],
  ['exclusion', { scope: 'customer', customer: '#' }, 'scope', NO_ID],
  ['exclusion', { end: '2026-10-14T17:00' }, 'end', 'not after the start'],
  ['retraction', { id: 'web-99' }, 'id', 'no downtime has this id'],
  ['retraction', { reason: '' }, 'reason', 'required'],
] as const)('%s with %j has an error at %s and records nothing', async (kind, change, field, rule) => {
  const before = await tableItems(product.pipeline.account.table);
  const shown = await post(kind, change);
  expect(shown.status).toBe(400);
  expect(faultBeside(shown.html, field)).toBe(rule);
  expect(shown.html).toMatch(new RegExp(`aria-describedby="[^"]*${field}-fault"`));
  expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  expect((await post(kind, { ...change, do: 'save' })).status).toBe(400);
  expect(product.counted('FactsRecorded')).toBe(1); // the downtime that was there before
});

test('a rejected form keeps its values, escaped', async () => {
  const text = '</textarea><script>alert(1)</script>';
  const { html } = await post('notice', { text, customer: '"><b>', channel: 'fax' });
  expect(html).not.toContain(text);
  expect(html).toContain('&lt;/textarea&gt;&lt;script&gt;');
  expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
});

test('a preview leads back to the form with its values', async () => {
  const page = await post('exclusion', { do: 'edit', evidence: 'the log of the 14th' });
  expect(page.status).toBe(200);
  expect(page.html).toContain('the log of the 14th</textarea>');
  expect(page.html).toMatch(/<option value="web" selected/);
});

test('a form starts with the current time and its address values', async () => {
  const { html } = await browseConsole(product, 'GET', '/console/record/notice?customer=acme');
  expect(html).toMatch(/name="receivedAt"[^>]*value="2026-10-20T05:00"/);
  expect(html).toMatch(/name="customer"[^>]*value="acme"/);
});

test('a form sent twice is recorded once; both answers are receipts', async () => {
  const sent = await Promise.all([post('notice', { do: 'save' }), post('notice', { do: 'save' })]);
  expect(new Set(sent.map(({ status, text }) => [status, text.includes('This page is the receipt.')].join()))).toEqual(
    new Set(['200,true']),
  );
  expect(product.counted('FactsRecorded')).toBe(2); // a downtime, and this
  const again = await post('notice');
  expect(faultBeside(again.html, 'id')).toMatch(/^this evidence is already recorded: acme\/[0-9a-f]{32}$/);
});

test('a claim keeps its step, service and month; a downtime its impact', async () => {
  const claim = await post('notice', { id: 'T-9', step: 'claim', service: 'voice', month: '2026-09', do: 'save' });
  expect(claim.text).toContain('claim received 18:00, for service voice, for September 2026');
  expect(claim.text).toContain('"step": "claim"');
  const partial = await post('downtime', { impact: '40' });
  expect(partial.text).toContain('web was down until 19:00, which affected 40 %');
});

test('a reference that is already recorded is rejected', async () => {
  await post('notice', { id: 'T-1', do: 'save' });
  const other = await post('notice', { id: 'T-1', text: 'Now it loads.' });
  expect(faultBeside(other.html, 'id')).toBe('evidence with this reference is already recorded: acme/T-1');
});

test('a rejected form has its focus in the first invalid field', async () => {
  const wrong = await post('notice', { receivedAt: '', recognizedAt: 'soon', text: '' });
  expect([...wrong.html.matchAll(/id="(\w+)"[^>]* autofocus/g)].map(([, id]) => id)).toEqual(['recognizedAt']);
  expect((await browseConsole(product, 'GET', '/console/record/notice')).html).not.toContain('autofocus');
});

test('a preview shows local times and the text of an exclusion reason', async () => {
  expect((await post('notice', { customer: 'nobody' })).text).toContain(
    'no record of this customer at Tue 20 Oct 2026, 05:00',
  );
  expect((await post('exclusion', { reason: 'policy-block' })).text).toContain(
    'for web until 19:00, reason: block under the company’s policies',
  );
});

test('a retraction shows its reason, and a second one is rejected', async () => {
  const once = await post('retraction', { do: 'save' });
  expect(once.text).toContain('Retracted. This page is the receipt.');
  expect(once.text).toContain('it was none');
  expect(faultBeside((await post('retraction')).html, 'id')).toBe('already retracted');
  const otherwise = await post('retraction', { reason: 'for another reason', do: 'save' });
  expect(otherwise.text).toContain('It was retracted already, for another reason');
});
