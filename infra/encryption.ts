import { Aspects, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface EncryptionProps {
  /** ARN of the key, in the stack's region. docs/how-to/operate.md lists the services that its policy must allow. */
  readonly keyArn: string;
}

/**
 * A customer-managed key that encrypts table, queues, statements, secret and logs. Without the key they are lost.
 * The alerts topic does not use it, since alarms contain no customer data.
 * A wrong key policy would stop their notifications.
 */
export class Encryption extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, { keyArn }: EncryptionProps) {
    super(scope, id);
    this.key = Key.fromKeyArn(this, 'Key', keyArn);
    acknowledgeFinding(
      Stack.of(this),
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
      'The CDK grants senders to an encrypted queue both actions that match, on this key only.',
    );
    Aspects.of(Stack.of(this)).add({
      visit: (node) => {
        if (node instanceof CfnLogGroup) node.kmsKeyId = keyArn;
      },
    });
  }

  /** Allows `fn` to use the key through the services that store encrypted data, and not directly. */
  grantUse(fn: PipelineFunction): void {
    const { region, urlSuffix } = Stack.of(this);
    const services = ['dynamodb', 'sqs', 's3', 'secretsmanager'];
    Grant.addToPrincipal({
      grantee: fn,
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resourceArns: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': services.map((each) => `${each}.${region}.${urlSuffix}`) } },
    });
  }
}
