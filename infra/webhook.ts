import { Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV, type EnvName } from '../shared/config/environment.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import { addLoggedStage } from './add-logged-stage.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface WebhookProps {
  /** Handles the webhooks. */
  readonly handler: PipelineFunction;
  /** The senders, in descriptions: `status pages`. */
  readonly senders: string;
  /** Ends the name of the HTTP API. */
  readonly apiSuffix: string;
  /** The variable of the handler with the secret's ARN. */
  readonly secretEnv: EnvName;
  /** Why the route is not authorised, in one sentence. */
  readonly unsigned: string;
  /**
   * Whether senders ask by HEAD whether the URL exists.
   * @default false
   */
  readonly isProbed?: boolean;
  /**
   * Encrypts the secret.
   * @default - a key of Secrets Manager
   */
  readonly key?: IKey | undefined;
}

/** Requests a second. A large outage has a few updates of its status page a minute, and some tickets of customers a second. */
const WEBHOOKS_PER_SECOND = 10;
const WEBHOOK_BURST = 20;

/**
 * The public URL of a webhook. Its senders cannot sign requests with SigV4 and have no fixed addresses.
 * So the last segment of the path is a secret, which the handler compares.
 *
 * It is an HTTP API of its own. API Gateway rejects a flood before it uses the account's concurrency of Lambda.
 * Its access log leaves the path out, since the path contains the secret.
 */
export class Webhook extends Construct {
  /** The URL without the secret: subscribe `{url}{secret}`. */
  readonly url: string;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: WebhookProps) {
    super(scope, id);
    const { key, senders } = props;
    this.secret = new Secret(this, 'Secret', {
      description: `Last segment of the URL of the webhook for ${senders}`,
      ...(key === undefined ? {} : { encryptionKey: key }),
      generateSecretString: { excludePunctuation: true, passwordLength: 40 },
    });
    acknowledgeFinding(
      this.secret,
      'AwsSolutions-SMG4',
      'A rotation needs a new subscription by hand; an automatic rotation would lose webhooks.',
    );
    this.url = this.serve(props);
    // The environment contains only the ARN: it is visible to everybody who may read the function.
    props.handler.addEnvironment(props.secretEnv, this.secret.secretArn);
    grantReadSecret(props.handler, this.secret.secretArn);
  }

  /** Routes `POST /{secret}`, and `HEAD` if senders probe the URL, to `fn`, throttled, and returns the URL before the secret. */
  private serve({ handler: fn, senders, apiSuffix, unsigned, isProbed = false }: WebhookProps): string {
    const api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-${apiSuffix}`,
      description: `Webhooks of ${senders}; the path ends in a secret`,
      createDefaultStage: false,
    });
    const routes = api.addRoutes({
      path: '/{secret}',
      methods: [HttpMethod.POST, ...(isProbed ? [HttpMethod.HEAD] : [])],
      integration: new HttpLambdaIntegration(fn.node.id, fn),
    });
    for (const route of routes) acknowledgeFinding(route, 'AwsSolutions-APIG4', unsigned);
    return addLoggedStage(this, {
      httpApi: api,
      throttle: { rateLimit: WEBHOOKS_PER_SECOND, burstLimit: WEBHOOK_BURST },
      call: { from: '$context.identity.sourceIp', route: '$context.routeKey' },
    }).url;
  }
}

/** The webhook of status pages. */
export const STATUS_PAGE_WEBHOOK = {
  senders: 'status pages',
  apiSuffix: 'webhook',
  secretEnv: ENV.webhookSecret,
  unsigned: 'Statuspage cannot sign requests; the path ends in a secret.',
} as const;
