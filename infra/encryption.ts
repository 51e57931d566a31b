import { Aspects, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './cdk-nag.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface EncryptionProps {
  /** The key's ARN, in the stack's region. Its policy must let in the services that docs/architecture.md lists (A key of one's own). */
  readonly keyArn: string;
}

/**
 * A customer-managed key for all that is kept: table, queues, statements, secret, logs. Whoever takes the key away, or its
 * permissions, takes away all of that. The alerts topic stays without: alarms say nothing of customers, and a key whose policy forgets
 * CloudWatch would make them silent.
 */
export class Encryption extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, { keyArn }: EncryptionProps) {
    super(scope, id);
    this.key = Key.fromKeyArn(this, 'Key', keyArn);
    acknowledge(
      Stack.of(this),
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
      'The CDK lets whoever sends to a queue with a key have both of the two actions that begin so, on that key alone.',
    );
    Aspects.of(Stack.of(this)).add({
      visit: (node) => {
        if (node instanceof CfnLogGroup) node.kmsKeyId = keyArn;
      },
    });
  }

  /** Lets `fn` read and write what is encrypted, through the services that keep it and not by the key itself. */
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
