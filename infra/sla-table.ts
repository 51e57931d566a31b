import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';

export interface SlaTableProps {
  /**
   * Encrypts the items.
   * @default - DynamoDB's own key does
   */
  readonly key?: IKey | undefined;
}

const INDEX = 'index';
const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The one table: facts, customers, ledger and runs. It is the company's evidence, so it outlives the stack, cannot be
 * deleted by mistake, and can be restored to any second of the last 35 days. Nobody is granted a delete.
 */
export class SlaTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: SlaTableProps = {}) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(key === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: INDEX,
      partitionKey: text('indexPk'),
      sortKey: text('indexSk'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** Lets `fn` add items and read them back: no update, no delete. That a put never overwrites is its condition's part. */
  grantAppend(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query'], this.table.tableArn);
  }

  /** Lets `fn` find, over all customers, who wrote notices, has a credit or follows a policy. */
  grantFind(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:Query'], `${this.table.tableArn}/index/${INDEX}`);
  }

  /** Lets `fn` note a run's progress (how many chunks, which are done): an update, of the `run#` items and of nothing else. */
  grantProgress(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:UpdateItem'], this.table.tableArn, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['run#*'] },
    });
  }

  private allow(fn: Fn, actions: string[], resource: string, conditions: Record<string, unknown> = {}): void {
    fn.addToRolePolicy(new PolicyStatement({ actions, resources: [resource], conditions }));
  }
}
