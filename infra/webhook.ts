import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface WebhookProps {
  /** Handles the webhooks. */
  readonly handler: PipelineFunction;
  /**
   * Encrypts the secret.
   * @default - a key of Secrets Manager
   */
  readonly key?: IKey | undefined;
}

/**
 * The public URL of the webhook. Statuspage neither signs requests nor uses fixed addresses.
 * So the last segment of the path is a secret, which the handler compares.
 */
export class Webhook extends Construct {
  /** The URL without the secret: subscribe `{url}{secret}`. */
  readonly url: string;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { handler, key }: WebhookProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Last segment of the URL of the status page webhook',
      ...(key === undefined ? {} : { encryptionKey: key }),
      generateSecretString: { excludePunctuation: true, passwordLength: 40 },
    });
    acknowledgeFinding(
      this.secret,
      'AwsSolutions-SMG4',
      'A rotation needs a new subscription by hand; an automatic rotation would lose webhooks.',
    );
    this.url = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    this.grantCompare(handler);
  }

  /** Allows `fn` to read the secret. Its environment contains only the ARN. */
  private grantCompare(fn: PipelineFunction): void {
    fn.addEnvironment(ENV.webhookSecret, this.secret.secretArn);
    const actions = ['secretsmanager:GetSecretValue'];
    Grant.addToPrincipal({ grantee: fn, actions, resourceArns: [this.secret.secretArn] });
  }
}
