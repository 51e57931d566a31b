import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { synthesise } from '../../infra/synthesise.ts';
import { LOCAL_REGION, startEmulators as startLocalEmulators } from '../../local/emulator/start-emulators.ts';
import { makeTable } from '../../local/emulator/make-table.ts';
import { parseStackTemplate } from '../../local/emulator/stack-template.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Sources } from '../../shared/config/sources.ts';
import { AWS_RETRIES } from '../../shared/lib/aws-retries.ts';
import type { Queue } from '../../shared/messaging/send-messages.ts';
import { type Bucket, openBucket } from '../../shared/statements/statement-bucket.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import { type Outside, startOutside } from './external-services.ts';
import { underFetch, underSdk } from './intercept-requests.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

type StatusPage = Sources['providers'][string]['statusPage'];

/** Every item of a table, as DynamoDB has them. */
export type Items = readonly Record<string, AttributeValue>[];

export type Connection = {
  readonly table: Table;
  readonly queue: (name: string) => Queue;
  readonly statements: Bucket;
  readonly cloudWatch: (region: string) => CloudWatchClient;
  /** Where the status page has its documents. */
  readonly page: StatusPage;
};

/** A table, queues and a bucket of a run's own, on emulators that all runs share. */
export type Site = {
  readonly table: Table;
  readonly queue: (name: string) => Queue;
  readonly outside: Outside;
  /** The clients of one process: how often they may try again depends on how they have fared. */
  readonly connect: () => Connection;
  readonly statement: (key: string) => Promise<string>;
  readonly items: () => Promise<Items>;
  /** Gives back what it takes: its table, its connections. */
  readonly close: () => Promise<void>;
};

export type Emulators = {
  /** A new site, empty but for these items. */
  readonly site: (items?: Items) => Promise<Site>;
  readonly stop: () => Promise<void>;
};

const QUEUES = ['intake', 'intake-refused', 'webhook-refused', 'closing', 'work.fifo', 'billing.fifo'];

/** Starts DynamoDB, SQS and S3 in this process; the table is the template's. The clients are those that are deployed, on a transport of ours. */
export const startEmulators = async (config: Config): Promise<Emulators> => {
  const { definition } = parseStackTemplate(synthesise(config, 'faults')).table;
  const { dynamo, messages: endpoint, stop } = await startLocalEmulators();
  const common = { region: LOCAL_REGION, credentials: CREDENTIALS, ...AWS_RETRIES };
  const dynamoClient = () => new DynamoDBClient({ endpoint: dynamo, ...common });
  const client = dynamoClient();
  const sqsClient = () => new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...common });
  const sqs = sqsClient();
  underFetch();
  const s3 = new AwsClient({ ...CREDENTIALS, service: 's3', region: LOCAL_REGION });

  const outside = await startOutside();
  let sites = 0;
  const site = async (items: Items = []): Promise<Site> => {
    sites += 1;
    const name = `site-${sites}`;
    await makeTable(client, { TableName: name, ...definition });
    for (let from = 0; from < items.length; from += 25) {
      const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
    }
    const urls = new Map<string, string>();
    for (const queue of QUEUES) {
      const Attributes = { VisibilityTimeout: '43200', ...(queue.endsWith('.fifo') ? { FifoQueue: 'true' } : {}) };
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${queue}`, Attributes }));
      urls.set(queue, QueueUrl);
    }
    await s3.fetch(`${endpoint}/${name}`, { method: 'PUT' });
    const opened: { destroy: () => void }[] = [];
    return {
      table: openTable(name, client),
      queue: (queue) => ({ sqs, url: urls.get(queue) ?? '' }),
      outside,
      connect: () => {
        const own = { dynamo: underSdk(dynamoClient(), 'dynamodb'), sqs: underSdk(sqsClient(), 'sqs') };
        opened.push(own.dynamo, own.sqs);
        return {
          table: openTable(name, own.dynamo),
          queue: (queue) => ({ sqs: own.sqs, url: urls.get(queue) ?? '' }),
          // Its name is the same at every site, for it stands in what is stored.
          statements: openBucket('statements', LOCAL_REGION, CREDENTIALS, `${endpoint}/${name}`),
          cloudWatch: (region) => {
            const cloudWatch = underSdk(outside.cloud.client(region), 'cloudwatch');
            opened.push(cloudWatch);
            return cloudWatch;
          },
          page: { id: outside.page.id, url: outside.page.url },
        };
      },
      statement: async (key) => (await s3.fetch(`${endpoint}/${name}/${key}`)).text(),
      items: async () => {
        const all: Record<string, AttributeValue>[] = [];
        for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true }))
          all.push(...Items);
        return all;
      },
      close: async () => {
        for (const each of opened) each.destroy();
        await client.send(new DeleteTableCommand({ TableName: name }));
      },
    };
  };

  return {
    site,
    stop: async () => {
      client.destroy();
      sqs.destroy();
      await Promise.all([stop(), outside.stop()]);
    },
  };
};
