import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { backoff, retry } from '../lib/retry.ts';

/** The bucket of the statements. It needs one signed PUT, so it uses aws4fetch and not the S3 client of 140 KB. */
export type Bucket = {
  readonly name: string;
  readonly put: (key: string, body: string, type: string) => Promise<void>;
};

/** The credentials of the function's role. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

const FIRST_WAIT_MS = 50;

/** Opens a bucket. `base` is the URL that keys are appended to; the local environment uses its own server. */
export const openBucket = (
  name: string,
  region: string,
  credentials: Credentials,
  base = bucketUrl(name, region, process.env),
): Bucket => {
  const client = new AwsClient({ ...credentials, service: 's3', region, retries: AWS_RETRIES.maxAttempts - 1 });
  return {
    name,
    put: async (key, body, type) => {
      const send = (): Promise<Response> =>
        client.fetch(`${base}/${key}`, { method: 'PUT', body, headers: { 'content-type': type } });
      // The client retries error responses. A broken connection throws; a repeated PUT writes the same object.
      const response = await retry(send, (result, attempts) =>
        'error' in result ? backoff(attempts, AWS_RETRIES.maxAttempts, FIRST_WAIT_MS) : undefined,
      );
      if (!response.ok) throw new Error(`${response.status} for ${key}: ${(await response.text()).slice(0, 200)}`);
    },
  };
};

/**
 * Returns a bucket's URL without a slash at the end: of S3, or of the server that the environment names.
 * Like the SDK it reads `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`.
 */
export const bucketUrl = (
  name: string,
  region: string,
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS } = environment;
  const server = AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true' ? '' : AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || '';
  return server === ''
    ? `https://${name}.s3.${region}.amazonaws.com`
    : `${server.replace(/\/+$/, '')}/${encodeURIComponent(name)}`;
};

/** A stored customer's month: its JSON text, the text's SHA-256 in hex, and the URLs of JSON and page. */
export type StoredStatement = {
  readonly text: string;
  readonly sha256: string;
  readonly url: string;
  readonly page: string;
};

type MonthName = Pick<CustomerMonth, 'month' | 'customer'>;

/**
 * Returns a customer's month with its hash and URLs. Keys contain the hash, so no object is overwritten with other content.
 * Keys: `statements/{month}/{customer}/{sha256}.json`, and `.html` for its page.
 */
export const storedStatement = ({ name }: Pick<Bucket, 'name'>, customerMonth: CustomerMonth): StoredStatement => {
  const text = JSON.stringify(customerMonth);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const urlOf = (type: 'json' | 'html'): string => `s3://${name}/${statementKey(customerMonth, sha256, type)}`;
  return { text, sha256, url: urlOf('json'), page: urlOf('html') };
};

const statementKey = ({ month, customer }: MonthName, sha256: string, type: 'json' | 'html'): string =>
  `statements/${month}/${customer}/${sha256}.${type}`;

/** Stores a customer's month and its HTML page. */
export const storeStatement = async (
  bucket: Bucket,
  name: MonthName,
  { text, sha256 }: StoredStatement,
  page: string,
): Promise<void> => {
  await Promise.all([
    bucket.put(statementKey(name, sha256, 'json'), text, 'application/json'),
    bucket.put(statementKey(name, sha256, 'html'), page, 'text/html; charset=utf-8'),
  ]);
};
