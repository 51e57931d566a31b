import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucketUrl } from '../../../shared/statements/bucket-url.ts';
import { openBucket } from '../../../shared/statements/statement-bucket.ts';
import type { CustomerMonth } from '../../../shared/domain/statement/customer-month.ts';
import { storedStatement, type StoredStatement, storeStatement } from '../../../shared/statements/statement-bucket.ts';
import { createBucket, type TestBucket } from '../../support/emulators/emulated-bucket.ts';
import { type EmulatedQueues, startQueues } from '../../support/emulators/emulated-queue.ts';
import { aCustomerMonth } from '../../support/builders/statement-builder.ts';

let server: EmulatedQueues;
let statements: TestBucket;
beforeAll(async () => {
  server = await startQueues();
  statements = await createBucket(server.endpoint, 'statements');
});
afterAll(() => server.stop());

const PAGE = '<!doctype html><p>Zürich';
const store = async (statement: CustomerMonth): Promise<StoredStatement> => {
  const stored = storedStatement(statements.bucket, statement);
  await storeStatement(statements.bucket, statement, stored, PAGE);
  return stored;
};

test("a customer's month is stored at its URL under its hash", async () => {
  const stored = await store(aCustomerMonth());
  expect(stored.sha256).toBe(createHash('sha256').update(stored.text).digest('hex'));
  expect(stored.url).toBe(`s3://statements/statements/2026-10/acme/${stored.sha256}.json`);
  expect(stored.page).toBe(stored.url.replace(/json$/, 'html'));
  const object = await statements.read(stored.url.replace('s3://statements/', ''));
  expect(object.headers.get('content-type')).toBe('application/json');
  expect(await object.text()).toBe(stored.text);
  expect(JSON.parse(stored.text)).toEqual(aCustomerMonth());
});

test('the page is stored beside the statement', async () => {
  const { url } = await store(aCustomerMonth());
  const object = await statements.read(url.replace('s3://statements/', '').replace(/json$/, 'html'));
  expect(object.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await object.text()).toBe(PAGE);
});

test('an equal statement is the same object, another is not', async () => {
  const first = await store(aCustomerMonth());
  expect(await store(aCustomerMonth())).toEqual(first);
  const other = await store(aCustomerMonth({ days: [15] }));
  expect(other.url).not.toBe(first.url);
  expect(await (await statements.read(first.url.replace('s3://statements/', ''))).text()).toBe(first.text);
});

test('a failed upload throws with the key', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const gone = openBucket('gone', 'us-east-1', credentials, `${server.endpoint}/gone`);
  const statement = aCustomerMonth();
  await expect(storeStatement(gone, statement, storedStatement(gone, statement), PAGE)).rejects.toThrow(
    /^404 for statements\/2026-10\/acme\//,
  );
});

describe("a bucket's URL", () => {
  test.each([
    ["S3's own", {}, 'https://b.s3.eu-west-1.amazonaws.com'],
    ['that of a server', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' }, 'http://127.0.0.1:4566/b'],
    [
      'that of a server for S3 alone',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
      'http://127.0.0.1:2/b',
    ],
    [
      "S3's own where the server is to be ignored",
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'https://b.s3.eu-west-1.amazonaws.com',
    ],
  ])('is %s', (_, environment, url) => {
    expect(bucketUrl('b', 'eu-west-1', environment)).toBe(url);
  });
});
