import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { afterAll, describe, expect, test } from 'vitest';
import { billingSchema } from '../../../scripts/billing-schema.ts';
import { type BillingMessage, billingMessage, DATA_SCHEMA } from '../../../shared/messaging/billing-message.ts';
import { creditId, revisionMessage, type RevisionDetails } from '../../../shared/messaging/billing-message.ts';
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { customerMonthOf } from '../../../shared/domain/statement/customer-month.ts';
import { aCustomerMonth, aStatement } from '../../support/builders/statement-builder.ts';
import { instant } from '../../support/builders/instant-text.ts';

// The full zod sets a locale for all files of a worker; the product's schemas have none.
afterAll(() => z.config({ localeError: undefined }));

const REVISION: RevisionDetails = {
  stage: 'test',
  apply: 'incident-month',
  revision: 1,
  previousAmountMinor: 0,
  previousLines: [],
  stored: { sha256: 'a'.repeat(64), url: 's3://statements/a.json', page: 's3://statements/a.html' },
  run: '2026-10@2026-11-02T20:00:00.000Z',
  closedAsOf: instant('2026-11-02T20:00:00Z'),
  recordedAt: instant('2026-11-02T20:06:00Z'),
};
const message = (change: Partial<RevisionDetails> = {}, ...of: Parameters<typeof aCustomerMonth>): BillingMessage =>
  revisionMessage(aCustomerMonth(...of), { ...REVISION, ...change });

const serviceStatement = (service: string, days: readonly number[]) => ({ ...aStatement({ days }), service });

/** Returns the message of a month with two services: `calls` was down on each of these days, `mail` on none. */
const ofServices = (days: readonly number[], change: Partial<RevisionDetails> = {}): BillingMessage => {
  const month = customerMonthOf([serviceStatement('calls', days), serviceStatement('mail', [])]);
  return revisionMessage(month, { ...REVISION, ...change });
};

/** Returns the message of a month with a credit of 50.00 USD and a grant of goodwill. */
const withGoodwill = (amountMinor: number, change: Partial<RevisionDetails> = {}): BillingMessage => {
  const grants = amountMinor === 0 ? [] : [{ id: 'g1', amountMinor, reason: 'slow support' }];
  return revisionMessage(customerMonthOf([aStatement()], grants), { ...REVISION, ...change });
};

/** Validates a message like a consumer that has only the committed schema. */
const isValid = async (value: unknown): Promise<boolean> => {
  const committed = await readFile(new URL('../../../docs/billing-message.schema.json', import.meta.url), 'utf8');
  return z.fromJSONSchema(JSON.parse(committed)).safeParse(value).success;
};

test('the committed JSON Schema equals the generated one', async () => {
  const committed = await readFile(new URL('../../../docs/billing-message.schema.json', import.meta.url), 'utf8');
  expect(committed).toBe(billingSchema());
  expect(JSON.parse(committed)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: DATA_SCHEMA,
    properties: {
      time: { description: 'When the revision was recorded.' },
      data: {
        properties: {
          closedAsOf: {
            description: 'The instant of the evidence: the credit uses everything that was recorded by then.',
          },
          deltaMinor: { type: 'integer', description: expect.stringContaining('negative when a credit shrinks') },
        },
      },
    },
  });
});

test('every field of the data has a description', () => {
  const { properties } = z.toJSONSchema(billingMessage.shape.data);
  const bare = Object.entries(properties ?? {}).filter(([, field]) => !JSON.stringify(field).includes('"description"'));
  expect(bare).toEqual([]);
});

describe('a message is valid under both schemas', () => {
  test.each([
    ['issued', message()],
    ['adjusted', message({ revision: 2, previousAmountMinor: 2500 })],
    ['withdrawn', message({ revision: 3, previousAmountMinor: 5000 }, { days: [] })],
    ['with references', message({ externalRefs: { stripe: 'cus_1' } })],
    ['for two services', ofServices([14, 15])],
    ['with goodwill and approval', withGoodwill(300, { approval: { by: 'ann', at: REVISION.recordedAt } })],
    ['in yen', message({}, { fees: { amountMinor: 10_000, currency: 'JPY' } })],
  ])('%s', async (_, value) => {
    expect(z.safeParse(billingMessage, value).success).toBe(true);
    expect(await isValid(JSON.parse(JSON.stringify(value)))).toBe(true);
  });

  test('allows a field that was added later', async () => {
    expect(await isValid({ ...message(), traceparent: '00', data: { ...message().data, further: [1] } })).toBe(true);
  });

  test.each([
    [['id'], undefined],
    [['type'], 'sla-credits.credit.issued.v2'],
    [['time'], 'yesterday'],
    [['data', 'amountMinor'], -1],
    [['data', 'amountMinor'], 1.5],
    [['data', 'deltaMinor'], '5000'],
    [['data', 'month'], '2026-13'],
    [['data', 'currency'], 'usd'],
    [['data', 'redeemableForCash'], true],
    [['data', 'revision'], 0],
    [['data', 'apply'], 'never'],
    [['data', 'lines'], []],
    [['data', 'lines', 0, 'kind'], 'guessed'],
    [['data', 'statement', 'page'], undefined],
  ])('rejects %j being %j', async (path, value) => {
    const wrong = changedPayload(message(), path, value);
    expect(z.safeParse(billingMessage, wrong).success).toBe(false);
    expect(await isValid(wrong)).toBe(false);
  });
});

test('the id contains credit and revision; only the first is issued', () => {
  expect(creditId('acme', '2026-10')).toBe('acme:2026-10');
  expect([1, 2, 10].map((revision) => [message({ revision }).id, message({ revision }).type])).toEqual([
    ['acme:2026-10:1', 'sla-credits.credit.issued.v1'],
    ['acme:2026-10:2', 'sla-credits.credit.adjusted.v1'],
    ['acme:2026-10:10', 'sla-credits.credit.adjusted.v1'],
  ]);
});

test.each([
  [0, [14], 5000, 5000],
  [5000, [14, 15], 10_000, 5000],
  [10_000, [14], 5000, -5000],
  [5000, [], 0, -5000],
])(
  'after %i and downtime on %j the credit is %i, difference %i',
  (previousAmountMinor, days, amountMinor, deltaMinor) => {
    const { data } = message({ revision: 2, previousAmountMinor }, { days });
    expect(data).toMatchObject({ previousAmountMinor, amountMinor, deltaMinor });
  },
);

test('unknown references are omitted', () => {
  expect(message().data).not.toHaveProperty('externalRefs');
});

const FIGURES = ['timeZone', 'rateBps', 'credits', 'creditDays', 'feeMinor', 'capMinor', 'policy'] as const;

test('the figures of the only line are in the data too', () => {
  const { data } = message();
  expect(data.lines).toEqual([
    {
      kind: 'computed',
      service: null,
      amountMinor: 5000,
      previousAmountMinor: 0,
      timeZone: 'UTC',
      rateBps: 500,
      credits: 1,
      creditDays: [{ date: '2026-10-14', credits: 1 }],
      feeMinor: 100_000,
      capMinor: 22_580,
      policy: { id: 'open', version: 1 },
      reason: data.reason,
    },
  ]);
  expect(data.lines[0]).toMatchObject(Object.fromEntries(FIGURES.map((name) => [name, data[name]])));
});

test('a message of several services has figures only in its lines', () => {
  const { data } = ofServices([14, 15]);
  expect(data).toMatchObject({ amountMinor: 10_000, apply: 'incident-month' });
  expect(data.lines).toMatchObject([
    { service: 'calls', amountMinor: 10_000, credits: 2 },
    { service: 'mail', amountMinor: 0, credits: 0 },
  ]);
  for (const name of FIGURES) expect(data).not.toHaveProperty(name);
});

test('the lines add up before and after each revision', () => {
  const first = ofServices([14, 15]).data;
  const second = ofServices([14], { revision: 2, previousAmountMinor: 10_000, previousLines: first.lines }).data;
  const third = message({ revision: 3, previousAmountMinor: 5000, previousLines: second.lines }, { days: [2] }).data;
  for (const { lines, amountMinor, previousAmountMinor } of [first, second, third]) {
    const sumOf = (key: 'amountMinor' | 'previousAmountMinor') => lines.reduce((sum, line) => sum + line[key], 0);
    expect([sumOf('amountMinor'), sumOf('previousAmountMinor')]).toEqual([amountMinor, previousAmountMinor]);
  }
});

test('a removed service has a last line of zero', () => {
  const { lines } = ofServices([14, 15]).data;
  const next = message({ revision: 2, previousAmountMinor: 10_000, previousLines: lines }).data;
  expect(next.lines).toMatchObject([
    { service: null, amountMinor: 5000, previousAmountMinor: 0 },
    { service: 'calls', amountMinor: 0, previousAmountMinor: 10_000, credits: 0, creditDays: [], rateBps: 0 },
  ]);
  expect(next.lines[1]?.reason).toBe('SLA credit for October 2026, service calls withdrawn: nothing is due.');
});

describe('goodwill', () => {
  test('is a last line without figures', () => {
    const { data } = withGoodwill(300);
    expect(data).toMatchObject({ amountMinor: 5300, feeMinor: 100_000, credits: 1 });
    expect(data.lines).toMatchObject([{ kind: 'computed', amountMinor: 5000 }, { kind: 'goodwill' }]);
    expect(data.lines[1]).toEqual({
      kind: 'goodwill',
      service: null,
      amountMinor: 300,
      previousAmountMinor: 0,
      ...Object.fromEntries(FIGURES.map((name) => [name, null])),
      reason: 'Goodwill credit for October 2026: slow support.',
    });
  });

  test('has a last line of zero when it is gone', () => {
    const { lines } = withGoodwill(300).data;
    const next = withGoodwill(0, { revision: 2, previousAmountMinor: 5300, previousLines: lines }).data;
    expect(next.lines).toMatchObject([
      { kind: 'computed', amountMinor: 5000, previousAmountMinor: 5000 },
      { kind: 'goodwill', amountMinor: 0, previousAmountMinor: 300 },
    ]);
  });
});

test('an approval has the person and the instant', () => {
  expect(message().data).not.toHaveProperty('approval');
  expect(message({ approval: { by: 'ann', at: instant('2026-11-03T12:00:00Z') } }).data.approval).toEqual({
    by: 'ann',
    at: '2026-11-03T12:00:00.000Z',
  });
});
