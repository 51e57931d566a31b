import { AwsClient } from 'aws4fetch';
import { AWS_RETRIES } from '../lib/aws-retries.ts';

/** The bucket that statements are stored in, and how to reach it: one signed PUT needs no client of 140 KB. */
export type Bucket = {
  readonly name: string;
  readonly put: (key: string, body: string, type: string) => Promise<void>;
};

/** What signs a request: of the function's role, as Lambda gives them. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** Opens a bucket. `base`: the URL that a key is appended to; another server's than S3's for the local environment. */
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
      const response = await answered(send, AWS_RETRIES.maxAttempts);
      if (!response.ok) throw new Error(`${response.status} for ${key}: ${(await response.text()).slice(0, 200)}`);
    },
  };
};

/** Sends until an answer comes (the client itself tries again what S3 turns away): the same object again is the same object. */
const answered = async (send: () => Promise<Response>, tries: number, waitMs = 50): Promise<Response> => {
  try {
    return await send();
  } catch (error) {
    if (tries <= 1) throw error;
    await new Promise((again) => setTimeout(again, waitMs * Math.random()));
    return answered(send, tries - 1, waitMs * 2);
  }
};

/**
 * A bucket's URL, without a slash at its end: S3's own, unless the environment names another server by `AWS_ENDPOINT_URL_S3` or
 * `AWS_ENDPOINT_URL`, which the SDK's clients read too (and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, by which they do not).
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
