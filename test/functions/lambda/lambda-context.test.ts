import { interceptLocalhostDns } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handler as assessCustomers } from '../../../functions/assess-customers/handler.ts';
import { handler as closeMonth } from '../../../functions/close-month/handler.ts';
import { handler as ingestCloudWatch } from '../../../functions/ingest-cloudwatch/handler.ts';
import { handler as ingestTwilio } from '../../../functions/ingest-twilio/handler.ts';
import { handler as records } from '../../../functions/records/handler.ts';
import { addMonths } from '../../../shared/domain/time/calendar.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { ENV } from '../../../shared/config/environment.ts';
import { type Queue } from '../../../shared/messaging/send-messages.ts';
import component from '../../fixtures/payloads/statuspage-component.json' with { type: 'json' };
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import { createBucket } from '../../support/emulators/emulated-bucket.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { tableItems } from '../../support/emulators/table-items.ts';
import { type EmulatedQueues, startQueues, takeMessages } from '../../support/emulators/emulated-queue.ts';
import { apiCall, sqsBatch, webhookCall } from '../../support/http/requests.ts';
import { type Secrets, startSecrets } from '../../support/emulators/fake-secrets.ts';

/** The handlers as Lambda starts them: settings from the environment, the shipped configuration, clients and a clock of their own. */

let dynamo: Dynamo;
let queues: EmulatedQueues;
let secrets: Secrets;
const named = new Map<string, Queue>();
const before = { ...process.env };

const endpointOf = async ({ table: { documents } }: Dynamo): Promise<string> => {
  const { protocol, hostname, port } = (await documents.config.endpoint?.()) ?? {};
  return `${protocol}//${hostname}:${port}`;
};

const create = async (variable: string, name: string): Promise<void> => {
  const queue = await queues.create(name);
  named.set(variable, queue);
  process.env[variable] = queue.url;
};

/** The handlers' clients call the URL of a queue. Only the emulator resolves its host name. */
let restoreDns: () => void;

beforeAll(async () => {
  restoreDns = interceptLocalhostDns('127.0.0.1');
  [dynamo, queues, secrets] = await Promise.all([startDynamo(), startQueues(), startSecrets('the-secret')]);
  secrets.stages.set('AWSCURRENT', 's3cret');
  await createBucket(queues.endpoint, 'statements');
  for (const variable of [ENV.invalidEventsUrl, ENV.invalidWebhooksUrl, ENV.closingQueueUrl])
    await create(variable, variable);
  for (const variable of [ENV.workQueueUrl, ENV.billingQueueUrl]) await create(variable, `${variable}.fifo`);
  Object.assign(process.env, {
    [ENV.stage]: 'test',
    [ENV.account]: '111122223333',
    [ENV.table]: dynamo.table.name,
    [ENV.webhookSecret]: 'the-secret',
    [ENV.statementsBucket]: 'statements',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: await endpointOf(dynamo),
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_S3: queues.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
});
afterAll(async () => {
  restoreDns();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await Promise.all([dynamo.stop(), queues.stop(), secrets.stop()]);
});

const bodies = async (variable: string): Promise<string[]> => {
  const queue = named.get(variable);
  return queue === undefined ? [] : (await takeMessages(queue)).map(({ body }) => body);
};

test('ingest-cloudwatch records a configured alarm and rejects an invalid event', async () => {
  const arn = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:api-5xx';
  const event = sqsBatch({ ...metric, resources: [arn] }, 'poison');
  expect(await ingestCloudWatch(event)).toEqual({ batchItemFailures: [] });
  expect(await bodies(ENV.invalidEventsUrl)).toEqual(['poison']);
  expect(JSON.stringify(await tableItems(dynamo.table))).toContain(`monitor#${arn}`);
});

test('ingest-twilio accepts the secret of Secrets Manager', async () => {
  expect(await ingestTwilio(webhookCall(component, { path: '/s3cret' }))).toMatchObject({ statusCode: 200 });
  expect(await ingestTwilio(webhookCall(component, { path: '/secret' }))).toMatchObject({ statusCode: 403 });
  expect(await ingestTwilio(webhookCall('{', { path: '/s3cret' }))).toMatchObject({ statusCode: 400 });
  expect(await bodies(ENV.invalidWebhooksUrl)).toEqual(['{']);
});

const say = async (method: string, path: string, body: unknown): Promise<number> =>
  (await records(apiCall(method, path, body))).statusCode;

test('records, close-month and assess-customers publish a credit for downtime', async () => {
  const month = addMonths(formatInstant(Date.now()).slice(0, 7), -1);
  const customer = {
    name: 'Acme',
    components: ['api'],
    policy: 'plain-summary',
    serviceFees: { amountMinor: 100_000, currency: 'USD' },
  };
  const down = { component: 'api', start: `${month}-10T17:00:00Z`, end: `${month}-10T19:00:00Z`, evidence: 'a test' };
  expect(await say('PUT', '/customers/acme', customer)).toBe(201);
  expect(await say('POST', '/downtimes', down)).toBe(201);
  expect(await say('POST', `/months/${month}/close`, { reason: 'a test' })).toBe(202);
  await closeMonth(sqsBatch(...(await bodies(ENV.closingQueueUrl))));
  await assessCustomers(sqsBatch(...(await bodies(ENV.workQueueUrl))));
  const [message, ...others] = (await bodies(ENV.billingQueueUrl)).map((body): unknown => JSON.parse(body));
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    id: `acme:${month}:1`,
    source: 'urn:sla-credits:test',
    data: { amountMinor: 5000, statement: { url: expect.stringMatching(/^s3:\/\/statements\//) } },
  });
  const { body } = await records(apiCall('GET', `/months/${month}`));
  expect(JSON.parse(body)).toMatchObject({ closedAt: expect.any(String), totals: { deltaMinor: { USD: 5000 } } });
});
