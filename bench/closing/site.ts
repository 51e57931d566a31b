import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { REGION } from '../../local/emulator/start-emulators.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';

/** Emulators ask for some, and take any. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const place = z.object({
  dynamoPort: z.number(),
  messagesPort: z.number(),
  table: z.string(),
  bucket: z.string(),
  workUrl: z.string(),
  billingUrl: z.string(),
});

/** Emulators in a process of their own, and clients of them. */
export type Site = z.output<typeof place> & {
  readonly documents: Table;
  readonly sqs: SQSClient;
  /** Resolves once nothing of it is left. */
  readonly stop: () => Promise<void>;
};

export const startSite = async (): Promise<Site> => {
  const child = fork(new URL('closing-emulators.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const where = z.parse(place, await firstMessage(child));
  const common = { region: REGION, credentials: CREDENTIALS };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${where.dynamoPort}`, ...common });
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${where.messagesPort}`,
    useQueueUrlAsEndpoint: false,
    ...common,
  });
  return {
    ...where,
    documents: openTable(where.table, client),
    sqs,
    stop: async () => {
      client.destroy();
      sqs.destroy();
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
};

const firstMessage = async (child: ChildProcess): Promise<unknown> => {
  const died = once(child, 'exit').then(() => {
    throw new Error('the emulators did not start');
  });
  const [message]: unknown[] = await Promise.race([once(child, 'message'), died]);
  return message;
};

/** DynamoDB takes so many items at once. */
const BATCH = 25;

/** Writes all that one table holds into another that is empty. */
export const copyItems = async (from: Site, to: Site): Promise<void> => {
  const items: Record<string, unknown>[] = [];
  const scan = { client: from.documents.documents, pageSize: 1000 };
  for await (const { Items = [] } of paginateScan(scan, { TableName: from.table })) items.push(...Items);
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) =>
    items.slice(i * BATCH, (i + 1) * BATCH).map((Item) => ({ PutRequest: { Item } })),
  );
  await mapConcurrently(4, batches, (puts) =>
    to.documents.documents.send(new BatchWriteCommand({ RequestItems: { [to.table]: puts } })),
  );
};
