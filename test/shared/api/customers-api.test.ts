import { beforeEach, describe, expect, test } from 'vitest';
import { loadCustomer } from '../../../shared/persistence/load-customer.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { aConfig, anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const pacific = { ...openPolicy, id: 'pacific', timeZone: 'America/Los_Angeles' };
const product = await usingProduct(aConfig({ policies: { ...anOperator.policies, pacific } }));
beforeEach(product.forget);

const ACME = { name: 'Acme', components: ['web'], serviceFees: { amountMinor: 100_000, currency: 'USD' } };
const put = (id: string, body: unknown) => product.call('PUT', `/customers/${id}`, body);
const load = (id: string) => loadCustomer(product.pipeline.account.table, id, '2026-10');
const faults = (...wrong: readonly object[]) => ({
  status: 400,
  type: 'application/problem+json',
  body: { type: 'about:blank', title: expect.any(String), status: 400, faults: wrong },
});

describe('PUT /customers/{id}', () => {
  test('is stored as a version, with who put it', async () => {
    expect(await put('stored', ACME)).toMatchObject({ status: 201, body: { id: 'stored', outcome: 'stored' } });
    expect((await load('stored')).profiles).toEqual([
      { profile: { id: 'stored', ...ACME }, recordedAt: instant('2026-10-20T12:00:00Z'), by: CALLER },
    ]);
  });

  test.each([
    ['@acme.example', 'not an address (billing@acme.example)'],
    ['billing', 'not an address (billing@acme.example)'],
    ['a@acme.example\r\nBcc: b@evil.example', 'not an address (billing@acme.example)'],
  ])('rejects statements to %j', async (address, rule) => {
    expect(await put('wrong', { ...ACME, statementTo: [address] })).toMatchObject(
      faults({ at: 'statementTo[0]', rule, value: expect.anything() }),
    );
  });

  test('rejects more than 20 recipients of statements', async () => {
    const statementTo = Array.from({ length: 21 }, (_, i) => `b${i}@acme.example`);
    expect(await put('wrong', { ...ACME, statementTo })).toMatchObject({ status: 400 });
    expect(await put('right', { ...ACME, statementTo: statementTo.slice(1) })).toMatchObject({ status: 201 });
  });

  test('keeps the recipients of statements of the newest record for all months', async () => {
    await put('mailed', { ...ACME, statementTo: ['old@acme.example'] });
    await put('mailed', { ...ACME, statementTo: ['new@acme.example'], effectiveFrom: '2027-01-01' });
    const { body } = await product.call('GET', '/customers/mailed');
    expect(body).toMatchObject({ statementTo: ['new@acme.example'] });
  });

  test('accepts every field of a record, and its own id', async () => {
    const whole = {
      ...ACME,
      id: 'whole',
      policy: 'written',
      activeFrom: '2026-10-01T00:00:00Z',
      activeTo: '2026-11-01T00:00:00Z',
      externalRefs: { stripe: 'cus_1' },
    };
    expect(await put('whole', whole)).toMatchObject({ status: 201 });
    expect((await load('whole')).profiles[0]?.profile).toMatchObject({
      policy: 'written',
      activeTo: instant('2026-11-01T00:00:00Z'),
      externalRefs: { stripe: 'cus_1' },
    });
  });

  test('answers 200 for the same record, and adds a version for another', async () => {
    await put('versions', ACME);
    product.setClock('2026-10-21T12:00:00Z');
    expect(await put('versions', ACME)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect(await put('versions', { ...ACME, components: ['voice'] })).toMatchObject({
      status: 200,
      body: { outcome: 'stored' },
    });
    expect(
      (await load('versions')).profiles.map(({ recordedAt, profile }) => [
        recordedAt,
        'components' in profile ? profile.components : [],
      ]),
    ).toEqual([
      [instant('2026-10-20T12:00:00Z'), ['web']],
      [instant('2026-10-21T12:00:00Z'), ['voice']],
    ]);
  });

  test('stores services, and their fees of a month', async () => {
    const services = [
      { id: 'calls', components: ['voice'], serviceFees: ACME.serviceFees, policy: 'written' },
      { id: 'portal', components: ['web'] },
    ];
    expect(await put('many', { name: 'Many', services })).toMatchObject({ status: 201 });
    const fees = { services: { portal: { amountMinor: 5, currency: 'USD' } } };
    expect(await put('many/fees/2026-10', fees)).toMatchObject({ status: 200, body: { outcome: 'stored' } });
    const loaded = await load('many');
    expect(loaded.profiles).toMatchObject([{ profile: { services } }]);
    expect(loaded.fees).toMatchObject([{ month: '2026-10', fees }]);
  });

  test('names each fault of services at its place', async () => {
    const services = [
      { id: 'calls', components: ['fax'], policy: 'gold' },
      { id: 'constructor', components: ['web'] },
    ];
    expect(await put('faulty', { name: 'Faulty', services, components: ['web'] })).toMatchObject({
      status: 400,
      body: {
        faults: [
          { at: 'services', rule: 'services beside components or serviceFees' },
          { at: 'services[0].components[0]', rule: 'not a configured component', value: 'fax' },
          { at: 'services[0].policy', rule: 'not a configured policy', value: 'gold' },
          { at: 'services[1].id', rule: 'not a name that can be kept' },
        ],
      },
    });
  });

  test.each([
    [{ services: Array.from({ length: 51 }, (_, i) => ({ id: `s${i}`, components: ['web'] })) }, 'more than 50'],
    [
      { services: ['a', 'b'].map((id) => ({ id, components: Array.from({ length: 251 }, () => 'web') })) },
      'more than 500 components together',
    ],
  ])('limits services: %#', async (change, rule) => {
    expect(await put('large', { name: 'Large', ...change })).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'services', rule }] },
    });
  });

  test('stores another in the same millisecond after the first', async () => {
    await put('tie', ACME);
    expect(await put('tie', { ...ACME, name: 'Acme Ltd' })).toMatchObject({ status: 200, body: { outcome: 'stored' } });
    expect((await load('tie')).profiles.map(({ profile }) => profile.name)).toEqual(['Acme', 'Acme Ltd']);
  });

  test.each([
    ['2026-11-01T00:00:00Z', {}, '2026-11-01T00:00:00Z'],
    ['2026-11-01', {}, '2026-11-01T00:00:00Z'],
    ['2026-11-01', { policy: 'pacific' }, '2026-11-01T07:00:00Z'],
  ])('takes effect from %s with %j', async (effectiveFrom, change, expected) => {
    const id = `from-${[effectiveFrom, expected].join('-').replaceAll(':', '.')}`;
    expect(await put(id, { ...ACME, ...change, effectiveFrom })).toMatchObject({ status: 201 });
    expect((await load(id)).profiles).toMatchObject([{ effectiveFrom: instant(expected) }]);
    expect(await put(id, { ...ACME, ...change, effectiveFrom })).toMatchObject({ body: { outcome: 'unchanged' } });
    expect((await load(id)).profiles[0]?.profile).not.toHaveProperty('effectiveFrom');
  });

  test.each([
    [
      'a component that is not configured',
      { components: ['web', 'fax'] },
      'components[1]',
      'not a configured component',
      'fax',
    ],
    [
      'a component that every object has',
      { components: ['toString'] },
      'components[0]',
      'not a configured component',
      'toString',
    ],
    ['a policy that is not configured', { policy: 'gold' }, 'policy', 'not a configured policy', 'gold'],
    [
      'an effect at a local time',
      { effectiveFrom: '2026-11-01T00:00' },
      'effectiveFrom',
      'neither an instant in UTC (2026-11-01T00:00:00Z) nor a date (2026-11-01)',
      '2026-11-01T00:00',
    ],
    [
      'an effect on a date that does not exist',
      { effectiveFrom: '2026-02-30' },
      'effectiveFrom',
      'neither an instant in UTC (2026-11-01T00:00:00Z) nor a date (2026-11-01)',
      '2026-02-30',
    ],
    ['an effect that is a number', { effectiveFrom: 1 }, 'effectiveFrom', 'neither an instant nor a date', 1],
    ['no components', { components: [] }, 'components', 'no components', '[]'],
    ['a key that is not known', { colour: 'red' }, 'colour', 'not a known key', 'red'],
    ['no name', { name: undefined }, 'name', 'missing', undefined],
    ["another customer's id", { id: 'globex' }, 'id', 'not the customer of the path (wrong)', 'globex'],
    [
      'a fee below zero',
      { serviceFees: { amountMinor: -1, currency: 'USD' } },
      'serviceFees.amountMinor',
      'below zero',
      -1,
    ],
    [
      'a contract that ends before it begins',
      { activeFrom: '2026-10-02T00:00:00Z', activeTo: '2026-10-01T00:00:00Z' },
      'activeTo',
      'not after activeFrom',
      '2026-10-01T00:00:00Z',
    ],
  ])('rejects %s with its place and rule', async (_, change, place, rule, value) => {
    const answer = await put('wrong', { ...ACME, ...change });
    expect(answer).toMatchObject(faults({ at: place, rule, ...(value === undefined ? {} : { value }) }));
    expect((await load('wrong')).profiles).toEqual([]);
  });

  test('reports every error at once and stores nothing', async () => {
    const before = await tableItems(product.pipeline.account.table);
    expect(await put('wrong', { ...ACME, name: '', components: 'web' })).toMatchObject(
      faults({ at: 'name', rule: 'empty', value: '' }, { at: 'components', rule: 'not a list', value: 'web' }),
    );
    expect(await put('wrong', { ...ACME, components: ['fax'], policy: 'gold', colour: 'red' })).toMatchObject(
      faults(
        expect.objectContaining({ at: 'components[0]', rule: 'not a configured component' }),
        expect.objectContaining({ at: 'policy', rule: 'not a configured policy' }),
        expect.objectContaining({ at: 'colour', rule: 'not a known key' }),
      ),
    );
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test.each([
    ['a space', 'ac%20me'],
    ['101 characters', 'x'.repeat(101)],
    ['a #', 'ac%23me'],
    ['a /', 'ac%2Fme'],
  ])('rejects an id with %s', async (_, id) => {
    expect(await put(id, ACME)).toMatchObject(faults(expect.objectContaining({ at: 'id' })));
  });
});

describe('PUT /customers/{id}/fees/{month}', () => {
  const fees = { amountMinor: 123_456, currency: 'USD' };

  test('stores a version with its caller, once', async () => {
    const path = '/customers/billed/fees/2026-10';
    expect(await product.call('PUT', path, fees)).toMatchObject({
      status: 200,
      body: { id: 'billed', month: '2026-10', outcome: 'stored' },
    });
    product.setClock('2026-10-21T12:00:00Z');
    expect(await product.call('PUT', path, fees)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect((await load('billed')).fees).toEqual([
      { month: '2026-10', fees, recordedAt: instant('2026-10-20T12:00:00Z'), by: CALLER },
    ]);
  });

  test.each([
    ['2026-13', fees, 'month', 'not a month (2026-10)'],
    ['october', fees, 'month', 'not a month (2026-10)'],
    ['2026-10', { ...fees, amountMinor: 0.5 }, 'amountMinor', 'not a whole number that JSON carries exactly'],
    ['2026-10', { ...fees, amountMinor: '1' }, 'amountMinor', 'not a number'],
    ['2026-10', { ...fees, currency: 'usd' }, 'currency', 'not an ISO 4217 code'],
    ['2026-10', [], '', 'not an object'],
  ])('rejects for %s the body %j at %j', async (month, body, place, rule) => {
    expect(await product.call('PUT', `/customers/billed/fees/${month}`, body)).toMatchObject(
      faults(expect.objectContaining({ at: place, rule })),
    );
  });
});
