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
import { type ExternalServices, startExternalServices } from './external-services.ts';
import { interceptFetch, interceptSdk } from './intercept-requests.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

type StatusPage = Sources['providers'][string]['statusPage'];

/** All items of a table in DynamoDB's format. */
export type StoredItems = readonly Record<string, AttributeValue>[];

export type SiteConnection = {
  readonly table: Table;
  readonly queue: (name: string) => Queue;
  readonly statements: Bucket;
  readonly cloudWatch: (region: string) => CloudWatchClient;
  /** The URL of the status page. */
  readonly page: StatusPage;
};

/** A table, queues and a bucket of one run, on emulators that all runs share. */
export type SimulationSite = {
  readonly table: Table;
  readonly queue: (name: string) => Queue;
  readonly outside: ExternalServices;
  /**
   * Returns the clients of one process. They are not shared, because a client's retry budget depends on its earlier
   * requests.
   */
  readonly connect: () => SiteConnection;
  readonly statement: (key: string) => Promise<string>;
  readonly items: () => Promise<StoredItems>;
  /** Deletes the table and closes the connections. */
  readonly close: () => Promise<void>;
};

export type SiteEmulators = {
  /** Makes a site whose table has these items only. */
  readonly site: (items?: StoredItems) => Promise<SimulationSite>;
  readonly stop: () => Promise<void>;
};

const QUEUES = ['intake', 'intake-refused', 'webhook-refused', 'closing', 'work.fifo', 'billing.fifo'];

/**
 * Starts DynamoDB, SQS and S3 in this process, with the table of the template. The clients are the deployed ones on an
 * intercepted transport.
 */
export const startSiteEmulators = async (config: Config): Promise<SiteEmulators> => {
  const { definition } = parseStackTemplate(synthesise(config, 'faults')).table;
  const { dynamo, messages: endpoint, stop } = await startLocalEmulators();
  const common = { region: LOCAL_REGION, credentials: CREDENTIALS, ...AWS_RETRIES };
  const dynamoClient = () => new DynamoDBClient({ endpoint: dynamo, ...common });
  const client = dynamoClient();
  const sqsClient = () => new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...common });
  const sqs = sqsClient();
  const restoreFetch = interceptFetch();
  const s3 = new AwsClient({ ...CREDENTIALS, service: 's3', region: LOCAL_REGION });

  const outside = await startExternalServices();
  let sites = 0;
  const site = async (items: StoredItems = []): Promise<SimulationSite> => {
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
        const own = { dynamo: interceptSdk(dynamoClient(), 'dynamodb'), sqs: interceptSdk(sqsClient(), 'sqs') };
        opened.push(own.dynamo, own.sqs);
        return {
          table: openTable(name, own.dynamo),
          queue: (queue) => ({ sqs: own.sqs, url: urls.get(queue) ?? '' }),
          // All sites use one bucket name, since stored URLs contain it.
          statements: openBucket('statements', LOCAL_REGION, CREDENTIALS, `${endpoint}/${name}`),
          cloudWatch: (region) => {
            const cloudWatch = interceptSdk(outside.cloud.client(region), 'cloudwatch');
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
      restoreFetch();
      client.destroy();
      sqs.destroy();
      await Promise.all([stop(), outside.stop()]);
    },
  };
};
