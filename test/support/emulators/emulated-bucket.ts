import { AwsClient } from 'aws4fetch';
import { type Bucket, openBucket } from '../../../shared/statements/statement-bucket.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A bucket on an emulated S3, and its objects by key. */
export type TestBucket = { readonly bucket: Bucket; readonly read: (key: string) => Promise<Response> };

/** Makes a bucket. It ends with its server. */
export const createBucket = async (endpoint: string, name: string): Promise<TestBucket> => {
  const client = new AwsClient({ ...CREDENTIALS, service: 's3', region: 'us-east-1' });
  const base = `${endpoint}/${name}`;
  await client.fetch(base, { method: 'PUT' });
  return {
    bucket: openBucket(name, 'us-east-1', CREDENTIALS, base),
    read: (key) => client.fetch(`${base}/${key}`),
  };
};
