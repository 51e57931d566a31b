import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { callIam, callJson, policiesOf, roles, roleOf } from './account-calls.ts';

/** Steps after the deployment, each for one thing in which the emulator differs from AWS. What was deployed stays as it is. */
export const GAPS = [
  'No event of AWS’s own comes, and PutEvents refuses the source aws.cloudwatch, as AWS does. So each deployed rule has a twin with its very pattern, one level down, and its targets: the documented event is put as the detail of another, and delivered as it is.',
  'A reference to a secret gives its name, not its ARN, so that the deployed permission to read it names nothing: the role of ingest-twilio is given that permission by ARN.',
  'A generated secret has punctuation in it, whatever the template says, and would be no segment of a URL: it is rotated once.',
  'Sending a batch to a queue asks for a permission sqs:SendMessageBatch, which AWS does not have: whoever was granted sqs:SendMessage gets it on the same queue.',
] as const;

/** The source of the events that the twins listen to. */
export const TWIN_SOURCE = 'sla-credits.deployment-test';

const rules = z.object({ Rules: z.array(z.object({ Name: z.string(), EventPattern: z.optional(z.string()) })) });
const targets = z.object({ Targets: z.array(z.looseObject({ Id: z.string(), Arn: z.string() })) });
const secret = z.object({ ARN: z.string() });

const addTwins = async (endpoint: string): Promise<void> => {
  const { Rules } = await callJson(endpoint, 'events', 'AWSEvents.ListRules', {}, rules);
  for (const { Name, EventPattern } of Rules) {
    if (EventPattern === undefined) continue;
    const { Targets } = await callJson(endpoint, 'events', 'AWSEvents.ListTargetsByRule', { Rule: Name }, targets);
    const twin = `${Name.slice(0, 58)}-twin`;
    const pattern = JSON.stringify({ source: [TWIN_SOURCE], detail: JSON.parse(EventPattern) });
    await callJson(endpoint, 'events', 'AWSEvents.PutRule', { Name: twin, EventPattern: pattern }, z.unknown());
    const delivering = Targets.map((target) => ({ ...target, InputPath: '$.detail' }));
    await callJson(endpoint, 'events', 'AWSEvents.PutTargets', { Rule: twin, Targets: delivering }, z.unknown());
  }
};

/** Calls the service of the secrets about one of them. */
const callSecrets = async <S extends z.core.$ZodType>(
  endpoint: string,
  operation: string,
  input: object,
  answer: S,
): Promise<z.output<S>> => callJson(endpoint, 'secretsmanager', `secretsmanager.${operation}`, input, answer);

const allowSecret = async (endpoint: string, SecretId: string): Promise<void> => {
  const { ARN } = await callSecrets(endpoint, 'DescribeSecret', { SecretId }, secret);
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN };
  await callIam(endpoint, 'PutRolePolicy', {
    RoleName: await roleOf(endpoint, 'IngestTwilio'),
    PolicyName: 'secret-by-arn',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
};

const rotate = async (endpoint: string, SecretId: string): Promise<void> => {
  const SecretString = randomBytes(20).toString('hex');
  await callSecrets(endpoint, 'PutSecretValue', { SecretId, SecretString }, z.unknown());
};

const allowBatches = async (endpoint: string): Promise<void> => {
  for (const RoleName of await roles(endpoint)) {
    const statements = (await policiesOf(endpoint, RoleName)).flatMap(({ Statement }) => Statement);
    const sending = statements.filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'));
    if (sending.length === 0) continue;
    const Statement = sending.map((statement) => ({ ...statement, Action: 'sqs:SendMessageBatch' }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await callIam(endpoint, 'PutRolePolicy', { RoleName, PolicyName: 'batches', PolicyDocument });
  }
};

/** Closes the gaps of a deployment whose webhook secret goes by this name. */
export const closeGaps = async (endpoint: string, secretName: string): Promise<void> => {
  await addTwins(endpoint);
  await allowSecret(endpoint, secretName);
  await rotate(endpoint, secretName);
  await allowBatches(endpoint);
};
