import { beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../support/builders/page-markup.ts';
import { browseConsole, type BrowsedPage } from '../../support/http/browsing.ts';
import { declareDown, notify, putCustomer } from '../../support/builders/closed-october.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

/** Each close advances the clock by an hour. */
let hour = 0;
const product = await usingProduct();
beforeAll(async () => {
  await putCustomer(product, 'acme'); // needs no notice
  await putCustomer(product, 'birch', { policy: 'written' }); // needs notice
  await putCustomer(product, 'cedar', { components: ['voice'] });
  for (const day of [14, 15]) await declareDown(product, day);
  await declareDown(product, 20, 'voice');
  product.setClock('2026-10-14T18:30:00Z');
  await notify(product, 'birch', 14);
  await close();
});

const close = async (): Promise<void> => {
  hour += 1;
  await product.close(`2026-11-03T${String(hour).padStart(2, '0')}:00:00Z`);
  product.setClock(`2026-11-03T${String(hour).padStart(2, '0')}:30:00Z`);
};

type Amounts = { readonly ledger: number | undefined; readonly now: number; readonly after: number };

/** The amounts of a preview by customer, in minor units. */
const effectsIn = ({ html }: BrowsedPage): Record<string, Amounts> =>
  Object.fromEntries(
    [...html.matchAll(/<tr class="(?:same)?">(.*?)<\/tr>/gs)].map(([, row = '']) => {
      const [, customer = ''] = /class="id aside">([^<]*)</.exec(row) ?? [];
      const cells = [...row.matchAll(/<td class="number[^"]*">(.*?)<\/td>/gs)].map(
        ([, cell = '']) => /value="(-?\d+)"/.exec(cell)?.[1],
      );
      const [ledger, now, after] = cells;
      return [
        customer,
        { ledger: ledger === undefined ? undefined : Number(ledger), now: Number(now), after: Number(after) },
      ];
    }),
  );

/** A customer's credit for October in the ledger, in minor units; undefined without a revision. */
const owed = async (customer: string): Promise<number | undefined> => {
  const { html } = await browseConsole(product, 'GET', '/console/months/2026-10/messages');
  const summaries = [...html.matchAll(/<summary>(.*?)<\/summary>/gs)].map(([, summary = '']) => summary);
  const last = summaries.find((summary) => textOf(summary).startsWith(`${customer} `));
  const [, amount] = [...(last ?? '').matchAll(/value="(-?\d+)"/g)].map(([, value]) => Number(value));
  return amount;
};

const web14 = { zone: 'utc', start: '2026-10-14T17:00', end: '2026-10-14T19:00' };

/** Each case builds on the cases before it. */
const CASES: readonly (readonly [string, string, Record<string, string>, Record<string, number>])[] = [
  [
    'a required notice',
    'notice',
    {
      zone: 'utc',
      customer: 'birch',
      recognizedAt: '2026-10-15T17:00',
      receivedAt: '2026-10-15T18:00',
      channel: 'email',
      text: 'Nothing loads.',
    },
    { birch: 5000 },
  ],
  [
    'a late notice',
    'notice',
    {
      zone: 'utc',
      customer: 'birch',
      recognizedAt: '2026-10-15T17:30',
      receivedAt: '2026-10-29T18:00',
      channel: 'portal',
      text: 'It was down.',
    },
    { birch: 0 },
  ],
  [
    'downtime without an alarm',
    'downtime',
    { zone: 'utc', component: 'web', start: '2026-10-16T17:00', end: '2026-10-16T19:00', evidence: 'a log' },
    { acme: 5000 },
  ],
  [
    'an exclusion of a component',
    'exclusion',
    { ...web14, scope: 'component', component: 'web', reason: 'third-party', evidence: 'https://example.com' },
    { acme: -5000, birch: -5000 },
  ],
  [
    'an exclusion of one customer',
    'exclusion',
    {
      zone: 'utc',
      scope: 'customer',
      customer: 'acme',
      reason: 'policy-block',
      evidence: 'spam',
      start: '2026-10-15T00:00',
      end: '2026-10-16T00:00',
      id: 'AUP-1',
    },
    { acme: -5000 },
  ],
  [
    'maintenance of all components, announced in time',
    'maintenance',
    {
      zone: 'utc',
      scope: 'all',
      start: '2026-10-20T16:00',
      end: '2026-10-20T20:00',
      announcedAt: '2026-10-01T00:00',
      requestedBy: 'company',
    },
    { cedar: -5000 },
  ],
  [
    'maintenance without an announcement',
    'maintenance',
    {
      zone: 'utc',
      scope: 'all',
      start: '2026-10-16T16:00',
      end: '2026-10-16T20:00',
      announcedAt: '2026-10-16T16:30',
      requestedBy: 'company',
    },
    {},
  ],
  [
    'a retraction of a customer’s fact',
    'retraction',
    { kind: 'exclusion', id: 'AUP-1', reason: 'another customer' },
    { acme: 5000 },
  ],
  [
    'a retraction of a component’s fact',
    'retraction',
    { kind: 'downtime', id: 'web-15', reason: 'it was none' },
    { acme: -5000, birch: -5000 },
  ],
];

describe.each(CASES)('%s', (_, kind, form, expected) => {
  let effects: Record<string, Amounts>;

  test('has a preview that writes nothing', async () => {
    const before = await tableItems(product.pipeline.account.table);
    const page = await browseConsole(product, 'POST', `/console/record/${kind}`, { form });
    expect(page.status).toBe(200);
    effects = effectsIn(page);
    const differing = Object.entries(effects).filter(
      ([id, { now, after }]) => now !== after || Object.hasOwn(expected, id),
    );
    expect(Object.fromEntries(differing.map(([id, { now, after }]) => [id, after - now]))).toEqual(expected);
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('has the previewed effect once the month is closed again', async () => {
    const saved = await browseConsole(product, 'POST', `/console/record/${kind}`, { form: { ...form, do: 'save' } });
    expect(saved.text).toContain('This page is the receipt.');
    await close();
    for (const [customer, { after }] of Object.entries(effects))
      expect([customer, (await owed(customer)) ?? 0]).toEqual([customer, after]);
  });
});
