import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { acknowledge } from './cdk-nag.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface WebhookProps {
  /** Answers the status page's calls. */
  readonly handler: PipelineFunction;
  /**
   * Encrypts the secret.
   * @default - Secrets Manager's own key does
   */
  readonly key?: IKey | undefined;
}

/**
 * The public URL that a status page calls. Statuspage signs nothing and calls from no fixed address, so the address itself
 * is the secret: the last segment of the path, which the handler compares.
 */
export class Webhook extends Construct {
  /** Without the secret: subscribe `{url}{secret}`. */
  readonly url: string;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { handler, key }: WebhookProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Last segment of the webhook URL that the status page calls',
      ...(key === undefined ? {} : { encryptionKey: key }),
      generateSecretString: { excludePunctuation: true, passwordLength: 40 },
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Who rotates it subscribes the new URL by hand: a rotation alone loses webhooks.',
    );
    this.url = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    this.grantCompare(handler);
  }

  /** Lets `fn` read the secret; it finds its ARN in the environment, never the secret itself. */
  private grantCompare(fn: PipelineFunction): void {
    fn.addEnvironment(ENV.webhookSecret, this.secret.secretArn);
    const actions = ['secretsmanager:GetSecretValue'];
    Grant.addToPrincipal({ grantee: fn, actions, resourceArns: [this.secret.secretArn] });
  }
}
