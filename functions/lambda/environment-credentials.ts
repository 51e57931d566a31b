import { roleCredentials } from './role-credentials.ts';

/**
 * Replaces `@aws-sdk/credential-provider-node` in bundles, which become 135 KB smaller.
 * Lambda provides the role's credentials in the environment, so profiles, SSO and instance metadata never apply.
 * Each client reads them once, as the SDK does: they are valid longer than an instance lives.
 */
export const defaultProvider = () => async () => roleCredentials();
