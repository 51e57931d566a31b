import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { backoff, retry } from '../lib/retry.ts';
import { bucketUrl, type Credentials } from './bucket-url.ts';
import { type MonthName, statementKey } from './statement-key.ts';

/** The bucket of the statements. It needs one signed PUT, so it uses aws4fetch and not the S3 client of 140 KB. */
export type Bucket = {
  readonly name: string;
  /** Stores an object. `sha256` of the body in hex: the object is evidence, and is locked if the bucket has a lock. */
  readonly put: (key: string, body: string, type: string, sha256?: string) => Promise<void>;
};

/** S3 keeps each version of evidence for `days` after its put. `clock`: milliseconds since 1970. */
export type ObjectLock = { readonly days: number; readonly clock: () => number };

const FIRST_WAIT_MS = 50;

/** Opens a bucket. `base` is the URL that keys are appended to; the local environment uses its own server. */
export const openBucket = (
  name: string,
  region: string,
  credentials: Credentials,
  base = bucketUrl(name, region, process.env),
  lock?: ObjectLock,
): Bucket => {
  const client = new AwsClient({ ...credentials, service: 's3', region, retries: AWS_RETRIES.maxAttempts - 1 });
  return {
    name,
    put: async (key, body, type, sha256) => {
      const headers = { 'content-type': type, ...(sha256 === undefined ? {} : lockHeaders(lock, sha256)) };
      const send = (): Promise<Response> => client.fetch(`${base}/${key}`, { method: 'PUT', body, headers });
      // The client retries error responses. A broken connection throws; a repeated PUT writes the same object.
      const response = await retry(send, (result, attempts) =>
        'error' in result ? backoff(attempts, AWS_RETRIES.maxAttempts, FIRST_WAIT_MS) : undefined,
      );
      if (!response.ok) throw new Error(`${response.status} for ${key}: ${(await response.text()).slice(0, 200)}`);
    },
  };
};

/** Returns the headers that lock an object. S3 requires a checksum with them. */
const lockHeaders = (lock: ObjectLock | undefined, sha256: string): Record<string, string> =>
  lock === undefined
    ? {}
    : {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': new Date(lock.clock() + lock.days * DAY_MS).toISOString(),
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      };

/** A stored customer's month: its JSON text, the text's SHA-256 in hex, and the URLs of JSON and page. */
export type StoredStatement = {
  readonly text: string;
  readonly sha256: string;
  readonly url: string;
  readonly page: string;
};

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

/** Stores a customer's month and its HTML page. Only the JSON is evidence: the page quotes texts, which can be erased. */
export const storeStatement = async (
  bucket: Bucket,
  name: MonthName,
  { text, sha256 }: StoredStatement,
  page: string,
): Promise<void> => {
  await Promise.all([
    bucket.put(statementKey(name, sha256, 'json'), text, 'application/json', sha256),
    bucket.put(statementKey(name, sha256, 'html'), page, 'text/html; charset=utf-8'),
  ]);
};
