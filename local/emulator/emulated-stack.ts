import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import type { SynthesisedTemplate } from '../../infra/synthesise.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import { type Bucket, openBucket } from '../../shared/statements/statement-bucket.ts';
import { type Emulators, REGION, startEmulators } from './start-emulators.ts';
import { makeTable } from './make-table.ts';
import { resourcesOf, type TemplateFunction } from './stack-template.ts';
import { escapeWideCharacters } from '../cli/escape-wide-characters.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A queue of the local account, and which function its messages go to. */
export type LocalQueue = {
  readonly url: string;
  readonly feeds: TemplateFunction | undefined;
  readonly batchSize: number;
};

/** The account that the pipeline runs in locally: the table, the queues and the bucket of the synthesised template, emulated. */
export type EmulatedStack = {
  readonly table: Table;
  readonly sqs: SQSClient;
  readonly statements: Bucket;
  readonly queues: ReadonlyMap<string, LocalQueue>;
  /** The URL of the queue, or the name of the resource, that a function's environment variable refers to. */
  readonly setting: (fn: string, variable: string) => string;
  readonly stop: () => Promise<void>;
};

/**
 * Makes in emulators what the template defines: in those that are given, or in some that are started in this process. One thing differs from the template: no queue delays its messages, since the local clock jumps from one event to the next.
 */
export const startEmulatedStack = async (template: SynthesisedTemplate, given?: Emulators): Promise<EmulatedStack> => {
  const { table, queues, bucket, functions } = resourcesOf(template);
  const emulators = given ?? (await startEmulators());
  const endpoint = emulators.messages;
  const documents = new DynamoDBClient({ endpoint: emulators.dynamo, region: REGION, credentials: CREDENTIALS });
  await makeTable(documents, { TableName: table.id, ...table.definition });

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
      await emulators.stop();
    },
  };
};
