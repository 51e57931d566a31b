import { beforeEach, describe, expect, test } from 'vitest';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { findPayload } from '../../../shared/persistence/payload-store.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Answered } from '../../support/emulators/test-product.ts';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const NOW = '2026-10-20T12:00:00.000Z';
const window = { start: '2026-10-14T17:00:00Z', end: '2026-10-14T19:00:00Z' };

/** One good body for each call, with an id of the caller's own. */
const BODIES = {
  notice: {
    path: '/notices',
    body: {
      id: 'T-1',
      customer: 'acme',
      recognizedAt: '2026-10-14T17:10:00Z',
      text: 'Nothing loads.',
      channel: 'email',
    },
  },
  maintenance: { path: '/maintenance', body: { id: 'M-1', scope: { all: true }, ...window, requestedBy: 'company' } },
  exclusion: {
    path: '/exclusions',
    body: {
      id: 'E-1',
      scope: { component: 'web' },
      ...window,
      reason: 'force-majeure',
      evidence: 'https://example.com/flood',
    },
  },
  downtime: { path: '/downtimes', body: { id: 'D-1', component: 'web', ...window, evidence: 'the log of the 14th' } },
} as const;
const KINDS = ['notice', 'maintenance', 'exclusion', 'downtime'] as const;

type Kind = (typeof KINDS)[number];
const post = (kind: Kind, change: object = {}): Promise<Answered> =>
  product.call('POST', BODIES[kind].path, { ...BODIES[kind].body, ...change });
const find = (kind: Kind, id: string) => findFact(product.pipeline.account.table, { kind, id });
const factId = (kind: Kind, own: string): string => (kind === 'notice' ? `acme/${own}` : own);

describe.each(KINDS)('a %s', (kind) => {
  test('gets a receipt, and is stored with its caller and body', async () => {
    const answer = await post(kind);
    const { id } = BODIES[kind].body;
    expect(answer).toMatchObject({
      status: 201,
      type: expect.stringContaining('application/json'),
      body: { id, fact: { kind, id: factId(kind, id) }, recordedAt: NOW },
    });
    const found = await find(kind, factId(kind, id));
    expect(found?.stored).toMatchObject({ by: CALLER, fact: { kind, recordedAt: instant(NOW) } });
    expect(await findPayload(product.pipeline.account.table, found?.stored.payload ?? '')).toEqual({
      door: 'records',
      by: CALLER,
      receivedAt: instant(NOW),
      body: JSON.stringify(BODIES[kind].body),
    });
    expect(product.counted('FactsRecorded')).toBe(1);
  });

  test('gets its first receipt again when repeated', async () => {
    const first = await post(kind, { id: 'again' });
    const before = await tableItems(product.pipeline.account.table);
    product.setClock('2026-10-25T12:00:00Z');
    expect(await post(kind, { id: 'again' })).toEqual({ ...first, status: 200 });
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('without an id gets one derived from its content', async () => {
    const first = await post(kind, { id: undefined });
    expect(first).toMatchObject({ status: 201, body: { id: expect.stringMatching(/./) } });
    product.setClock('2026-10-25T12:00:00Z');
    expect(await post(kind, { id: undefined })).toEqual({ ...first, status: 200 });
  });

  test('with a used id and other content is a conflict', async () => {
    await post(kind, { id: 'taken' });
    const other = kind === 'notice' ? { recognizedAt: '2026-10-14T18:00:00Z' } : { end: '2026-10-14T20:00:00Z' };
    expect(await post(kind, { id: 'taken', ...other })).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { status: 409, title: `Another ${kind} has this id already` },
    });
    expect(JSON.stringify((await find(kind, factId(kind, 'taken')))?.stored.fact)).not.toContain(
      String(instant('2026-10-14T20:00:00Z')),
    );
    expect(product.counted('FactsConflicting')).toBe(1);
  });

  test.each([
    ['a key that is not known', { colour: 'red' }, 'colour', 'not a known key'],
    ['an id that is empty', { id: '' }, 'id', 'not 1 to 200'],
  ])('with %s is rejected with its place and rule', async (_, change, place, rule) => {
    expect(await post(kind, change)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { faults: [{ at: place, rule: expect.stringContaining(rule) }] },
    });
    expect(product.notes).toEqual([expect.stringContaining('records refused')]);
  });
});

describe('a notice', () => {
  test('was received now, unless it reached the company earlier', async () => {
    expect(await post('notice', { id: 'now' })).toMatchObject({ body: { receivedAt: NOW } });
    const earlier = '2026-10-14T17:30:00.000Z';
    expect(await post('notice', { id: 'mail', receivedAt: earlier })).toMatchObject({ body: { receivedAt: earlier } });
    expect((await find('notice', 'acme/mail'))?.stored).toMatchObject({
      fact: { receivedAt: instant(earlier), recordedAt: instant(NOW) },
      said: { text: 'Nothing loads.', channel: 'email' },
    });
  });

  test.each([
    [{ receivedAt: '2026-10-20T12:00:00.001Z' }, 'receivedAt', 'in the future'],
    [{ recognizedAt: '2026-10-20T12:00:00.001Z' }, 'recognizedAt', 'in the future'],
    [{ receivedAt: '2026-10-14T17:09:59Z' }, 'receivedAt', 'before recognizedAt'],
    [{ recognizedAt: '2026-10-14 17:10' }, 'recognizedAt', 'not an instant in UTC'],
    [{ channel: 'fax' }, 'channel', 'not one of email, portal, phone-transcript, helpdesk'],
    [{ text: undefined }, 'text', 'missing'],
    [{ customer: 'ac me' }, 'customer', 'not 1 to 100 of'],
  ])('with %j is rejected at %s', async (change, place, rule) => {
    expect(await post('notice', { id: 'wrong', ...change })).toMatchObject({
      status: 400,
      body: { faults: [{ at: place, rule: expect.stringContaining(rule) }] },
    });
    expect(await find('notice', 'acme/wrong')).toBeUndefined();
  });

  test("can have the id of another customer's notice", async () => {
    expect(await post('notice', { id: 'both' })).toMatchObject({ status: 201 });
    expect(await post('notice', { id: 'both', customer: 'globex' })).toMatchObject({ status: 201 });
  });
});

describe('maintenance', () => {
  test('was announced now, unless it was announced earlier; never in the future', async () => {
    expect(await post('maintenance', { id: 'm-now' })).toMatchObject({ body: { announcedAt: NOW } });
    const earlier = '2026-10-01T00:00:00.000Z';
    expect(await post('maintenance', { id: 'm-early', announcedAt: earlier })).toMatchObject({
      body: { announcedAt: earlier },
    });
    expect(await post('maintenance', { id: 'm-later', announcedAt: '2026-10-21T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'announcedAt', rule: expect.stringContaining('in the future') }] },
    });
  });

  test('may have evidence of its announcement, as a part of its content', async () => {
    const evidence = 'https://status.example/maintenance/7';
    expect(await post('maintenance', { id: 'm-proof', evidence })).toMatchObject({ status: 201 });
    expect((await find('maintenance', 'm-proof'))?.stored.said).toEqual({ evidence });
    expect(await post('maintenance', { id: 'm-proof', evidence })).toMatchObject({ status: 200 });
    expect(await post('maintenance', { id: 'm-proof' })).toMatchObject({ status: 409 });
  });

  test('without evidence keeps the derived id that it had before evidence existed', async () => {
    const body = { scope: { all: true }, start: NOW, end: '2026-10-20T13:00:00Z', requestedBy: 'company' };
    expect(await product.call('POST', '/maintenance', body)).toMatchObject({
      body: { id: 'ba1c1b68e79a829dad61764ecdfb1865' },
    });
    expect(await product.call('POST', '/maintenance', { ...body, evidence: 'a mail' })).toMatchObject({ status: 201 });
  });
});

test.each([
  ['downtime', { component: 'fax' }, 'component', 'not a configured component'],
  ['exclusion', { scope: { component: 'fax' } }, 'scope.component', 'not a configured component'],
  ['maintenance', { scope: { component: 'constructor' } }, 'scope.component', 'not a configured component'],
  ['exclusion', { scope: { all: false } }, 'scope', 'not one of'],
  ['exclusion', { reason: 'weather' }, 'reason', 'not one of third-party, force-majeure, policy-block'],
  ['exclusion', { end: window.start }, 'end', 'not after start'],
  ['downtime', { evidence: undefined }, 'evidence', 'missing'],
] as const)('a %s with %j is rejected at %s: %s', async (kind, change, place, rule) => {
  const before = await tableItems(product.pipeline.account.table);
  expect(await post(kind, { id: 'wrong', ...change })).toMatchObject({
    status: 400,
    body: { faults: [{ at: place, rule: expect.stringContaining(rule) }] },
  });
  expect(await tableItems(product.pipeline.account.table)).toEqual(before);
});
