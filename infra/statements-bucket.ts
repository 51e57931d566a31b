import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import { acknowledgeFinding, logicalId } from './acknowledge-finding.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface StatementsBucketProps {
  /**
   * Encrypts the statements.
   * @default - a key of S3
   */
  readonly key?: IKey | undefined;
  /**
   * Days for which S3 keeps each version of a statement's JSON. Pages are not locked: they quote texts that can be erased.
   * @default - no Object Lock
   */
  readonly objectLockDays?: number | undefined;
}

const OBJECT_LOCK_DAYS_MAX = 36_500;

/** The bucket of the statements as JSON and HTML: private, versioned, and retained when the stack is deleted. */
export class StatementsBucket extends Construct {
  readonly bucket: Bucket;
  private readonly objectLockDays: number | undefined;

  constructor(scope: Construct, id: string, { key, objectLockDays }: StatementsBucketProps = {}) {
    super(scope, id);
    const isLockable = objectLockDays === undefined || (objectLockDays >= 1 && objectLockDays <= OBJECT_LOCK_DAYS_MAX);
    if (!isLockable || !Number.isInteger(objectLockDays ?? 1))
      throw new Error(`objectLockDays: not a whole number from 1 to ${OBJECT_LOCK_DAYS_MAX} (${objectLockDays})`);
    this.objectLockDays = objectLockDays;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      ...(objectLockDays === undefined ? {} : { objectLockEnabled: true }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeFinding(
      this.bucket,
      'AwsSolutions-S1',
      'One function writes; an operator can log reads with CloudTrail.',
    );
  }

  /** Allows `fn` to read the objects under a prefix. `reason`: why it reads more than one object. */
  grantRead(fn: PipelineFunction, prefix: string, reason: string): void {
    fn.addEnvironment(ENV.statementsBucket, this.bucket.bucketName);
    const resources = [this.bucket.arnForObjects(`${prefix}*`)];
    fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
    const finding = `AwsSolutions-IAM5[Resource::<${logicalId(this.bucket)}.Arn>/${prefix}*]`;
    acknowledgeFinding(fn.executionRole, finding, reason);
  }

  /** Allows `fn` to write statements, not to read or delete them. */
  grantWrite(fn: PipelineFunction): void {
    fn.addEnvironment(ENV.statementsBucket, this.bucket.bucketName);
    const actions = ['s3:PutObject'];
    if (this.objectLockDays !== undefined) {
      fn.addEnvironment(ENV.objectLockDays, String(this.objectLockDays));
      actions.push('s3:PutObjectRetention');
    }
    fn.addToRolePolicy(new PolicyStatement({ actions, resources: [this.bucket.arnForObjects('*')] }));
    acknowledgeFinding(
      fn.executionRole,
      `AwsSolutions-IAM5[Resource::<${logicalId(this.bucket)}.Arn>/*]`,
      'The bucket contains only statements; a statement’s key is known only when it is written.',
    );
  }
}
