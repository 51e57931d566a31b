import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import type { SynthesisedTemplate } from '../../infra/synthesise.ts';
import { openTable, type Table } from '../../shared/persistence/dynamo-table.ts';
import { type BucketReader, bucketReader } from '../../shared/statements/bucket-reader.ts';
import { type Bucket, openBucket } from '../../shared/statements/statement-bucket.ts';
import { escapeWideCharacters } from './escape-wide-characters.ts';
import { type Emulators, LOCAL_REGION, startEmulators } from './start-emulators.ts';
import { openStatementObjects, type StatementObjects } from './statement-objects.ts';
import { makeTable } from './make-table.ts';
import { parseStackTemplate, type TemplateFunction } from './stack-template.ts';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** An emulated queue and the function that consumes it. */
export type LocalQueue = {
  readonly url: string;
  readonly feeds: TemplateFunction | undefined;
  readonly batchSize: number;
};

/** The table, the queues and the bucket of the synthesised template, emulated. */
export type EmulatedStack = {
  readonly table: Table;
  readonly sqs: SQSClient;
  readonly statements: Bucket;
  readonly statementObjects: StatementObjects;
  /** Reads an object of the bucket. */
  readonly readObject: BucketReader;
  readonly queues: ReadonlyMap<string, LocalQueue>;
  /** Returns the queue URL, or the resource name, in a function's environment variable. */
  readonly setting: (fn: string, variable: string) => string;
  readonly stop: () => Promise<void>;
};

/**
 * Creates the template's resources in emulators; starts emulators in this process if none are given. Unlike the
 * template, no queue delays its messages, because the local clock jumps from event to event.
 */
export const startEmulatedStack = async (template: SynthesisedTemplate, given?: Emulators): Promise<EmulatedStack> => {
  const { table, queues, bucket, functions } = parseStackTemplate(template);
  const emulators = given ?? (await startEmulators());
  const endpoint = emulators.messages;
  const documents = new DynamoDBClient({ endpoint: emulators.dynamo, region: LOCAL_REGION, credentials: CREDENTIALS });
  await makeTable(documents, { TableName: table.id, ...table.definition });

  const sqs = escapeWideCharacters(
    new SQSClient({ endpoint, region: LOCAL_REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false }),
  );
  const urls = new Map<string, string>();
  for (const { id, name, attributes } of queues) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    urls.set(id, QueueUrl);
  }
  const base = `${endpoint}/${bucket.toLowerCase()}`;
  await new AwsClient({ ...CREDENTIALS, service: 's3', region: LOCAL_REGION }).fetch(base, { method: 'PUT' });

  return {
    table: openTable(table.id, documents),
    sqs,
    statementObjects: openStatementObjects(base, LOCAL_REGION, async () => CREDENTIALS, { isVersioned: false }),
    readObject: bucketReader(bucket.toLowerCase(), LOCAL_REGION, CREDENTIALS, { base }),
    statements: openBucket(bucket.toLowerCase(), LOCAL_REGION, CREDENTIALS, base),
    queues: new Map(
      queues.map(({ id, feeds, batchSize }) => [
        id,
        { url: urls.get(id) ?? '', feeds: functions.get(feeds ?? ''), batchSize },
      ]),
    ),
    setting: (fn, variable) => {
      const refers = [...functions.values()].find(({ name }) => name === fn)?.refers.get(variable);
      if (refers === undefined) throw new Error(`The template has no ${variable} for ${fn}`);
      return urls.get(refers) ?? refers;
    },
    stop: async () => {
      documents.destroy();
      sqs.destroy();
      await emulators.stop();
    },
  };
};
