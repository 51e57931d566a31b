import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';

export interface SlaTableProps {
  /**
   * Encrypts the items.
   * @default - a key of DynamoDB
   */
  readonly key?: IKey | undefined;
}

/** The partitions that list customers (`shared/persistence/keys.ts`). */
const LISTS = 'list#*';
const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The table of facts, customers, ledger and runs. It is evidence, so it is retained when the stack is deleted.
 * It has deletion protection and point-in-time recovery of 35 days, and no function may delete items.
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
  }

  /**
   * Allows `fn` to add and read items, not to update or delete them. Conditions of the puts prevent overwriting.
   * It adds entries to the lists of customers, and cannot read them.
   */
  grantAppend(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:PutItem', 'dynamodb:GetItem']);
    this.allow(fn, ['dynamodb:Query'], { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': [LISTS] } });
  }

  /** Allows `fn` to read the lists of customers with notices, credits or a policy. */
  grantLists(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:Query'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [LISTS] } });
  }

  /** Allows `fn` to update the progress of runs: only items under `run#`. */
  grantProgress(fn: Fn): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    this.allow(fn, ['dynamodb:UpdateItem'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['run#*'] } });
  }

  private allow(fn: Fn, actions: string[], conditions: Record<string, unknown> = {}): void {
    fn.addToRolePolicy(new PolicyStatement({ actions, resources: [this.table.tableArn], conditions }));
  }
}
