import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { SynthesisedTemplate } from '../../infra/synthesise.ts';
import { parse } from '../../shared/lib/validation.ts';

const reference = z.object({ Ref: z.string() });
const arnOf = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

const tableProperties = z.object({
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.literal('S') })),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
});

const queueProperties = z.object({
  QueueName: z.optional(z.string()),
  FifoQueue: z.optional(z.boolean()),
  VisibilityTimeout: z.optional(z.number()),
  RedrivePolicy: z.optional(z.object({ deadLetterTargetArn: arnOf, maxReceiveCount: z.number() })),
});

const functionProperties = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

const mappingProperties = z.object({ EventSourceArn: arnOf, FunctionName: reference, BatchSize: z.number() });

/** A function: the folder of its handler, and the resource of each environment variable. */
export type TemplateFunction = { readonly name: string; readonly refers: ReadonlyMap<string, string> };

/** A queue: its attributes in the format of SQS, and the logical id of the function that consumes it. */
type TemplateQueue = {
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly feeds: string | undefined;
  readonly batchSize: number;
};

export type StackTemplate = {
  readonly table: { readonly id: string; readonly definition: Omit<CreateTableCommandInput, 'TableName'> };
  /** Dead-letter queues come first, because redrive policies refer to them. */
  readonly queues: readonly TemplateQueue[];
  readonly bucket: string;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
};

/** Extracts the locally emulated resources of a synthesised template. */
export const parseStackTemplate = ({ Resources }: SynthesisedTemplate): StackTemplate => {
  const ofType = (type: string): [string, Readonly<Record<string, unknown>>][] =>
    Object.entries(Resources).flatMap(([id, resource]) => (resource.Type === type ? [[id, resource.Properties]] : []));
  const [table] = ofType('AWS::DynamoDB::Table');
  const [bucket] = ofType('AWS::S3::Bucket');
  if (table === undefined || bucket === undefined) throw new Error('The template has no table or no bucket');

  const mappings = ofType('AWS::Lambda::EventSourceMapping').map(([, properties]) =>
    parse(mappingProperties, properties),
  );
  const queues = ofType('AWS::SQS::Queue').map(([id, properties]): TemplateQueue & { readonly redrives: boolean } => {
    const queue = parse(queueProperties, properties);
    const mapping = mappings.find(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0] === id);
    return {
      id,
      name: queueName(id, queue),
      attributes: attributesOf(queue, (target) =>
        queueName(target, parse(queueProperties, Resources[target]?.Properties)),
      ),
      feeds: mapping?.FunctionName.Ref,
      batchSize: mapping?.BatchSize ?? 1,
      redrives: queue.RedrivePolicy !== undefined,
    };
  });
  return {
    table: { id: table[0], definition: parse(tableProperties, table[1]) },
    queues: queues.toSorted((a, b) => Number(a.redrives) - Number(b.redrives)),
    bucket: bucket[0],
    functions: new Map(ofType('AWS::Lambda::Function').map(([id, properties]) => [id, functionOf(properties)])),
  };
};

type QueueProperties = z.output<typeof queueProperties>;

const queueName = (id: string, { QueueName }: QueueProperties): string => QueueName ?? id;

const attributesOf = (
  { FifoQueue, VisibilityTimeout, RedrivePolicy }: QueueProperties,
  nameOf: (target: string) => string,
): Record<string, string> => ({
  ...(FifoQueue === true ? { FifoQueue: 'true' } : {}),
  ...(VisibilityTimeout === undefined ? {} : { VisibilityTimeout: String(VisibilityTimeout) }),
  ...(RedrivePolicy === undefined
    ? {}
    : {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${nameOf(RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0])}`,
          maxReceiveCount: RedrivePolicy.maxReceiveCount,
        }),
      }),
});

const functionOf = (properties: Readonly<Record<string, unknown>>): TemplateFunction => {
  const variables = Object.entries(parse(functionProperties, properties).Environment.Variables);
  const name = variables.find(([variable]) => variable === 'POWERTOOLS_SERVICE_NAME')?.[1];
  return {
    name: String(name),
    refers: new Map(
      variables.flatMap(([variable, value]) => {
        const parsed = reference.safeParse(value);
        return parsed.success ? [[variable, parsed.data.Ref]] : [];
      }),
    ),
  };
};
