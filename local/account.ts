import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as z from 'zod/mini';
import type { Template } from '../infra/synthesise.ts';
import { openTable, type Table } from '../shared/store/table.ts';
import { type Bucket, openBucket } from '../shared/statements/bucket.ts';
import { makeTable } from './make-table.ts';
import { resourcesOf, type TemplateFunction } from './template.ts';
import { escapeWideCharacters } from './wide-characters.ts';

/** Who the local environment says it is; nothing of it leaves this machine. */
export const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A queue of the local account, and which function its messages go to. */
export type LocalQueue = {
  readonly url: string;
  readonly feeds: TemplateFunction | undefined;
  readonly batchSize: number;
};

/** The account that the pipeline runs in locally: the table, the queues and the bucket of the synthesised template, emulated. */
export type Account = {
  readonly table: Table;
  readonly sqs: SQSClient;
  readonly statements: Bucket;
  readonly queues: ReadonlyMap<string, LocalQueue>;
  /** The URL of the queue, or the name of the resource, that a function's environment variable refers to. */
  readonly setting: (fn: string, variable: string) => string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts DynamoDB (dynalite), SQS and S3 (fauxqs) in this process, on free loopback ports, and makes in them what the template defines.
 * One thing differs from the template: no queue delays its messages, since the local clock jumps from one event to the next.
 */
export const startAccount = async (template: Template): Promise<Account> => {
  const { table, queues, bucket, functions } = resourcesOf(template);
  const dynamo = dynalite({ createTableMs: 0 });
  dynamo.listen(0, '127.0.0.1');
  await once(dynamo, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), dynamo.address());
  const documents = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    credentials: CREDENTIALS,
  });
  await makeTable(documents, { TableName: table.id, ...table.definition });

  const messages = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: REGION });
  const endpoint = await messages.listen({ host: '127.0.0.1', port: 0 });
  const sqs = escapeWideCharacters(
    new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false }),
  );
  const urls = new Map<string, string>();
  for (const { id, name, attributes } of queues) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    urls.set(id, QueueUrl);
  }
  const base = `${endpoint}/${bucket.toLowerCase()}`;
  await new AwsClient({ ...CREDENTIALS, service: 's3', region: REGION }).fetch(base, { method: 'PUT' });

  return {
    table: openTable(table.id, documents),
    sqs,
    statements: openBucket(bucket.toLowerCase(), REGION, CREDENTIALS, base),
    queues: new Map(
      queues.map(({ id, feeds, batchSize }) => [
        id,
        { url: urls.get(id) ?? '', feeds: functions.get(feeds ?? ''), batchSize },
      ]),
    ),
    setting: (fn, variable) => {
      const refers = [...functions.values()].find(({ name }) => name === fn)?.refers.get(variable);
      if (refers === undefined) throw new Error(`The template gives ${fn} no ${variable}`);
      return urls.get(refers) ?? refers;
    },
    stop: async () => {
      documents.destroy();
      sqs.destroy();
      await messages.close();
      const closed = once(dynamo, 'close');
      dynamo.close();
      dynamo.closeAllConnections();
      await closed;
    },
  };
};
