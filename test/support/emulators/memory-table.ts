import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../../shared/persistence/dynamo-table.ts';
import { emptyMemoryTable, executeInMemory } from './memory-dynamo.ts';

type Request = { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown };

/** Returns an empty table in memory. The SDK's requests end in a function in place of a connection. */
export const openMemoryTable = (): Table => {
  let table = emptyMemoryTable;
  const handle = async ({ headers, body }: Request) => {
    const operation = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
    const answer = executeInMemory(table, operation, JSON.parse(String(body)));
    table = answer.table;
    return {
      response: {
        statusCode: answer.status,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: new TextEncoder().encode(JSON.stringify(answer.output)),
      },
    };
  };
  return openTable(
    'in-memory',
    new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: { handle },
    }),
  );
};
