import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod/mini';
import { faultAt, parse, InvalidInput } from '../../shared/lib/validation.ts';
import type { Arrival } from './replay-folder.ts';
import { type Pipeline, SECRET } from './local-pipeline.ts';

/** What a door answered: an HTTP status and body; undefined for EventBridge, which gets no answer. */
export type DeliveryAnswer = { readonly status: number; readonly body: string } | undefined;

const call = z.object(
  {
    method: z.enum(['GET', 'PUT', 'POST'], 'not one of GET, PUT, POST'),
    path: z.string('not text').check(z.regex(/^\//, 'not a path')),
    body: z.optional(z.unknown()),
  },
  'not an object',
);

/** Brings a payload to its door as AWS would, and lets what follows run. */
export const deliverPayload = async (
  pipeline: Pipeline,
  { door, payload }: Pick<Arrival, 'door' | 'payload'>,
): Promise<DeliveryAnswer> => {
  if (door === 'eventbridge') {
    const { sqs, url } = pipeline.intake;
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: queueable(textOf(payload)) }));
    await pipeline.run();
    return undefined;
  }
  if (door === 'twilio') {
    const answer = await pipeline.ingestTwilio(webhookEvent(textOf(payload)));
    return typeof answer === 'string'
      ? { status: 200, body: answer }
      : { status: answer.statusCode ?? 200, body: answer.body ?? '' };
  }
  const { method, path, body } = parse(call, payload);
  const answer = await pipeline.records(apiEvent(method, path, body === undefined ? undefined : textOf(body)));
  await pipeline.run();
  return { status: answer.statusCode, body: answer.body };
};

/** A body as it is on the wire; text is taken as it is, so that a folder can hold one that is no JSON. */
const textOf = (payload: unknown): string => (typeof payload === 'string' ? payload : JSON.stringify(payload));

/** What a queue carries: some text, of characters that XML has too. */
const QUEUEABLE = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u;

/** The text as a queue carries it. Throws `Rejected` for what no queue takes, so what EventBridge never delivers. */
const queueable = (text: string): string => {
  if (QUEUEABLE.test(text)) return text;
  throw new InvalidInput([faultAt(text, [], text === '' ? 'empty' : 'has characters that no queue carries')]);
};

const request = (method: string, path: string) => ({
  accountId: '000000000000',
  apiId: 'local',
  domainName: 'local',
  domainPrefix: 'local',
  http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'local' },
  requestId: 'local',
  routeKey: '$default',
  stage: '$default',
  time: '',
  timeEpoch: 0,
});

const webhookEvent = (body: string): LambdaFunctionURLEvent => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: `/${SECRET}`,
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: request('POST', `/${SECRET}`),
  body,
  isBase64Encoded: false,
});

/** A call of the HTTP API, signed by somebody local. */
export const apiEvent = (
  method: string,
  target: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): LambdaEvent => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: pathOf(target),
  rawQueryString: target.slice(pathOf(target).length + 1),
  cookies: [],
  headers: { ...headers, host: 'local' },
  requestContext: {
    ...request(method, pathOf(target)),
    authentication: null,
    authorizer: {
      iam: {
        accessKey: 'local',
        accountId: '000000000000',
        callerId: 'local',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::000000000000:user/local',
        userId: 'local',
      },
    },
  },
  body: body ?? null,
  isBase64Encoded: false,
});

const pathOf = (target: string): string => target.split('?', 1)[0] ?? target;
