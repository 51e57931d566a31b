import { setting } from '../../shared/config/environment.ts';

/**
 * Replaces `@aws-sdk/credential-provider-node` in bundles, which become 135 KB smaller.
 * Lambda provides the role's credentials in the environment, so profiles, SSO and instance metadata never apply.
 * Each client reads them once, as the SDK does: they are valid longer than an instance lives.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: setting('AWS_ACCESS_KEY_ID'),
  secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
  // Emulated accounts may have none.
  ...(process.env['AWS_SESSION_TOKEN'] === undefined ? {} : { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
});
