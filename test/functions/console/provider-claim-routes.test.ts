import { beforeAll, expect, test } from 'vitest';
import { reportDueClaims } from '../../../functions/reconcile-alarms/report-due-claims.ts';
import { TABLE_ACCESS } from '../../../infra/table-access.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import type { FactOf } from '../../../shared/domain/facts/facts.ts';
import { twilioApisPreset } from '../../../shared/domain/policy/presets/twilio-apis.ts';
import { recordFact } from '../../../shared/persistence/record-fact.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { anOperator } from '../../support/builders/product-config.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';
import { browseConsole } from '../../support/http/browsing.ts';

const { policy } = twilioApisPreset;
const CODE = 'voicecode001';
const config = loadConfig({
  ...anOperator,
  policies: { ...anOperator.policies, [policy.id]: policy },
  providers: {
    twilio: {
      ...anOperator.providers.twilio,
      sla: {
        policy: policy.id,
        services: {
          voice: { components: [CODE], serviceFees: { default: { amountMinor: 500_000, currency: 'USD' } } },
        },
      },
    },
  },
});
const product = await usingProduct(config);
const { table } = product.pipeline.account;
const PATH = '/months/2026-10/provider-claims';
const sent = { provider: 'twilio', service: 'voice', state: 'sent' };

const dueAt = async (now: string): Promise<number> => {
  let due = -1;
  const count = (_: string, amount = 1): void => {
    due = amount;
  };
  const telemetry = { count, rejected: () => {}, note: () => {} };
  await reportDueClaims({ table, config, telemetry, clock: () => instant(now) });
  return due;
};

beforeAll(async () => {
  const states = [
    ['2026-10-14T10:00:00Z', 'major_outage'],
    ['2026-10-14T12:00:00Z', 'operational'],
  ] as const;
  for (const [at, status] of states) {
    const fact: FactOf<'provider-status'> & { readonly recordedAt: number } = {
      kind: 'provider-status',
      id: at,
      provider: 'twilio',
      component: CODE,
      status,
      at: instant(at),
      recordedAt: instant(at),
    };
    await recordFact(table, { fact, by: 'webhook' });
  }
  product.setClock('2026-11-20T12:00:00Z');
});

test('the page shows the claim with its text and deadline', async () => {
  const { text } = await browseConsole(product, 'GET', '/console/provider-claims');
  expect(text).toContain('twilio, voice');
  expect(text).toContain('We request the service credit of');
  expect(text).toContain('Claim until Mon 30 Nov 2026, 23:59:59.');
});

test('an open claim is due in the seven days before its deadline', async () => {
  expect(await dueAt('2026-11-23T23:59:59.998Z')).toBe(0);
  expect(await dueAt('2026-11-23T23:59:59.999Z')).toBe(1);
  expect(await dueAt('2026-11-30T23:59:59.999Z')).toBe(1);
  expect(await dueAt('2026-12-01T00:00:00.000Z')).toBe(0);
});

test('a mark of an unknown service or in the future is rejected', async () => {
  expect(await product.call('POST', PATH, { ...sent, service: 'fax' })).toMatchObject({
    status: 400,
    body: { faults: [{ at: 'service', rule: 'not a service of the provider with an SLA' }] },
  });
  expect(await product.call('POST', PATH, { ...sent, at: '2026-11-21T00:00:00.000Z' })).toMatchObject({
    status: 400,
    body: { faults: [{ at: 'at', rule: 'in the future' }] },
  });
  expect(await dueAt('2026-11-25T00:00:00Z')).toBe(1);
});

test('a sent claim is not due, and its mark is stored once', async () => {
  const body = { ...sent, at: '2026-11-19T12:00:00.000Z', note: 'ticket 7' };
  expect(await product.call('POST', PATH, body)).toMatchObject({ status: 200, body: { outcome: 'stored' } });
  product.setClock('2026-11-20T12:01:00Z');
  expect(await product.call('POST', PATH, body)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
  expect(await dueAt('2026-11-25T00:00:00Z')).toBe(0);
});

test('the form of the page marks the claim, which keeps its amount', async () => {
  product.setClock('2026-12-20T12:00:00Z');
  const form = { provider: 'twilio', service: 'voice', state: 'paid', at: '', note: '' };
  const { text } = await browseConsole(product, 'POST', '/console/provider-claims?month=2026-10', { form });
  expect(text).toContain('500.00 USD, paid.');
  expect(text).toContain(': ticket 7');
});

test('only people and the watch of deadlines reach the marks', () => {
  const reaching = Object.entries(TABLE_ACCESS).flatMap(([fn, { read, append }]) =>
    [...read, ...append].includes('provider-claim#*') ? [fn] : [],
  );
  expect(reaching).toEqual(['reconcile-alarms', 'records', 'console']);
});
