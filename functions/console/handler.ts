import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../../shared/config/config.ts';
import { ENV, optionalSetting, setting } from '../../shared/config/environment.ts';
import { groupsClaimOf, groupsOfRoles } from '../../shared/config/sign-in.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import { lambdaContext } from '../lambda/lambda-context.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { currentSecretReader, secretReader } from '../lambda/secret-reader.ts';
import { showConsole } from './app.ts';
import { openIdProvider } from './sign-in/identity-provider.ts';
import type { ConsoleSignIn } from './sign-in/sign-in-routes.ts';

/** Returns the sign-in of the configuration: at the stack's own user pool, or at the operator's provider. */
const signInOf = ({ signIn }: Config): ConsoleSignIn | undefined => {
  if (signIn === undefined) return undefined;
  const secrets = new SecretsManagerClient(AWS_RETRIES);
  const { oidc } = signIn;
  const client =
    oidc === undefined
      ? { issuer: setting(ENV.userPoolIssuer), clientId: setting(ENV.userPoolClient) }
      : {
          issuer: oidc.issuer,
          clientId: oidc.clientId,
          readSecret: currentSecretReader(secrets, oidc.clientSecretArn, Date.now),
        };
  return {
    provider: openIdProvider({ ...client, groupsClaim: groupsClaimOf(signIn) }),
    groups: groupsOfRoles(signIn),
    readSecrets: secretReader(secrets, setting(ENV.sessionSecret), Date.now),
  };
};

export const handler = lazyHandler(() => {
  const context = lambdaContext();
  const sqs = new SQSClient(AWS_RETRIES);
  const billing = optionalSetting(ENV.billingQueueUrl);
  return showConsole({
    ...context,
    closing: { sqs, url: setting(ENV.closingQueueUrl) },
    ...(billing === undefined ? {} : { billing: { sqs, url: billing } }),
    signIn: signInOf(context.deployment.config),
  });
});
