import { setting } from '../../shared/config/environment.ts';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in what is deployed: Lambda gives a function its role's credentials in the environment
 * and nowhere else, so the SDK's other sources (profiles, SSO, web identities, instance metadata) never run there. Without them a
 * bundle is 135 KB smaller. Read for each client once, as the SDK does: an instance's credentials outlive it.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: setting('AWS_ACCESS_KEY_ID'),
  secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
  // An emulated account may have none.
  ...(process.env['AWS_SESSION_TOKEN'] === undefined ? {} : { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
});
