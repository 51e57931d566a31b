import { beforeEach, describe, expect, test } from 'vitest';
import { findFact } from '../../../shared/persistence/record-fact.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type Answered } from '../../support/emulators/test-product.ts';
import { CALLER } from '../../support/http/requests.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

const notify = (customer: string, id?: string): Promise<Answered> =>
  product.call('POST', '/notices', {
    id,
    customer,
    recognizedAt: '2026-10-14T17:10:00Z',
    text: 'Nothing loads.',
    channel: 'email',
  });
const declare = (id: string): Promise<Answered> =>
  product.call('POST', '/downtimes', {
    id,
    component: 'web',
    start: '2026-10-14T17:00:00Z',
    end: '2026-10-14T19:00:00Z',
    evidence: 'a log',
  });
const retract = (kind: string, id: string, reason = 'in error'): Promise<Answered> =>
  product.call('POST', '/retractions', { of: { kind, id }, reason });
/** Retracts a customer's notice. */
const retractNotice = (id: string, customer: string): Promise<Answered> =>
  product.call('POST', '/retractions', { of: { kind: 'notice', id, customer }, reason: 'in error' });
const find = (kind: 'notice' | 'downtime', id: string) => findFact(product.pipeline.account.table, { kind, id });

describe('POST /retractions', () => {
  test('retracts a fact from now on, with who called and why', async () => {
    await declare('D-1');
    product.setClock('2026-10-21T12:00:00Z');
    expect(await retract('downtime', 'D-1')).toEqual({
      status: 201,
      type: expect.stringContaining('application/json'),
      body: {
        id: 'downtime D-1',
        of: { kind: 'downtime', id: 'D-1' },
        recordedAt: '2026-10-21T12:00:00.000Z',
      },
    });
    expect((await find('downtime', 'D-1'))?.retraction).toMatchObject({
      by: CALLER,
      payload: expect.stringMatching(/^[0-9a-f]{64}$/),
      fact: { reason: 'in error', recordedAt: instant('2026-10-21T12:00:00Z') },
    });
  });

  test('the same again is 200 with the first receipt, and changes nothing', async () => {
    await declare('D-2');
    const first = await retract('downtime', 'D-2');
    const before = await tableItems(product.pipeline.account.table);
    product.setClock('2026-10-21T12:00:00Z');
    expect(await retract('downtime', 'D-2')).toEqual({ ...first, status: 200 });
    expect(await tableItems(product.pipeline.account.table)).toEqual(before);
  });

  test('for another reason is 409', async () => {
    await declare('D-3');
    await retract('downtime', 'D-3');
    expect(await retract('downtime', 'D-3', 'on a whim')).toMatchObject({
      status: 409,
      type: 'application/problem+json',
    });
  });

  test.each([
    ['downtime', 'D-404'],
    ['notice', 'T-404'],
    ['monitor-state', 'x'],
    ['provider-status', 'x'],
  ])('answers 404 for an unknown %s', async (kind, id) => {
    expect(await retract(kind, id)).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { title: `There is no ${kind} ${id}` },
    });
  });

  test.each([
    [
      'of a retraction',
      { of: { kind: 'retraction', id: 'downtime D-1' }, reason: 'x' },
      'of.kind',
      'a retraction is not retracted',
    ],
    ['of no known kind', { of: { kind: 'rumour', id: 'x' }, reason: 'x' }, 'of.kind', 'not one of'],
    ['without a reason', { of: { kind: 'downtime', id: 'D-1' } }, 'reason', 'missing'],
    ['of nothing', { reason: 'x' }, 'of', 'missing'],
  ])('a retraction %s is rejected', async (_, body, place, rule) => {
    expect(await product.call('POST', '/retractions', body)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { faults: [{ at: place, rule: expect.stringContaining(rule) }] },
    });
  });
});

describe('a notice', () => {
  test("is retracted by its caller's own id", async () => {
    await notify('acme', 'T-1');
    expect(await retract('notice', 'T-1')).toMatchObject({
      status: 201,
      body: { of: { kind: 'notice', id: 'acme/T-1' } },
    });
    expect((await find('notice', 'acme/T-1'))?.retraction).toBeDefined();
  });

  test('is retracted by the id in its receipt', async () => {
    await notify('acme', 'T-2');
    expect(await retract('notice', 'acme/T-2')).toMatchObject({ status: 201 });
  });

  test('is retracted by its derived id', async () => {
    const { body } = await notify('initech');
    expect(body).toMatchObject({ fact: { id: expect.stringMatching(/^initech\/[0-9a-f]{32}$/) } });
    const derived = /initech\/[0-9a-f]{32}/.exec(JSON.stringify(body))?.[0] ?? '';
    expect(await retract('notice', derived)).toMatchObject({ status: 201 });
  });

  test('an id of two customers is rejected, and both facts are named', async () => {
    await notify('acme', 'T-3');
    await notify('globex', 'T-3');
    expect(await retract('notice', 'T-3')).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'of.id', rule: expect.stringMatching(/acme\/T-3.*globex\/T-3/), value: 'T-3' }] },
    });
    expect((await find('notice', 'acme/T-3'))?.retraction).toBeUndefined();
    expect(await retract('notice', 'globex/T-3')).toMatchObject({ status: 201 });
    expect((await find('notice', 'acme/T-3'))?.retraction).toBeUndefined();
  });

  test("is not retracted by another customer's id of the same text", async () => {
    await notify('acme', '17');
    await notify('globex', 'acme/17');
    expect(await retract('notice', 'acme/17')).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'of.id', rule: expect.stringContaining('(acme/17, globex/acme/17): add the customer') }] },
    });
    expect(await retractNotice('acme/17', 'initech')).toMatchObject({ status: 404 });
    expect(await retractNotice('acme/17', 'globex')).toMatchObject({
      status: 201,
      body: { of: { id: 'globex/acme/17' } },
    });
    expect((await find('notice', 'acme/17'))?.retraction).toBeUndefined();
    expect(await retractNotice('acme/17', 'acme')).toMatchObject({ status: 201, body: { of: { id: 'acme/17' } } });
  });

  test("is found by the fact's id before its caller's id", async () => {
    await notify('acme', '18');
    await notify('acme', 'acme/18');
    expect(await retract('notice', 'acme/18')).toMatchObject({ status: 201, body: { of: { id: 'acme/18' } } });
    expect(await retract('notice', 'acme/acme/18')).toMatchObject({
      status: 201,
      body: { of: { id: 'acme/acme/18' } },
    });
  });

  test('is the only fact whose retraction names a customer', async () => {
    await declare('D-9');
    const of = { kind: 'downtime', id: 'D-9', customer: 'acme' };
    expect(await product.call('POST', '/retractions', { of, reason: 'x' })).toMatchObject({
      status: 400,
      body: { faults: [{ at: 'of.customer', rule: 'only for a notice', value: 'acme' }] },
    });
  });

  test('cannot be recorded again under its retracted id', async () => {
    await notify('acme', 'T-4');
    await retract('notice', 'T-4');
    expect(await notify('acme', 'T-4')).toMatchObject({
      status: 409,
      body: { title: expect.stringContaining('was retracted: record it anew, under an id of its own') },
    });
    expect(await notify('acme', 'T-4a')).toMatchObject({ status: 201 });
  });

  test('cannot be recorded again under a retracted derived id', async () => {
    const { body } = await notify('hooli');
    const derived = /hooli\/[0-9a-f]{32}/.exec(JSON.stringify(body))?.[0] ?? '';
    await retract('notice', derived);
    expect(await notify('hooli')).toMatchObject({ status: 409 });
    expect(await notify('hooli', 'T-5')).toMatchObject({ status: 201 });
  });
});
