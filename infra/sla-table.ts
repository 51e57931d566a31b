import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/config/environment.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { TABLE_ACCESS } from './table-access.ts';

export interface SlaTableProps {
  /**
   * Encrypts the items.
   * @default - a key of DynamoDB
   */
  readonly key?: IKey | undefined;
}

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

  /** Allows `fn` its access to the table by `infra/table-access.ts`. No function may delete items; conditions prevent overwriting. */
  grantAccess(fn: PipelineFunction): void {
    fn.addEnvironment(ENV.table, this.table.tableName);
    const access = TABLE_ACCESS[fn.name];
    if (access === undefined) throw new Error(`infra/table-access.ts has no access for ${fn.name}`);
    if (access.read.length > 0) this.allowKeys(fn, ['dynamodb:GetItem', 'dynamodb:Query'], access.read);
    this.allowKeys(fn, ['dynamodb:PutItem'], access.append);
    if (access.update !== undefined) this.allowKeys(fn, ['dynamodb:UpdateItem'], access.update);
  }

  /**
   * Allows actions on items whose partition key matches a pattern.
   * `ForAllValues` is true for a request without a key, so the key must be present too.
   */
  allowKeys(fn: Fn, actions: string[], prefixes: readonly string[]): void {
    const conditions = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    };
    fn.addToRolePolicy(new PolicyStatement({ actions, resources: [this.table.tableArn], conditions }));
  }
}
