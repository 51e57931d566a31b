import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { loadConfig } from '../../../shared/config/config.ts';
import { addMonths, localMonth } from '../../../shared/domain/time/calendar.ts';
import { tryParse } from '../../../shared/lib/validation.ts';
import { openTable } from '../../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../../sla.config.ts';
import { EXIT, Failure } from '../failure.ts';
import { signedCalls, signedForwarding } from './signed-calls.ts';
import { slaCommand, type Stage } from './stage.ts';
import { openStatementObjects } from '../../emulator/statement-objects.ts';
import { bucketUrl } from '../../../shared/statements/bucket-url.ts';

const url = z.string();

/** Milliseconds for each of the client's three attempts; the SDK's default is no limit. */
const requestHandler = { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

/** The outputs of the stack that the commands use; a test compares them with the template. */
export const stackOutputs = z.object({
  ApiUrl: url,
  BillingDeadLettersUrl: url,
  BillingQueueUrl: url,
  ClosingDeadLettersUrl: url,
  ClosingQueueUrl: url,
  IntakeDeadLettersUrl: url,
  IntakeQueueUrl: url,
  MailEventDeadLettersUrl: z.optional(url),
  MailEventQueueUrl: z.optional(url),
  StatementMailDeadLettersUrl: z.optional(url),
  StatementMailQueueUrl: z.optional(url),
  StatementsBucket: z.string(),
  TableName: z.string(),
  WebhookRefusedUrl: url,
  WorkDeadLettersUrl: url,
  WorkQueueUrl: url,
});

/** Opens a deployed stage by the outputs of its stack, with the region and the credentials of the AWS CLI. */
export const openDeployedStage = async (stage: string): Promise<Stage> => {
  const cloudFormation = new CloudFormationClient({ requestHandler });
  const region = await cloudFormation.config.region();
  const outputs = await outputsOf(cloudFormation, stage, region);
  // The endpoint comes from the region or the environment: a queue's URL must not redirect signed requests.
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false, requestHandler });
  const dynamo = new DynamoDBClient({ region, requestHandler });
  const pair = (deadLetters: string, queue: string) => ({
    queue: { sqs, url: queue },
    deadLetters: { sqs, url: deadLetters },
  });
  const optionalPair = (deadLetters: string | undefined, queue: string | undefined) =>
    deadLetters === undefined || queue === undefined ? undefined : pair(deadLetters, queue);
  const statements = optionalPair(outputs.StatementMailDeadLettersUrl, outputs.StatementMailQueueUrl);
  const mailEvents = optionalPair(outputs.MailEventDeadLettersUrl, outputs.MailEventQueueUrl);
  const config = loadConfig(slaConfig);
  return {
    title: `stage ${stage} in ${region}`,
    option: stage === 'prod' ? '' : ` --stage ${stage}`,
    isLocal: false,
    config,
    deployment: { config, stage, region, account: accountOf(outputs.BillingQueueUrl) },
    month: addMonths(localMonth(config.closing.timeZone, Date.now()), -1),
    now: Date.now,
    call: signedCalls(outputs.ApiUrl, region, cloudFormation.config.credentials),
    forward: signedForwarding(outputs.ApiUrl, region, cloudFormation.config.credentials),
    queues: {
      intake: pair(outputs.IntakeDeadLettersUrl, outputs.IntakeQueueUrl),
      webhook: { queue: undefined, deadLetters: { sqs, url: outputs.WebhookRefusedUrl } },
      closing: pair(outputs.ClosingDeadLettersUrl, outputs.ClosingQueueUrl),
      work: pair(outputs.WorkDeadLettersUrl, outputs.WorkQueueUrl),
      billing: pair(outputs.BillingDeadLettersUrl, outputs.BillingQueueUrl),
      ...(statements === undefined ? {} : { statements }),
      ...(mailEvents === undefined ? {} : { 'mail-events': mailEvents }),
    },
    table: openTable(outputs.TableName, dynamo),
    statements: openStatementObjects(
      bucketUrl(outputs.StatementsBucket, region, process.env),
      region,
      cloudFormation.config.credentials,
    ),
    settle: async () => {},
    stop: async () => {
      for (const client of [cloudFormation, sqs, dynamo]) client.destroy();
    },
  };
};

/** Returns the account in a queue's URL, `https://sqs.us-east-1.amazonaws.com/111122223333/billing.fifo`. */
const accountOf = (queueUrl: string): string => queueUrl.split('/').at(-2) ?? '';

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
        next: `deploy it: npm run deploy -- -c stage=${stage}; for another region or account, set AWS_REGION or AWS_PROFILE; without AWS: ${slaCommand('status --local')}`,
      });
    });
  const present = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
  const { value, issues } = tryParse(stackOutputs, present);
  if (issues === undefined) return value;
  const missing = issues.map(({ path }) => path.join('.')).join(', ');
  throw new Failure(
    EXIT.refused,
    `The stack ${name} (${Stacks[0]?.StackStatus ?? 'no status'}) has no outputs ${missing}`,
    { next: `deploy this version: npm run deploy -- -c stage=${stage}` },
  );
};
