import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import {
  billedLines,
  declareDown,
  FEES,
  messages,
  notify,
  putCustomer,
} from '../../support/builders/closed-october.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { runSweep } from '../../support/builders/run-sweeps.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';
import { browseConsole } from '../../support/http/browsing.ts';

/** Two hours of downtime in October: a credit of 5 % of the fees, without a notice. */
let product: Product;
beforeEach(async () => {
  product = await startProduct();
  await declareDown(product, 14);
});
afterEach(() => product.stop());

const CLOSING = '2026-11-02T12:00:00Z';
const usd = (amountMinor: number) => ({ serviceFees: { ...FEES, amountMinor } });

const change = z.object({
  customer: z.string(),
  previousAmountMinor: z.number(),
  amountMinor: z.number(),
  currency: z.string(),
});
const run = z.object({
  attention: z.array(z.object({ kind: z.string(), customer: z.optional(z.string()), subject: z.string() })),
  changes: z.array(change),
});
const report = z.extend(run, { sweeps: z.array(run) });
const monthReport = async () => z.parse(report, (await product.call('GET', '/months/2026-10')).body);
const termsItems = ({ attention }: z.output<typeof run>): string[] =>
  attention
    .filter(({ kind }) => kind.startsWith('terms-'))
    .map(({ kind, customer, subject }) => `${customer}: ${kind} ${subject}`);

describe('a record that changes between month end and close', () => {
  test('prices the next month, not the one that ended', async () => {
    await putCustomer(product, 'acme');
    product.setClock('2026-11-01T09:00:00Z');
    await putCustomer(product, 'acme', usd(1_000_000));
    await product.close(CLOSING);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
    expect(termsItems(await monthReport())).toEqual([]);
  });

  test('leaves components and policy of the month as they were', async () => {
    await putCustomer(product, 'down', { components: ['web', 'voice'] });
    await putCustomer(product, 'policy');
    product.setClock('2026-11-01T08:00:00Z');
    await putCustomer(product, 'down', { components: ['voice'] });
    await putCustomer(product, 'policy', { policy: 'written' });
    await product.close(CLOSING);
    expect(await billedLines(product)).toEqual([
      'down:2026-10:1 issued 5000 (5000)',
      'policy:2026-10:1 issued 5000 (5000)',
    ]);
  });
});

test('closing again, its preview and sweeps ignore terms of later months', async () => {
  for (const id of ['acme', 'beta', 'gone', 'euro']) await putCustomer(product, id);
  await product.close(CLOSING);
  expect(await billedLines(product)).toHaveLength(4);
  product.setClock('2026-11-15T12:00:00Z');
  await putCustomer(product, 'acme', usd(1_000_000));
  await putCustomer(product, 'beta', { components: ['voice'] });
  await putCustomer(product, 'gone', { activeFrom: '2026-11-01T00:00:00Z' });
  await putCustomer(product, 'euro', { serviceFees: { ...FEES, currency: 'EUR' } });
  expect(await runSweep(product, '2026-11-16T12:30:00Z')).toEqual([]);
  await product.close('2026-12-10T11:00:00Z', { preview: true });
  expect((await monthReport()).changes).toEqual([]);
  const again = await product.close('2026-12-10T12:00:00Z');
  expect(again).toMatchObject({ totals: { counts: { assessed: 4, unchanged: 4 }, deltaMinor: {} }, blocked: [] });
  expect(await billedLines(product)).toEqual([]);
});

/** Closes October, and doubles the fees of acme from its first version on. */
const correct = async (): Promise<void> => {
  await putCustomer(product, 'acme');
  await putCustomer(product, 'beta');
  await product.close(CLOSING);
  await product.billed();
  product.setClock('2026-11-03T09:00:00Z');
  await putCustomer(product, 'acme', { ...usd(200_000), effectiveFrom: '2026-10-20T12:00:00Z' });
};
const CHANGE = { customer: 'acme', previousAmountMinor: 5000, amountMinor: 10_000, currency: 'USD' };

describe('a correction with the effectiveFrom of the version that it corrects', () => {
  test('is found by the sweep, and listed as recorded late', async () => {
    await correct();
    expect(await runSweep(product, '2026-11-03T12:30:00Z')).toEqual([{ adjusted: 1, assessed: 1 }]);
    expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);
    const { sweeps } = await monthReport();
    expect(sweeps.map(termsItems)).toEqual([['acme: terms-recorded-late 2026-11-03T09:00:00.000Z']]);
    expect(sweeps.map(({ changes }) => changes)).toEqual([[CHANGE]]);
    expect(await runSweep(product, '2026-11-04T12:30:00Z')).toHaveLength(1);
  });

  test('is the same in the console, a preview and a close', async () => {
    await correct();
    const page = await browseConsole(product, 'GET', '/console/months/2026-10?now=1');
    expect(page.text).toMatch(
      /Credits that would change Customer In the ledger Due Change acme acme \$?50\.00.*100\.00/,
    );
    expect(page.text).not.toMatch(/would change no credit/);
    await product.close('2026-11-03T10:00:00Z', { preview: true });
    expect((await monthReport()).changes).toEqual([CHANGE]);
    expect(await billedLines(product)).toEqual([]);
    await product.close('2026-11-03T11:00:00Z');
    expect((await monthReport()).changes).toEqual([CHANGE]);
    expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 10000 (5000)']);
    const after = await browseConsole(product, 'GET', '/console/months/2026-10?now=1');
    expect(after.text).toContain('Closing the month again would change no credit.');
  });
});

test('a version that takes effect within the month is listed', async () => {
  await putCustomer(product, 'acme');
  product.setClock('2026-10-21T12:00:00Z');
  await putCustomer(product, 'acme', { ...usd(200_000), effectiveFrom: '2026-10-25' });
  await putCustomer(product, 'acme', { ...usd(300_000), effectiveFrom: '2026-11-01' });
  await product.close(CLOSING);
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 10000 (10000)']);
  expect(termsItems(await monthReport())).toEqual(['acme: terms-changed 2026-10-25T00:00:00.000Z']);
});

describe('a customer whose first record came after the close', () => {
  test('is listed and assessed by the next sweep', async () => {
    await putCustomer(product, 'acme');
    await product.close(CLOSING);
    await product.billed();
    product.setClock('2026-11-03T09:00:00Z');
    await putCustomer(product, 'late', { activeFrom: '2026-10-01T00:00:00Z' });
    await putCustomer(product, 'next-month', { activeFrom: '2026-11-01T00:00:00Z' });
    expect(await runSweep(product, '2026-11-03T12:30:00Z')).toEqual([{ assessed: 1, issued: 1 }]);
    expect(await billedLines(product)).toEqual(['late:2026-10:1 issued 5000 (5000)']);
    expect((await monthReport()).sweeps.map(termsItems)).toEqual([
      ['late: terms-recorded-late 2026-11-03T09:00:00.000Z'],
    ]);
  });

  test('is listed and assessed by a repeated close', async () => {
    await product.close(CLOSING);
    product.setClock('2026-11-03T09:00:00Z');
    await putCustomer(product, 'late', { activeFrom: '2026-10-01T00:00:00Z' });
    await product.close('2026-11-03T10:00:00Z');
    expect(await billedLines(product)).toEqual(['late:2026-10:1 issued 5000 (5000)']);
    expect(termsItems(await monthReport())).toEqual(['late: terms-recorded-late 2026-11-03T09:00:00.000Z']);
  });
});

test('the second record is in force although its clock is behind', async () => {
  product.setClock('2026-10-20T12:00:02Z');
  await putCustomer(product, 'acme');
  product.setClock('2026-10-20T12:00:01Z');
  await putCustomer(product, 'acme', usd(200_000));
  await product.close(CLOSING);
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 10000 (10000)']);
});

test('an adjustment has the external id of the newest record', async () => {
  await putCustomer(product, 'acme', { externalRefs: { stripe: 'cus_OLD' } });
  await product.close(CLOSING);
  product.setClock('2026-11-05T09:00:00Z');
  await putCustomer(product, 'acme', { ...usd(500_000), name: 'Acme Ltd', externalRefs: { stripe: 'cus_NEW' } });
  await declareDown(product, 20);
  await runSweep(product, '2026-11-20T12:30:00Z');
  const sent = (await messages(product)).map(({ data }) => [data.revision, data.amountMinor, data.externalRefs]);
  expect(sent).toEqual([
    [1, 5000, { stripe: 'cus_OLD' }],
    [2, 10_000, { stripe: 'cus_NEW' }],
  ]);
  expect((await browseConsole(product, 'GET', '/console/months/2026-10/customers/acme')).text).toContain('Acme Ltd');
});

test('a notice under three ids and repeated orders give one credit', async () => {
  await putCustomer(product, 'acme', { policy: 'written' });
  const post = (customer: string, id?: string) =>
    product.call('POST', '/notices', {
      ...(id === undefined ? {} : { id }),
      customer,
      recognizedAt: '2026-10-14T17:00:00Z',
      receivedAt: '2026-10-14T18:00:00Z',
      text: 'down',
      channel: 'email',
    });
  const statuses = [];
  for (const [customer, id] of [['acme', '1'], ['acme', '2'], ['acme'], ['acme'], ['acmee'], ['Acme']] as const)
    statuses.push((await post(customer, id)).status);
  expect(statuses).toEqual([201, 201, 201, 200, 201, 201]);
  const closed = await product.close(CLOSING);
  expect(closed).toMatchObject({ blocked: [{ customer: 'Acme' }, { customer: 'acmee' }] });
  await product.close('2026-11-02T12:00:00Z');
  expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
  product.setClock('2026-11-04T09:00:00Z');
  await product.call('POST', '/retractions', { of: { kind: 'downtime', id: 'web-14' }, reason: 'none' });
  await runSweep(product, '2026-11-05T12:30:00Z');
  for (const order of ['2026-11-03T12:30:00Z', '2026-11-05T12:30:00Z']) await runSweep(product, order);
  expect(await billedLines(product)).toEqual(['acme:2026-10:2 adjusted 0 (-5000)']);
  await notify(product, 'acme', 14);
  await runSweep(product, '2026-11-06T12:30:00Z');
  expect(await billedLines(product)).toEqual([]);
});

test('random versions give the amounts of the month, whenever it is closed', async () => {
  const instants = ['2026-09-15', '2026-10-01', '2026-10-14', '2026-10-31', '2026-11-01', '2026-11-02'].map((day) =>
    instant(`${day}T00:00:00Z`),
  );
  const version = fc.record({
    fee: fc.integer({ min: 1, max: 50 }),
    from: fc.option(fc.constantFrom(...instants), { nil: undefined }),
    /** Before the end of the month, between it and the close, and after the close. */
    at: fc.constantFrom('2026-10-20T12:00:00Z', '2026-11-01T12:00:00Z', '2026-11-03T12:00:00Z'),
  });
  const customers = fc.sample(fc.array(version, { minLength: 1, maxLength: 5 }), { numRuns: 40, seed: 26 });
  const puts = customers
    .flatMap((versions, i) => versions.map((each) => ({ ...each, id: `c${i}`, recordedAt: instant(each.at) })))
    .toSorted((a, b) => a.recordedAt - b.recordedAt);
  const END = instant('2026-11-01T00:00:00Z');
  /** The credit of a customer by the versions put so far. */
  const due = (id: string, until: number): number => {
    const put = puts.filter((each) => each.id === id && each.recordedAt <= until);
    const inForce = put
      .map((each) => ({ ...each, effect: each.from ?? each.recordedAt }))
      .filter(({ effect }) => effect < END)
      .toSorted((a, b) => a.effect - b.effect)
      .at(-1);
    return (inForce ?? put[0])?.fee ?? 0;
  };
  const billed = new Map<string, number>();
  const compare = async (until: string): Promise<void> => {
    for (const { data } of await messages(product)) billed.set(data.customer, data.amountMinor / 100);
    const ids = customers.map((_, i) => `c${i}`);
    expect(ids.map((id) => [id, billed.get(id) ?? 0])).toEqual(ids.map((id) => [id, due(id, instant(until))]));
  };
  const putAll = async (at: string): Promise<void> => {
    product.setClock(at);
    for (const { id, fee, from } of puts.filter((each) => each.at === at))
      await putCustomer(product, id, {
        ...usd(fee * 2000),
        ...(from === undefined ? {} : { effectiveFrom: formatInstant(from) }),
      });
  };
  await putAll('2026-10-20T12:00:00Z');
  await putAll('2026-11-01T12:00:00Z');
  await product.close(CLOSING);
  await compare(CLOSING);
  await putAll('2026-11-03T12:00:00Z');
  await runSweep(product, '2026-11-03T12:30:00Z');
  await compare('2026-11-03T12:30:00Z');
  await product.close('2026-12-10T12:00:00Z');
  expect(await billedLines(product)).toEqual([]);
});
