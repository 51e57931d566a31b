import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AwsV4Signer } from 'aws4fetch';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { ENV } from '../../../shared/config/environment.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { consoleProxy } from '../../../local/emulator/console-proxy.ts';
import { type LocalAnswer, textResponse } from '../../../local/emulator/local-server.ts';
import { type NodeProcess, startNode } from './node-process.ts';
import type { ProcessResult } from '../builders/replay-folders.ts';
import type { Answered, Product } from './test-product.ts';

const KEYS = { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'operator-secret' };

/**
 * A stage as an operator's machine reaches it: CloudFormation, the HTTP API and the product's emulators on loopback.
 */
export type StageServer = {
  /**
   * Runs `sla` as a process with the operator's credentials. `env` changes its environment; an empty value removes a
   * variable.
   */
  readonly sla: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<ProcessResult>;
  /** Starts `sla` as a process that runs until it is ended. */
  readonly start: (args: readonly string[]) => NodeProcess;
  /** The calls of the API in order, such as `PUT /customers/acme`. */
  readonly calls: string[];
  /** Returns an answer in place of the product's; undefined: the product answers. */
  readonly intercept: { answer: ((call: string) => Pick<Answered, 'status' | 'body'> | undefined) | undefined };
  readonly queues: Readonly<Record<'work' | 'workDeadLetters' | 'billing', Queue>>;
  readonly stop: () => Promise<void>;
};

/** Starts the AWS APIs of the stack `sla-credits-test` for a product. Unsigned calls are rejected. */
export const startStageServer = async (product: Product): Promise<StageServer> => {
  const { account, intake, closing, billing } = product.pipeline;
  const { sqs, setting } = account;
  const work = { sqs, url: setting('close-month', ENV.workQueueUrl) };
  const workDeadLetters = await deadLettersOf(work);
  const calls: string[] = [];
  const intercept: StageServer['intercept'] = { answer: undefined };

  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (request.url?.startsWith('/console') === true) {
        const page = await pages(request, body);
        return response.writeHead(page.status, page.headers).end(page.body);
      }
      const isStacks = body.includes('Action=DescribeStacks');
      const { status, content } = isStacks ? stacks(body) : await api(request, body);
      response.writeHead(status, { 'content-type': isStacks ? 'text/xml' : 'application/json' }).end(content);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const url = `http://127.0.0.1:${port}`;

  const outputs = {
    ApiUrl: `${url}/`,
    BillingDeadLettersUrl: (await deadLettersOf(billing)).url,
    BillingQueueUrl: billing.url,
    ClosingDeadLettersUrl: (await deadLettersOf(closing)).url,
    ClosingQueueUrl: closing.url,
    IntakeDeadLettersUrl: product.deadLetters('intake').url,
    IntakeQueueUrl: intake.url,
    StatementsBucket: account.statements.name,
    TableName: account.table.name,
    WebhookRefusedUrl: product.deadLetters('webhook').url,
    WorkDeadLettersUrl: workDeadLetters.url,
    WorkQueueUrl: work.url,
  };
  const stacks = (body: string) => {
    const name = new URLSearchParams(body).get('StackName') ?? '';
    if (name === 'sla-credits-old') return { status: 200, content: described(name, { ApiUrl: url }) };
    return name === 'sla-credits-test'
      ? { status: 200, content: described(name, outputs) }
      : { status: 400, content: failed('ValidationError', `Stack with id ${name} does not exist`) };
  };
  const api = async (request: IncomingMessage, body: string) => {
    const { method = '', url: target = '' } = request;
    if (!(await isSigned(request, `${url}${target}`, body))) return { status: 403, content: '{"message":"Forbidden"}' };
    calls.push(`${method} ${target}`);
    const [path = '', query = ''] = target.split('?');
    const answered =
      intercept.answer?.(`${method} ${target}`) ?? (await product.call(method, path, body || undefined, { query }));
    await product.pipeline.run();
    return { status: answered.status, content: JSON.stringify(answered.body) };
  };

  const pages = async (request: IncomingMessage, body: string): Promise<LocalAnswer> => {
    const { method = '', url: target = '', headers } = request;
    if (!(await isSigned(request, `${url}${target}`, body))) return textResponse(403, 'Forbidden');
    calls.push(`${method} ${target}`);
    const said = { 'content-type': headers['content-type'] ?? '', 'sec-fetch-site': String(headers['sec-fetch-site']) };
    return consoleProxy(product.pipeline)({ method, target, headers: said, body });
  };

  const environment = {
    ...process.env,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
    AWS_ENDPOINT_URL_SQS: await endpoint(sqs.config),
    AWS_ENDPOINT_URL_DYNAMODB: await endpoint(account.table.documents.config),
    AWS_ENDPOINT_URL_S3: await endpoint(sqs.config),
  };
  return {
    start: (args) => start(args, environment),
    sla: (args, env = {}) => run(args, { ...environment, ...env }),
    calls,
    intercept,
    queues: { work, workDeadLetters, billing },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await product.stop();
    },
  };
};

/** Returns the endpoint of a client's emulator. */
const endpoint = async (client: { endpoint?: (() => Promise<{ hostname: string; port?: number }>) | undefined }) => {
  const found = await client.endpoint?.();
  return `http://${found?.hostname}:${found?.port}`;
};

const start = (args: readonly string[], environment: NodeJS.ProcessEnv): NodeProcess => {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name !== 'FORCE_COLOR' && value !== ''),
  );
  return startNode([join(import.meta.dirname, '../../../local/cli/sla.ts'), ...args], env);
};

const run = async (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<ProcessResult> => {
  const { child } = start(args, environment);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode ?? -1, stdout, stderr };
};

/** Returns whether the signature of a call matches its date, path and body. */
const isSigned = async ({ headers, method = '' }: IncomingMessage, url: string, body: string): Promise<boolean> => {
  const datetime = String(headers['x-amz-date']);
  const named = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const signed = named
    .filter((name) => name !== 'host' && !name.startsWith('x-amz-'))
    .map((name): [string, string] => [name, String(headers[name])]);
  const signer = new AwsV4Signer({
    ...KEYS,
    method,
    url,
    datetime,
    service: 'execute-api',
    region: 'us-west-2',
    headers: Object.fromEntries(signed),
    ...(body === '' ? {} : { body }),
  });
  return (await signer.sign()).headers.get('authorization') === headers.authorization;
};

const deadLettersOf = async ({ sqs, url }: Queue): Promise<Queue> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  );
  const policy = z.parse(
    z.object({ deadLetterTargetArn: z.string() }),
    JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}'),
  );
  const QueueName = policy.deadLetterTargetArn.split(':').at(-1);
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { sqs, url: QueueUrl };
};

const described = (name: string, outputs: Readonly<Record<string, string>>): string =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><CreationTime>2026-10-01T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    outputs,
  )
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const failed = (code: string, message: string): string =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
