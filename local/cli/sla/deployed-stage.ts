import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { loadConfig } from '../../../shared/config/config.ts';
import { addMonths, localDate } from '../../../shared/domain/time/calendar.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { openTable } from '../../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../../sla.config.ts';
import { command, EXIT, Failure } from './failure.ts';
import { signedCalls, signedForwarding } from './signed-calls.ts';
import type { Stage } from './stage.ts';

const url = z.string();

/** How long AWS may take to connect and to answer, in ms, at each of the client's three tries: without this, for ever. */
const requestHandler = { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

/** The stack's outputs that the commands use; a test compares them with the template. */
export const stackOutputs = z.object({
  ApiUrl: url,
  BillingDeadLettersUrl: url,
  BillingQueueUrl: url,
  ClosingDeadLettersUrl: url,
  ClosingQueueUrl: url,
  IntakeDeadLettersUrl: url,
  IntakeQueueUrl: url,
  TableName: z.string(),
  WebhookRefusedUrl: url,
  WorkDeadLettersUrl: url,
  WorkQueueUrl: url,
});

/** Finds a deployed stage through its stack's outputs; region and credentials are those of the AWS CLI and SDKs. */
export const openDeployed = async (stage: string): Promise<Stage> => {
  const cloudFormation = new CloudFormationClient({ requestHandler });
  const region = await cloudFormation.config.region();
  const outputs = await outputsOf(cloudFormation, stage, region);
  // The endpoint is the region's, or the one that the environment names: never what a queue's URL says.
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false, requestHandler });
  const dynamo = new DynamoDBClient({ region, requestHandler });
  const pair = (deadLetters: string, queue: string) => ({
    queue: { sqs, url: queue },
    deadLetters: { sqs, url: deadLetters },
  });
  const config = loadConfig(slaConfig);
  return {
    title: `stage ${stage} in ${region}`,
    option: stage === 'prod' ? '' : ` --stage ${stage}`,
    isLocal: false,
    config,
    month: addMonths(localDate(config.closing.timeZone, Date.now()).slice(0, 7), -1),
    now: Date.now,
    call: signedCalls(outputs.ApiUrl, region, cloudFormation.config.credentials),
    forward: signedForwarding(outputs.ApiUrl, region, cloudFormation.config.credentials),
    queues: {
      intake: pair(outputs.IntakeDeadLettersUrl, outputs.IntakeQueueUrl),
      webhook: { queue: undefined, deadLetters: { sqs, url: outputs.WebhookRefusedUrl } },
      closing: pair(outputs.ClosingDeadLettersUrl, outputs.ClosingQueueUrl),
      work: pair(outputs.WorkDeadLettersUrl, outputs.WorkQueueUrl),
      billing: pair(outputs.BillingDeadLettersUrl, outputs.BillingQueueUrl),
    },
    table: openTable(outputs.TableName, dynamo),
    settle: async () => {},
    stop: async () => {
      for (const client of [cloudFormation, sqs, dynamo]) client.destroy();
    },
  };
};

const outputsOf = async (
  cloudFormation: CloudFormationClient,
  stage: string,
  region: string,
): Promise<z.output<typeof stackOutputs>> => {
  const name = `sla-credits-${stage}`;
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'ValidationError')) throw error;
      throw new Failure(EXIT.refused, `There is no stack ${name} in ${region}`, {
        next: `deploy it: npm run deploy -- -c stage=${stage}; or it is elsewhere: set AWS_REGION or AWS_PROFILE; without AWS: ${command('status --local')}`,
      });
    });
  const found = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
  const { value, complaints } = tryParse(stackOutputs, found);
  if (complaints === undefined) return value;
  const missing = complaints.map(({ path }) => path.join('.')).join(', ');
  throw new Failure(
    EXIT.refused,
    `The stack ${name} (${Stacks[0]?.StackStatus ?? 'no status'}) lacks the outputs ${missing}`,
    { next: `deploy this version: npm run deploy -- -c stage=${stage}` },
  );
};
