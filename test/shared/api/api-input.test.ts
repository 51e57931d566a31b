import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putCustomer, declareDown } from '../../support/builders/closed-october.ts';
import { type Answered, type Product } from '../../support/emulators/test-product.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { expectUnchanged } from '../../support/emulators/expect-unchanged.ts';

const product = await usingProduct();
beforeEach(product.forget);
beforeAll(async () => {
  await putCustomer(product, 'acme');
  await putCustomer(product, 'globex');
  await declareDown(product, 14);
});

const keepingNothing = (...request: Parameters<Product['call']>): Promise<Answered> =>
  expectUnchanged(product.pipeline.account.table, () => product.call(...request));

describe('a caller with access to one customer reads no other customer', () => {
  const months = 'months/2026-10';
  test.each([
    ['dot segments', `/customers/acme/../globex/${months}`],
    ['encoded dot segments', `/customers/acme/%2e%2e/globex/${months}`],
    ['half encoded ones', `/customers/acme/.%2E/globex/${months}`],
    ['dot segments behind encoded slashes', `/customers/acme%2F..%2Fglobex/${months}`],
    ['backslashes', `/customers/acme\\..\\globex/${months}`],
    ['a tab, which URLs drop', `/customers/acme/.\t./globex/${months}`],
    ['a newline, which URLs drop', `/customers/acme/.\n./globex/${months}`],
    ['an encoded letter', `/customers/%67lobex/${months}`],
    ['an encoded letter of the route', `/%63ustomers/globex/${months}`],
    ['a wide letter', `/customers/ｇlobex/${months}`],
    ['a letter of another script', `/customers/glоbex/${months}`],
    ['a combining mark', `/customers/globe\u0301x/${months}`],
    ['a query in the path', `/customers/globex/${months}?x=/customers/acme`],
    ['a fragment in the path', `/customers/globex/${months}#/customers/acme`],
    ['the key delimiter in the id', `/customers/acme%23fact/${months}`],
    ['the key delimiter in the month', `/customers/acme/months/2026-10%23000001`],
    ['a NUL', `/customers/globex%00/${months}`],
    ['a line end', `/customers/globex%0a/${months}`],
    ['a blank', `/customers/globex%20/${months}`],
    ['slashes twice', `/customers//globex/${months}`],
    ['a slash at the end', `/customers/globex/${months}/`],
  ])('by %s', async (_, path) => {
    const answer = await keepingNothing('GET', path);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(answer.body).toMatchObject({
      faults: [{ at: expect.stringMatching(/^(path|id|month)$/), rule: expect.stringContaining('dot segment') }],
    });
  });

  test.each([
    ['another case', '/customers/GLOBEX/months/2026-10'],
    ['a route in another case', '/CUSTOMERS/globex/months/2026-10'],
  ])('by %s: there is no such thing', async (_, path) => {
    expect(await keepingNothing('GET', path)).toMatchObject({ status: 404, type: 'application/problem+json' });
  });

  test('the caller reads its own customer', async () => {
    expect((await product.call('GET', '/customers/acme/months/2026-10')).body).toMatchObject({
      customer: 'acme',
      statements: [{ customer: 'acme' }],
    });
  });
});

describe('a malformed call is rejected with a problem', () => {
  test.each(['TRACE', 'CONNECT', 'QUERY', 'get', ''])('with the method %j', async (method) => {
    expect(await keepingNothing(method, '/months/2026-10')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    });
  });

  test('with a body where one is read', async () => {
    expect(await keepingNothing('GET', '/months/2026-10', '{}')).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { faults: [{ at: '', rule: 'a GET has no body' }] },
    });
  });
});

const NOTICE = { id: 'N', customer: 'acme', recognizedAt: '2026-10-14T17:10:00Z', text: 'Down.', channel: 'email' };

const send = (bytes: Uint8Array) =>
  keepingNothing('POST', '/notices', Buffer.from(bytes).toString('base64'), { isBase64Encoded: true });

describe('bodies', () => {
  test.each([
    ['Latin-1', Buffer.from(JSON.stringify({ ...NOTICE, text: 'fermé' }), 'latin1'), 'not UTF-8'],
    ['UTF-16', Buffer.from(JSON.stringify({ ...NOTICE, text: 'fermé' }), 'utf16le'), 'not UTF-8'],
    ['UTF-8 cut off within a character', Buffer.from('{"text": "ferm\u00e9').subarray(0, -1), 'not UTF-8'],
    ['characters in more bytes than they have', Buffer.from([0x7b, 0xc0, 0xaf, 0x7d]), 'not UTF-8'],
    ['nesting deeper than a stack', Buffer.from('['.repeat(120_000) + ']'.repeat(120_000)), 'not an object'],
    ['nesting in a field', Buffer.from(`{"customer":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), 'not text'],
  ])('with %s are rejected, and nothing is stored', async (_, bytes, rule) => {
    const answer = await send(bytes);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(answer.body).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ rule: expect.stringContaining(rule) })]),
    });
  });

  test.each([
    ['/notices', { ...NOTICE, text: '\uD800' }, 'text'],
    [
      '/exclusions',
      {
        scope: { all: true },
        start: '2026-10-14T17:00:00Z',
        end: '2026-10-14T18:00:00Z',
        reason: 'third-party',
        evidence: 'a\uDC00b',
      },
      'evidence',
    ],
    ['/retractions', { of: { kind: 'downtime', id: '\uD800' }, reason: 'x' }, 'of.id'],
    ['/months/2026-10/close', { reason: '\uD800' }, 'reason'],
  ])('to %s with half a character are rejected', async (path, body, place) => {
    expect(await keepingNothing('POST', path, body)).toMatchObject({
      status: 400,
      body: { faults: [{ at: place, rule: 'half a character (a lone surrogate)' }] },
    });
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'with the key %s are rejected and reach no object',
    async (key) => {
      const body = JSON.stringify(NOTICE).replace('{', `{"${key}": {"polluted": true}, `);
      expect(await keepingNothing('POST', '/notices', body)).toMatchObject({
        status: 400,
        body: { faults: [{ at: key, rule: 'not a known key' }] },
      });
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );
});

describe('a rejected retraction stores nothing', () => {
  test.each([
    ['of what there is none of', { kind: 'downtime', id: 'nowhere' }, 404],
    ['of a retraction', { kind: 'retraction', id: 'downtime web-14' }, 400],
    ['of an id of 10 kB', { kind: 'downtime', id: 'x'.repeat(10_000) }, 400],
    ['of a notice whose id has the key delimiter', { kind: 'notice', id: 'acme#N' }, 404],
  ])('%s', async (_, of, status) => {
    const answer = await keepingNothing('POST', '/retractions', { of, reason: 'an error' });
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });
});

describe('ids that somebody chose', () => {
  const IDS = [
    '#',
    'a#b',
    '%23',
    'a%b',
    'a/b',
    '..',
    '../globex/N',
    'globex/N',
    'é',
    'e\u0301',
    '顧客-1',
    '😀'.repeat(200),
    '=1+1',
    '<b>',
  ];

  test('make separate notices for separate customers', async () => {
    for (const customer of ['acme', 'globex']) {
      for (const id of IDS) {
        const answer = await product.call('POST', '/notices', { ...NOTICE, customer, id });
        expect(answer).toMatchObject({ status: 201, body: { id, fact: { id: `${customer}/${id}` } } });
      }
    }
    for (const id of IDS) {
      const of = { kind: 'notice', id: `acme/${id}` };
      expect(await product.call('POST', '/retractions', { of, reason: 'an error' })).toMatchObject({
        status: 201,
        body: { of },
      });
      expect(await product.call('POST', '/notices', { ...NOTICE, customer: 'globex', id })).toMatchObject({
        status: 200,
      });
    }
  });
});
