import { beforeAll, describe, expect, test } from 'vitest';
import { declareDown, messages, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'spruce-games', { name: 'Spruce Games Ltd.', externalRefs: { stripe: 'cus_7788' } });
  await putCustomer(product, 'poor', { serviceFees: undefined });
  await putCustomer(product, 'duo', {
    components: undefined,
    serviceFees: undefined,
    services: [
      { id: 'a', components: ['web'] },
      { id: 'b', components: ['web'] },
    ],
  });
  await declareDown(product, 14);
  product.setClock('2026-10-14T18:30:00Z');
  await notify(product, 'spruce-games', 14);
  product.setClock('2026-10-20T12:00:00Z');
});

const look = (target: string) => browseConsole(product, 'GET', target);
const send = (target: string, form: Record<string, string>) => browseConsole(product, 'POST', target, { form });

describe('the search', () => {
  test.each(['spru', 'GAMES', ' cus_77', 'spruce-games'])(
    '%j leads to the only customer that it finds',
    async (text) => {
      const page = await look(`/console/search?q=${encodeURIComponent(text)}`);
      expect(page.text).toContain('Spruce Games Ltd. spruce-games');
      expect(page.text).toContain('Facts about this customer');
    },
  );

  test.each(['T-14', 't-1', 'web-14'])('%j finds a fact', async (text) => {
    expect((await look(`/console/search?q=${text}`)).text).toMatch(/(Notice|Declared downtime) in effect|Notice, /);
  });

  test('a text without a result names the fields that are searched', async () => {
    const { text, status } = await look('/console/search?q=zzz');
    expect([status, text.includes('Nothing begins with this text.')]).toStrictEqual([200, true]);
  });
});

describe('the form of a customer', () => {
  const form = {
    id: 'larch',
    name: 'Larch Schools',
    components: 'web',
    fees: '1,000.00 USD',
    policy: '',
    contacts: 'ops@larch.example',
    statementTo: 'billing@larch.example\r\ncfo@larch.example',
    externalRefs: 'stripe: cus_9',
  };

  test('shows the effect and writes nothing, then saves it', async () => {
    const before = await tableItems(product.pipeline.account.table);
    const preview = await send('/console/record/customer', form);
    expect(preview.text).toContain('Larch Schools (larch)');
    expect(preview.text).toContain('50.00 USD');
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
    const saved = await send('/console/record/customer', { ...form, do: 'save' });
    expect(saved.text).toContain('Saved.');
    const { body } = await product.call('GET', '/customers/larch');
    expect(body).toMatchObject({
      name: 'Larch Schools',
      components: ['web'],
      serviceFees: { amountMinor: 100_000, currency: 'USD' },
      contacts: ['ops@larch.example'],
      statementTo: ['billing@larch.example', 'cfo@larch.example'],
      externalRefs: { stripe: 'cus_9' },
    });
  });

  test('starts with the present record, and saves it unchanged', async () => {
    const { html } = await look('/console/record/customer?id=larch');
    expect(html).toMatch(/name="fees"[^>]*value="1,000\.00 USD"/);
    expect((await send('/console/record/customer', { ...form, do: 'save' })).text).toContain('Nothing changed');
  });

  test('accepts services in place of one contract', async () => {
    const services = {
      'service-0-id': 'voice',
      'service-0-name': 'Voice API',
      'service-0-components': 'web',
      'service-0-fees': '10 USD',
      'service-1-id': '',
    };
    const contract = { components: '', fees: '' };
    await send('/console/record/customer', { ...form, ...contract, ...services, id: 'multi', do: 'save' });
    expect((await product.call('GET', '/customers/multi')).body).toMatchObject({
      services: [{ id: 'voice', name: 'Voice API', components: ['web'], serviceFees: { amountMinor: 1000 } }],
    });
    expect((await look('/console/record/customer?id=multi')).html).toMatch(
      /name="service-0-fees"[^>]*value="10\.00 USD"/,
    );
  });

  test.each([
    [{ id: 'no blank' }, 'id: not 1 to 100'],
    [{ id: '' }, 'id: not 1 to 100'],
    [{ name: '' }, 'name: '],
    [{ components: 'cellar' }, 'components'],
    [{ fees: '1000' }, 'fees: not an amount with its currency (1,000.00 USD)'],
    [{ fees: '1 XQQ' }, 'not an ISO 4217 code'],
    [{ externalRefs: 'cus_9' }, 'externalRefs: not a system and an id'],
    [{ contacts: 'nobody' }, 'not an address or a domain'],
    [{ statementTo: '@larch.example' }, 'not an address (billing@acme.example)'],
    [{ effectiveFrom: 'soon' }, 'effectiveFrom: neither an instant'],
  ])('rejects %j', async (change, fault) => {
    const before = await tableItems(product.pipeline.account.table);
    const page = await send('/console/record/customer', { ...form, ...change, do: 'save' });
    expect(page.status).toBe(400);
    expect(page.text).toContain(fault);
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('asks to confirm a date that is more than a year away', async () => {
    const far = { ...form, name: 'Larch', effectiveFrom: '2062-11-01', do: 'save' };
    expect((await send('/console/record/customer', far)).text).toContain('is more than a year ahead');
    expect((await send('/console/record/customer', { ...far, confirmed: 'far' })).text).toContain('Saved.');
  });
});

describe('the form of fees', () => {
  test('shows the effect, and unblocks the customer', async () => {
    expect((await look('/console/months/2026-10/customers?show=blocked')).html).toContain(
      '/console/record/fees?customer=poor&amp;month=2026-10',
    );
    const form = { customer: 'poor', month: '2026-10', amount: '2,000 USD' };
    const preview = await send('/console/record/fees', form);
    expect(preview.text).toContain('2,000.00 USD for poor in October 2026');
    expect(preview.text).toContain('blocked 100.00 USD');
    expect((await send('/console/record/fees', { ...form, do: 'save' })).text).toContain('Saved.');
    expect((await look('/console/months/2026-10/customers')).text).toContain('100.00 USD');
  });

  test('asks for the fees of each service', async () => {
    const { html } = await look('/console/record/fees?customer=duo&month=2026-10');
    expect([...html.matchAll(/name="(fees-\w)"/g)].map(([, name]) => name)).toEqual(['fees-a', 'fees-b']);
    const missing = await send('/console/record/fees', { customer: 'duo', month: '2026-10', 'fees-a': '1 USD' });
    expect(missing.text).toContain('fees-b: missing');
    const both = { customer: 'duo', month: '2026-10', 'fees-a': '1 USD', 'fees-b': '2 USD', do: 'save' };
    expect((await send('/console/record/fees', both)).text).toContain('a 1.00 USD and b 2.00 USD');
  });

  test('suggests customers for an unknown one', async () => {
    const page = await send('/console/record/fees', { customer: 'Spruse-gams', month: '2026-10', amount: '1 USD' });
    expect(page.status).toBe(400);
    expect(page.text).toContain('no customer has this id; similar: spruce-games');
  });

  test('asks to confirm a month that is more than a year away', async () => {
    const form = { customer: 'poor', month: '2016-10', amount: '1 USD', do: 'save' };
    expect((await send('/console/record/fees', form)).text).toContain('more than a year ago');
  });
});

test('evidence with a mistyped year is recorded after its confirmation', async () => {
  const form = {
    zone: 'utc',
    component: 'web',
    start: '2016-10-16T17:00',
    end: '2016-10-16T19:00',
    evidence: 'a log',
    do: 'save',
  };
  const asked = await send('/console/record/downtime', form);
  expect(asked.text).toContain('is more than a year ago');
  expect(asked.text).toContain('preview, not saved');
  expect((await send('/console/record/downtime', { ...form, confirmed: 'far' })).text).toContain(
    'This page is the receipt.',
  );
});

test('a search without a result suggests similar customers', async () => {
  const { text } = await look('/console/search?q=spruse');
  expect(text).toContain('Nothing begins with this text.');
  expect(text).toContain('Similar customers Spruce Games Ltd. spruce-games');
  expect((await look('/console/search?q=zzzzzz')).text).not.toContain('Similar customers');
});

test('the preview of a notice names similar customers of an unknown one', async () => {
  const form = {
    zone: 'utc',
    customer: 'spruce',
    recognizedAt: '2026-10-14T17:10',
    receivedAt: '2026-10-14T18:00',
    channel: 'email',
    text: 'Nothing loads.',
  };
  const { text } = await send('/console/record/notice', form);
  expect(text).toContain('No customer has the id spruce. ');
  expect(text).toContain('Similar: Spruce Games Ltd. spruce-games.');
});

describe('the amounts and the runs of a month', () => {
  test('show the amounts that the close then records', async () => {
    product.setClock('2026-11-02T11:00:00Z');
    const { text, html } = await look('/console/months/2026-10/customers?show=credited');
    expect(text).toMatch(/Spruce Games Ltd\. spruce-games 0\.00 USD 50\.00 USD \+50\.00 USD/);
    expect(html).toContain('action="/console/months/2026-10/close"');
    const closed = await send('/console/months/2026-10/close', { reason: 'month end' });
    expect(closed.text).toContain('Closed: 2026-10@');
    const sent = await messages(product);
    expect(sent.find(({ data }) => data.customer === 'spruce-games')?.data.amountMinor).toBe(5000);
    expect((await look('/console/months/2026-10/customers?show=changed')).text).toContain('No customer of this page');
    expect((await look('/console/months/2026-10/runs')).text).toMatch(/close month end .*\+/);
  });

  test('offer the current policies for another close', async () => {
    const { html, text } = await look('/console/months/2026-10/customers?policies=current');
    expect(html).toContain('<input type="hidden" name="policies" value="current" />');
    expect(text).toContain('It applies the current policies.');
  });
});

describe('the activity', () => {
  test('lists records and closes, newest first, with their person', async () => {
    const { text } = await look('/console/activity');
    expect(text).toMatch(/Close .*month end.*Declared downtime .*Fees .*Customer record/s);
  });

  test('is filtered by kind, customer and day', async () => {
    const fees = (await look('/console/activity?kind=fees&customer=poor')).text;
    expect(fees).toContain('poor, October 2026');
    expect(fees).not.toContain('month end');
    expect((await look('/console/activity?from=2026-10-01&to=2026-10-19&kind=closing')).text).toContain(
      'No entry matches.',
    );
  });

  test('is a CSV file', async () => {
    const { html, headers } = await look('/console/activity.csv?kind=closing');
    expect(headers['content-type']).toBe('text/csv; charset=UTF-8');
    const [header, line] = html.split('\r\n');
    expect(header).toBe('at,by,kind,customer,month,id,reason,byName');
    expect(line).toMatch(/^2026-11-0\dT.*,closing,,2026-10,2026-10@.*,month end,$/);
  });
});
