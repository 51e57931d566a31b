/** The credentials of the function's role. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
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
