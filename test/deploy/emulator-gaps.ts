import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { callIam, callJson, policiesOfRole, stackRoles, roleOfFunction } from './account-calls.ts';

/**
 * Changes after the deployment, each for one difference between the emulator and AWS. The deployed resources stay
 * unchanged.
 */
export const EMULATOR_GAPS = [
  'The emulator sends no events of AWS, and PutEvents rejects the source aws.cloudwatch, as AWS does. Each deployed rule gets a twin with the same pattern one level down and the same targets. The documented event is the detail of another event, and arrives unchanged.',
  'A reference to a secret returns its name and not its ARN, so the deployed permission matches nothing. The roles of ingest-twilio and ingest-notices get the permission by ARN.',
  'A generated secret contains punctuation in spite of the template, which a URL segment cannot hold. The test rotates each once.',
  'Sending a batch needs the permission sqs:SendMessageBatch, which AWS does not have. Each role with sqs:SendMessage gets it for the same queue.',
  'CloudFormation has no receipt rules of SES, so the deployed template has none. The test stores a message in the bucket, and invokes ingest-email with the documented event.',
  'SES publishes no events. The documented bounce arrives through the twin of its rule.',
  'A message of SES is authorised for all resources and without the condition key ses:FromAddress. Each role with ses:SendEmail gets it for all resources.',
  'A request to DynamoDB has no condition key dynamodb:LeadingKeys, so the deployed permissions match nothing. Each role gets the same actions on the table without the condition.',
] as const;

/** The source of the events for the twin rules. */
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

/** Calls Secrets Manager. */
const callSecrets = async <S extends z.core.$ZodType>(
  endpoint: string,
  operation: string,
  input: object,
  answer: S,
): Promise<z.output<S>> => callJson(endpoint, 'secretsmanager', `secretsmanager.${operation}`, input, answer);

/** A secret and the function that reads it, by its construct's name. */
type ReadSecret = { readonly fn: string; readonly secretName: string };

const allowSecret = async (endpoint: string, { fn, secretName: SecretId }: ReadSecret): Promise<void> => {
  const { ARN } = await callSecrets(endpoint, 'DescribeSecret', { SecretId }, secret);
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN };
  await callIam(endpoint, 'PutRolePolicy', {
    RoleName: await roleOfFunction(endpoint, fn),
    PolicyName: 'secret-by-arn',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
};

const rotate = async (endpoint: string, SecretId: string): Promise<void> => {
  const SecretString = randomBytes(20).toString('hex');
  await callSecrets(endpoint, 'PutSecretValue', { SecretId, SecretString }, z.unknown());
};

type Statement = Awaited<ReturnType<typeof policiesOfRole>>[number]['Statement'][number];

/** Gives each role the statements that `extend` derives from its deployed ones. */
const extendRoles = async (
  endpoint: string,
  PolicyName: string,
  extend: (deployed: readonly Statement[]) => readonly Statement[],
): Promise<void> => {
  for (const RoleName of await stackRoles(endpoint)) {
    const Statement = extend((await policiesOfRole(endpoint, RoleName)).flatMap((policy) => policy.Statement));
    if (Statement.length === 0) continue;
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await callIam(endpoint, 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
};

const batchStatements = (deployed: readonly Statement[]): Statement[] =>
  deployed
    .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
    .map((statement) => ({ ...statement, Action: 'sqs:SendMessageBatch' }));

const mailStatements = (deployed: readonly Statement[]): Statement[] =>
  deployed
    .filter(({ Action }) => [Action].flat().includes('ses:SendEmail'))
    .map(({ Condition: _, ...statement }) => ({ ...statement, Resource: '*' }));

const tableStatements = (deployed: readonly Statement[]): Statement[] =>
  deployed
    .filter(({ Condition }) => JSON.stringify(Condition ?? '').includes('dynamodb:LeadingKeys'))
    .map(({ Condition: _, ...statement }) => statement);

/** Closes the gaps of a deployment with these secrets. */
export const closeEmulatorGaps = async (endpoint: string, secrets: readonly ReadSecret[]): Promise<void> => {
  await addTwins(endpoint);
  for (const secretOfFunction of secrets) {
    await allowSecret(endpoint, secretOfFunction);
    await rotate(endpoint, secretOfFunction.secretName);
  }
  await extendRoles(endpoint, 'batches', batchStatements);
  await extendRoles(endpoint, 'mail', mailStatements);
  await extendRoles(endpoint, 'table-keys', tableStatements);
};
