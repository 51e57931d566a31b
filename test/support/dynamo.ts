import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import dynalite from 'dynalite';
import * as z from 'zod/mini';
import { SlaTable } from '../../infra/table.ts';
import { openTable, type Table } from '../../shared/store/table.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const definition = z.object({
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.literal('S') })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(
    z.object({
      IndexName: z.string(),
      KeySchema: keySchema,
      Projection: z.object({ ProjectionType: z.literal('KEYS_ONLY') }),
    }),
  ),
});

/** The table as it is deployed, from its template: there is one definition. */
const deployedTable = (): z.output<typeof definition> => {
  const stack = new Stack(new App());
  new SlaTable(stack, 'Table');
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  return z.parse(definition, resource?.['Properties']);
};

/** Starts a DynamoDB of one's own in this process, on a free loopback port, with the table as it is deployed, empty. */
export const startDynamo = async (): Promise<{ readonly table: Table; stop(): Promise<void> }> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = z.parse(z.object({ port: z.number() }), server.address());
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateTableCommand({ TableName: 'sla-credits', ...deployedTable() }));
  const stop = async (): Promise<void> => {
    client.destroy();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { table: openTable('sla-credits', client), stop };
};
