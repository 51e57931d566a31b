import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { LOCAL_REGION } from '../../local/emulator/start-emulators.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';

/** The emulators accept any credentials. */
export const EMULATOR_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const addresses = z.object({
  dynamoPort: z.number(),
  messagesPort: z.number(),
  table: z.string(),
  bucket: z.string(),
  workUrl: z.string(),
  billingUrl: z.string(),
});

/** Emulators in a separate process, and their clients. */
export type EmulatorProcess = z.output<typeof addresses> & {
  readonly documents: Table;
  readonly sqs: SQSClient;
  /** Resolves after the process has ended. */
  readonly stop: () => Promise<void>;
};

export const startEmulatorProcess = async (): Promise<EmulatorProcess> => {
  const child = fork(new URL('closing-emulators.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const site = z.parse(addresses, await firstMessage(child));
  const common = { region: LOCAL_REGION, credentials: EMULATOR_CREDENTIALS };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${site.dynamoPort}`, ...common });
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${site.messagesPort}`,
    useQueueUrlAsEndpoint: false,
    ...common,
  });
  return {
    ...site,
    documents: openTable(site.table, client),
    sqs,
    stop: async () => {
      client.destroy();
      sqs.destroy();
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};

const firstMessage = async (child: ChildProcess): Promise<unknown> => {
  const died = once(child, 'exit').then(() => {
    throw new Error('The emulators failed to start');
  });
  const [message]: unknown[] = await Promise.race([once(child, 'message'), died]);
  return message;
};

/** The limit of BatchWriteItem. */
const BATCH_ITEMS_MAX = 25;

/** Copies all items of a table into an empty table. */
export const copyItems = async (from: EmulatorProcess, to: EmulatorProcess): Promise<void> => {
  const items: Record<string, unknown>[] = [];
  const scan = { client: from.documents.documents, pageSize: 1000 };
  for await (const { Items = [] } of paginateScan(scan, { TableName: from.table })) items.push(...Items);
  const batches = Array.from({ length: Math.ceil(items.length / BATCH_ITEMS_MAX) }, (_, i) =>
    items.slice(i * BATCH_ITEMS_MAX, (i + 1) * BATCH_ITEMS_MAX).map((Item) => ({ PutRequest: { Item } })),
  );
  await mapConcurrently(4, batches, (puts) =>
    to.documents.documents.send(new BatchWriteCommand({ RequestItems: { [to.table]: puts } })),
  );
};
