import { AwsClient } from 'aws4fetch';
import { MAIL_PREFIX } from '../config/mail-prefix.ts';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { bucketUrl, type Credentials } from './bucket-url.ts';

/** Returns the key of a received message. SES names it by its own id of the message. */
export const mailKey = (messageId: string): string => `${MAIL_PREFIX}${messageId}`;

/** Reads an object of the bucket. Throws without one. */
export type BucketReader = (key: string) => Promise<Uint8Array>;

export type BucketReaderOptions = {
  /** @default the whole object */
  readonly bytesMax?: number;
  /** The URL that keys are appended to. */
  readonly base?: string;
};

/** Returns a reader of the objects in a bucket, or of the first `bytesMax` bytes of each. */
export const bucketReader = (
  bucket: string,
  region: string,
  credentials: Credentials,
  { bytesMax, base = bucketUrl(bucket, region, process.env) }: BucketReaderOptions = {},
): BucketReader => {
  const client = new AwsClient({ ...credentials, service: 's3', region, retries: AWS_RETRIES.maxAttempts - 1 });
  const headers: Record<string, string> = bytesMax === undefined ? {} : { range: `bytes=0-${bytesMax - 1}` };
  return async (key) => {
    const url = `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const response = await client.fetch(url, { headers });
    if (!response.ok) throw new Error(`${response.status} for ${key}: ${(await response.text()).slice(0, 200)}`);
    return new Uint8Array(await response.arrayBuffer());
  };
};
