import { once } from 'node:events';
import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import * as z from 'zod/mini';
import { makeTable } from '../../../local/emulator/make-table.ts';
import { openTable, type Table } from '../../../shared/persistence/dynamo-table.ts';

/** The table as it is deployed: a test compares it with the template, which takes seconds to make. */
export const tableDefinition = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
} satisfies Partial<CreateTableCommandInput>;

/** Thrown at the first write after the crash of a process. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A DynamoDB in this process on a free loopback port, with the deployed table, empty. */
export type Dynamo = {
  readonly table: Table;
  /** Returns the table for a process that throws `Crash` at its next write after `writes` writes. */
  crashingAfter(writes: number): Table;
  /** The same table for a process that gets no answer to its write of this number, from 1. Its client retries. */
  losingAnAnswer(write?: number): Table;
  readonly stop: () => Promise<void>;
};

const NAME = 'sla-credits';

/** Starts an emulator. Stop it after the tests. */
export const startDynamo = async (): Promise<Dynamo> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const clients: DynamoDBClient[] = [];
  const connect = (): DynamoDBClient => {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    clients.push(client);
    return client;
  };
  const client = connect();
  await makeTable(client, { TableName: NAME, ...tableDefinition });
  return {
    table: openTable(NAME, client),
    crashingAfter: (writes) => openTable(NAME, crashing(connect(), writes)),
    losingAnAnswer: (write = 1) => openTable(NAME, losing(connect(), write)),
    stop: async () => {
      for (const each of clients) each.destroy();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const isWrite = (command: string | undefined): boolean =>
  command === 'PutItemCommand' || command === 'UpdateItemCommand';

const crashing = (client: DynamoDBClient, writes: number): DynamoDBClient => {
  let left = writes;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (isWrite(commandName) && (left -= 1) < 0) throw new Crash();
        return next(args);
      },
    { step: 'initialize' },
  );
  return client;
};

const losing = (client: DynamoDBClient, write: number): DynamoDBClient => {
  let left = write;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (!isWrite(commandName) || (left -= 1) !== 0) return answer;
        throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
      },
    { step: 'deserialize', priority: 'high' },
  );
  return client;
};
