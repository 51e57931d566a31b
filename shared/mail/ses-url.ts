/** Returns the origin of SES. Like the SDK it reads `AWS_ENDPOINT_URL_SESV2`, `AWS_ENDPOINT_URL` and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`. */
export const sesUrl = (region: string, environment: Readonly<Record<string, string | undefined>>): string => {
  const { AWS_ENDPOINT_URL_SESV2, AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS } = environment;
  const isIgnored = AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true';
  const server = isIgnored ? '' : AWS_ENDPOINT_URL_SESV2 || AWS_ENDPOINT_URL || '';
  return server === '' ? `https://email.${region}.amazonaws.com` : server.replace(/\/+$/, '');
};
