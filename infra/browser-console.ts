import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AccountRecovery,
  CfnUserPoolClient,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CONSOLE_ROUTES, SIGN_IN_ROUTES } from '../shared/config/api-routes.ts';
import { CONSOLE_PATH, SIGN_IN_CALLBACK_PATH, SIGNED_OUT_PATH } from '../shared/config/console-paths.ts';
import { ENV } from '../shared/config/environment.ts';
import { groupsOfRoles, type SignIn } from '../shared/config/sign-in.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import { addRoutes } from './add-routes.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import { addLoggedStage } from './add-logged-stage.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface BrowserConsoleProps {
  readonly stage: string;
  /** Without it there is no resource, and every request to the console has an IAM signature. */
  readonly signIn: SignIn | undefined;
  /** The function of the console. It verifies the session of each request. */
  readonly console: PipelineFunction;
  /**
   * Encrypts the secret of the sessions.
   * @default - a key of Secrets Manager
   */
  readonly key?: IKey | undefined;
}

/** Requests a second. A person opens some pages a minute; a flood stops before the account's concurrency of Lambda. */
const PAGES_PER_SECOND = 20;
const PAGE_BURST = 40;

/**
 * The console for browsers without AWS credentials: a host name of its own in front of the console's function.
 * API Gateway authorises none of its routes, so the function verifies the session of each request.
 * The access log leaves the query out, since it contains the code of a sign-in.
 */
export class BrowserConsole extends Construct {
  readonly outputs: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: BrowserConsoleProps) {
    super(scope, id);
    const { signIn, key, console: fn } = props;
    if (signIn === undefined) return;
    const secret = new Secret(this, 'Session', {
      description: 'Encrypts the cookies of people who are signed in to the console',
      ...(key === undefined ? {} : { encryptionKey: key }),
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
    });
    acknowledgeFinding(
      secret,
      'AwsSolutions-SMG4',
      'An operator rotates it to end all sessions; sessions end after two hours anyway.',
    );
    fn.addEnvironment(ENV.sessionSecret, secret.secretArn);
    const clientSecrets = signIn.oidc === undefined ? [] : [signIn.oidc.clientSecretArn];
    grantReadSecret(fn, secret.secretArn, ...clientSecrets);
    const url = this.serve(fn);
    this.outputs['ConsoleUrl'] = `${url}${CONSOLE_PATH.slice(1)}`;
    this.outputs['SessionSecretArn'] = secret.secretArn;
    this.outputs['SignInCallbackUrl'] = `${url}${SIGN_IN_CALLBACK_PATH.slice(1)}`;
    if (signIn.cognito === true) this.addUserPool(props, signIn, url);
  }

  /** Routes pages and sign-in to `fn`, throttled, and returns the URL with a slash at its end. */
  private serve(fn: PipelineFunction): string {
    const api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-console`,
      description: 'The console of sla-credits for people who sign in',
      createDefaultStage: false,
    });
    for (const route of addRoutes(api, [...CONSOLE_ROUTES, ...SIGN_IN_ROUTES], fn))
      acknowledgeFinding(route, 'AwsSolutions-APIG4', 'The function verifies the session of each request.');
    new ExplainedAlarm(this, 'PagesFailed', {
      symptom: 'Pages of the console failed with a 5xx status, for people who sign in.',
      impact: 'Employees cannot see months or record facts there.',
      runbook: '#console-sign-in-fails',
      metric: api.metricServerError({ statistic: 'Sum', period: Duration.minutes(5) }),
    });
    return addLoggedStage(this, {
      httpApi: api,
      throttle: { rateLimit: PAGES_PER_SECOND, burstLimit: PAGE_BURST },
      call: { from: '$context.identity.sourceIp', request: '$context.httpMethod $context.path' },
    }).url;
  }

  /** Adds a user pool with the groups of the roles. Its users are created by an administrator and have a second factor. */
  private addUserPool({ console: fn }: BrowserConsoleProps, signIn: SignIn, url: string): void {
    const pool = new UserPool(this, 'People', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      standardAttributes: { fullname: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN, // the subjects of its users are in records
    });
    for (const finding of ['AwsSolutions-COG3', 'AwsSolutions-COG8'])
      acknowledgeFinding(pool, finding, 'Threat protection costs extra; each user has a second factor.');
    const { userPoolId } = pool;
    for (const groupName of new Set(Object.values(groupsOfRoles(signIn)).flat()))
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId, groupName });
    const domain = this.addDomain(pool);
    const { ref: clientId } = new CfnUserPoolClient(this, 'Client', {
      userPoolId,
      // A public client: PKCE protects the code, and a secret would have to be copied out of Cognito.
      generateSecret: false,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL].map(({ scopeName }) => scopeName),
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      supportedIdentityProviders: ['COGNITO'],
      callbackUrLs: [`${url}${SIGN_IN_CALLBACK_PATH.slice(1)}`],
      logoutUrLs: [`${url}${SIGNED_OUT_PATH.slice(1)}`],
      preventUserExistenceErrors: 'ENABLED',
    });
    fn.addEnvironment(ENV.userPoolIssuer, pool.userPoolProviderUrl);
    fn.addEnvironment(ENV.userPoolClient, clientId);
    this.outputs['UserPoolId'] = userPoolId;
    this.outputs['UserPoolDomain'] = domain.domainName;
  }

  /** Adds the sign-in pages. Their host name is unique in a region, so it contains the account. Cognito rejects three words in it. */
  private addDomain(pool: UserPool): UserPoolDomain {
    const { stackName, account } = Stack.of(this);
    const allowedName = stackName.toLowerCase().replaceAll(/aws|amazon|cognito/g, 'x');
    return pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${allowedName}-${account}` } });
  }
}
