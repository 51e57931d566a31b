import { AwsClient } from 'aws4fetch';
import { MAIL_PREFIX } from '../config/mail-prefix.ts';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { bucketUrl, type Credentials } from './bucket-url.ts';

/** Returns the key of a received message. SES names it by its own id of the message. */
export const mailKey = (messageId: string): string => `${MAIL_PREFIX}${messageId}`;

/** Reads the first bytes of a received message. */
export type MailReader = (key: string) => Promise<Uint8Array>;

/** Returns a reader of the first `bytesMax` bytes of each message in a bucket. */
export const mailReader = (
  bucket: string,
  region: string,
  credentials: Credentials,
  bytesMax: number,
  base = bucketUrl(bucket, region, process.env),
): MailReader => {
  const client = new AwsClient({ ...credentials, service: 's3', region, retries: AWS_RETRIES.maxAttempts - 1 });
  return async (key) => {
    const url = `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const response = await client.fetch(url, { headers: { range: `bytes=0-${bytesMax - 1}` } });
    if (!response.ok) throw new Error(`${response.status} for ${key}: ${(await response.text()).slice(0, 200)}`);
    return new Uint8Array(await response.arrayBuffer());
  };
};
