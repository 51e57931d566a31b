import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { ASYNC_API_FILES, asyncApiDocument, asyncApiFiles } from '../../scripts/async-api.ts';
import { revisionMessage } from '../../shared/messaging/billing-message.ts';
import { instant } from '../support/builders/instant-text.ts';
import { aCustomerMonth } from '../support/builders/statement-builder.ts';

const require = createRequire(import.meta.url);

/** The official schema of AsyncAPI 3.0. Its formats need no check: the document has no format of its own. */
const officialSchema: unknown = JSON.parse(
  readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const validatorOf = (schema: unknown) => {
  if (!isObject(schema)) throw new Error('no schema');
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
};
const isAsyncApi = validatorOf(officialSchema);

test.each(['document', 'page', 'types'] as const)('the generated %s of the messages is up to date', (name) => {
  expect(readFileSync(ASYNC_API_FILES[name], 'utf8')).toBe(asyncApiFiles()[name]);
});

test('the document is valid AsyncAPI 3.0', () => {
  const { document } = asyncApiFiles();
  isAsyncApi(JSON.parse(document));
  expect(isAsyncApi.errors).toBeNull();
});

test.each([
  ['an operation without an action', { operations: { a: { channel: { $ref: '#/channels/billingQueue' } } } }],
  ['a server without a protocol', { servers: { sqs: { host: 'a' } } }],
  ['an unknown key', { unknown: 1 }],
  ['an invalid binding of SQS', { channels: { a: { bindings: { sqs: { queue: {}, bindingVersion: '0.3.0' } } } } }],
])('%s is invalid AsyncAPI', (_, change) => {
  expect(isAsyncApi({ ...asyncApiDocument(), ...change })).toBe(false);
});

test('every reference of the document leads somewhere', () => {
  const { document } = asyncApiFiles();
  const references = [...document.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'));
  expect(references.length).toBeGreaterThan(8);
  for (const path of references) {
    let found: unknown = JSON.parse(document);
    for (const key of path)
      found = isObject(found) ? Object.entries(found).find(([name]) => name === key)?.[1] : undefined;
    expect({ path, found }).toEqual({ path, found: expect.anything() });
  }
});

test('the schema of the payload accepts a published message', () => {
  const isMessage = validatorOf(asyncApiDocument().components.schemas.billingMessage);
  const message = revisionMessage(aCustomerMonth({ days: [14] }), {
    stage: 'test',
    apply: 'incident-month',
    revision: 1,
    previousAmountMinor: 0,
    previousLines: [],
    stored: { sha256: 'a'.repeat(64), url: 's3://statements/a.json', page: 's3://statements/a.html' },
    run: 'run',
    closedAsOf: instant('2026-11-02T20:00:00Z'),
    recordedAt: instant('2026-11-02T20:06:00Z'),
  });
  expect(isMessage(JSON.parse(JSON.stringify(message)))).toBe(true);
  expect(isMessage({ ...message, data: { ...message.data, amountMinor: -1 } })).toBe(false);
});

test('the example is a message of the schema', () => {
  const { schemas, messages } = asyncApiDocument().components;
  const isMessage = validatorOf(schemas.billingMessage);
  expect(messages.credit.examples.map(({ payload }) => isMessage(payload))).toEqual([true]);
});
