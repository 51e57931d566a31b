import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { billingSchema } from '../../../scripts/billing-schema.ts';
import { type BillingMessage, billingMessage, DATA_SCHEMA } from '../../../shared/messaging/billing-message.ts';
import { creditId, revisionMessage, type RevisionDetails } from '../../../shared/messaging/billing-message.ts';
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { aStatement } from '../../support/builders/statement-builder.ts';
import { instant } from '../../support/builders/instant-text.ts';

const REVISION: RevisionDetails = {
  stage: 'test',
  revision: 1,
  previousAmountMinor: 0,
  stored: { sha256: 'a'.repeat(64), url: 's3://statements/a.json', page: 's3://statements/a.html' },
  run: '2026-10@2026-11-02T20:00:00.000Z',
  closedAsOf: instant('2026-11-02T20:00:00Z'),
  recordedAt: instant('2026-11-02T20:06:00Z'),
};
const message = (change: Partial<RevisionDetails> = {}, ...of: Parameters<typeof aStatement>): BillingMessage =>
  revisionMessage(aStatement(...of), { ...REVISION, ...change });

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
