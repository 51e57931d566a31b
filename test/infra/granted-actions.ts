import * as z from 'zod/mini';
import type { SynthesisedTemplate } from '../../infra/synthesise.ts';
import { parse } from '../../shared/lib/validation.ts';

const text = z.union([z.string(), z.array(z.string())]);
const list = z.union([z.array(z.unknown()), z.unknown()]);
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: text,
  Resource: list,
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(statement) }),
});
const lambda = z.object({
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  LoggingConfig: z.optional(z.unknown()),
  TracingConfig: z.optional(z.unknown()),
});
const mapping = z.object({
  FunctionName: z.object({ Ref: z.string() }),
  EventSourceArn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});

const arn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const invokeConfig = z.object({
  FunctionName: z.object({ Ref: z.string() }),
  /** A scheduled function has none. */
  DestinationConfig: z.optional(z.object({ OnFailure: z.object({ Destination: arn }) })),
});

/** The permissions of a function in a template, and the resources in its environment. */
export type Granted = {
  /** `dynamodb:PutItem`, …; a query of the customer lists is `dynamodb:Query of the lists`. */
  readonly actions: ReadonlySet<string>;
  /** Actions of Lambda for the function: logs, traces, its queue, failed invocations. */
  readonly byLambda: ReadonlySet<string>;
  /** Logical ids of the resources of its permissions, and of its environment. */
  readonly resources: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
};

/** Returns the permissions of a template's functions, by folder. */
export const grantedActions = ({ Resources }: SynthesisedTemplate): ReadonlyMap<string, Granted> => {
  const ofType = <S extends z.core.$ZodType>(type: string, schema: S): [string, z.output<S>][] =>
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [[id, parse(schema, Properties)] satisfies [string, z.output<S>]] : [],
    );
  const policies = ofType('AWS::IAM::Policy', policy);
  const failures = ofType('AWS::Lambda::EventInvokeConfig', invokeConfig);
  const mappings = ofType('AWS::Lambda::EventSourceMapping', mapping);
  return new Map(
    ofType('AWS::Lambda::Function', lambda).map(([id, fn]) => {
      const [role] = fn.Role['Fn::GetAtt'];
      const statements = policies
        .filter(([, { Roles }]) => Roles.some(({ Ref }) => Ref === role))
        .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
      const fed = mappings.flatMap(([, { FunctionName, EventSourceArn }]) =>
        FunctionName.Ref === id ? [EventSourceArn['Fn::GetAtt'][0]] : [],
      );
      const failed = failures.flatMap(([, { FunctionName, DestinationConfig }]) =>
        FunctionName.Ref === id && DestinationConfig !== undefined
          ? [DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]]
          : [],
      );
      const logs = Object.keys(Resources).filter((each) => Resources[each]?.Type === 'AWS::Logs::LogGroup');
      const apart = new Set([...fed, ...failed, ...logs]);
      const { POWERTOOLS_SERVICE_NAME, ...variables } = fn.Environment.Variables;
      const granted: Granted = {
        actions: new Set(statements.flatMap(actionsOf)),
        byLambda: new Set([
          ...(fn.LoggingConfig === undefined ? [] : ['logs:CreateLogStream', 'logs:PutLogEvents']),
          ...(fn.TracingConfig === undefined ? [] : ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']),
          ...(fed.length === 0 ? [] : ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']),
          ...(failed.length === 0 ? [] : ['sqs:SendMessage']),
        ]),
        resources: new Set(statements.flatMap(({ Resource }) => idsIn(Resource)).filter((each) => !apart.has(each))),
        // The queue of a consumer may be named: the actions decide what it may do with it.
        named: new Set(idsIn(variables).filter((each) => !fed.includes(each))),
      };
      return [String(POWERTOOLS_SERVICE_NAME), granted];
    }),
  );
};

const leadingKeys = z.object({ 'dynamodb:LeadingKeys': z.array(z.string()) });

/** A query without a condition on the partition reads the lists too. */
const actionsOf = ({ Action, Condition = {} }: z.output<typeof statement>): string[] => {
  const condition = leadingKeys.safeParse(Condition['ForAllValues:StringLike']);
  const patterns = condition.success ? condition.data['dynamodb:LeadingKeys'] : ['*', 'list#*'];
  return [Action].flat().flatMap((action) => {
    if (action !== 'dynamodb:Query') return [action];
    const ofLists = new Set(['list#*', 'list#credits#*']);
    const others = patterns.some((pattern) => !ofLists.has(pattern)) ? [action] : [];
    return patterns.some((pattern) => ofLists.has(pattern)) ? [...others, `${action} of the lists`] : others;
  });
};

/** The logical ids that a piece of a template refers to, those of the account and the region left out. */
const idsIn = (piece: unknown): string[] =>
  [...JSON.stringify(piece).matchAll(/"(?:Ref":"|Fn::GetAtt":\[")([A-Za-z0-9]+)"/g)].flatMap(([, id]) =>
    id === undefined ? [] : [id],
  );

/** Returns the differences between granted and used actions; empty with least privilege. */
export const differences = (granted: Granted, needed: ReadonlySet<string>): string[] => {
  const all = new Set([...needed, ...granted.byLambda]);
  return [
    ...[...all].filter((action) => !granted.actions.has(action)).map((action) => `missing: ${action}`),
    ...[...granted.actions].filter((action) => !all.has(action)).map((action) => `unused: ${action}`),
    ...[...granted.named].filter((id) => !granted.resources.has(id)).map((id) => `named and not allowed: ${id}`),
    ...[...granted.resources].filter((id) => !granted.named.has(id)).map((id) => `allowed and not named: ${id}`),
  ].toSorted();
};
