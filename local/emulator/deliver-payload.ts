import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import * as z from 'zod/mini';
import { noticeAnswer } from '../../functions/ingest-notices/ingest-notices.ts';
import { API_ROUTES, CONSOLE_ROUTES, routeKeyOf } from '../../shared/config/api-routes.ts';
import { rejectOtherFormat } from '../../shared/ingest/payload-format.ts';
import { faultAt, parse, InvalidInput } from '../../shared/lib/validation.ts';
import type { Arrival } from './replay-folder.ts';
import { type Pipeline, SECRET } from './local-pipeline.ts';
import { payloadText, parseRecordedMail, parseRecordedPost, type RecordedPost } from './parse-recorded-post.ts';

/**
 * The HTTP answer of an entry point; undefined for an entry point that answers nobody.
 * An e-mail has the answer that a help desk would get for the same message.
 */
export type DeliveryAnswer = { readonly status: number; readonly body: string } | undefined;

const apiCall = z.object(
  {
    method: z.enum(['GET', 'PUT', 'POST'], 'not one of GET, PUT, POST'),
    path: z.string('not text').check(z.regex(/^\//, 'not a path')),
    body: z.optional(z.unknown()),
  },
  'not an object',
);

/** Delivers a payload to its entry point as AWS does, and processes the queues. */
export const deliverPayload = async (
  pipeline: Pipeline,
  { door, payload }: Pick<Arrival, 'door' | 'payload'>,
): Promise<DeliveryAnswer> => {
  if (door === 'eventbridge') {
    const { sqs, url } = pipeline.intake;
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: checkQueueText(payloadText(payload)) }));
    await pipeline.run();
    return undefined;
  }
  if (door === 'twilio') {
    const answer = await pipeline.ingestTwilio(webhookEvent(payloadText(payload)));
    return typeof answer === 'string' ? { status: 200, body: answer } : httpAnswer(answer);
  }
  if (door === 'notices') {
    const post = parseRecordedPost(payload);
    const ingest = post.headers === undefined ? pipeline.ingestVerifiedNotices : pipeline.ingestNotices;
    return httpAnswer(await ingest(helpdeskEvent(post)));
  }
  if (door === 'email') {
    const { event, raw } = parseRecordedMail(payload);
    return httpAnswer(noticeAnswer(await pipeline.ingestMail(event, raw)));
  }
  if (door === 'alarm-history') {
    await pipeline.ingestAlarmHistory(payload);
    return undefined;
  }
  if (door === 'incidents') {
    await pipeline.ingestIncidents(payload);
    return undefined;
  }
  rejectOtherFormat(payload, 'records');
  const { method, path, body } = parse(apiCall, payload);
  const answer = await pipeline.records(apiEvent(method, path, body === undefined ? undefined : payloadText(body)));
  await pipeline.run();
  return { status: answer.statusCode, body: answer.body };
};

const httpAnswer = ({ statusCode = 200, body = '' }: APIGatewayProxyStructuredResultV2): DeliveryAnswer => ({
  status: statusCode,
  body,
});

/**
 * Returns a help desk's post. A recorded post has the headers of its signature.
 * Without headers it stands for a post whose signature was verified.
 */
const helpdeskEvent = ({ contentType, body, headers }: RecordedPost): APIGatewayProxyEventV2 => {
  const given = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...webhookEvent(body), headers: { 'content-type': contentType, ...Object.fromEntries(given) } };
};

/** SQS accepts only the characters of XML 1.0. */
const QUEUE_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u;

/** Throws `InvalidInput` for a text that SQS rejects; EventBridge never delivers one. */
const checkQueueText = (text: string): string => {
  if (QUEUE_TEXT.test(text)) return text;
  throw new InvalidInput([faultAt(text, [], text === '' ? 'empty' : 'has characters that SQS rejects')]);
};

const requestContext = (method: string, path: string) => ({
  accountId: '000000000000',
  apiId: 'local',
  domainName: 'local',
  domainPrefix: 'local',
  http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'local' },
  requestId: 'local',
  routeKey: routeOf(method, path),
  stage: '$default',
  time: '',
  timeEpoch: 0,
});

/** Returns the route that API Gateway selects. */
const routeOf = (method: string, path: string): string =>
  routeKeyOf([...API_ROUTES, ...CONSOLE_ROUTES], method, path) ?? '$default';

const webhookEvent = (body: string): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'POST /{secret}',
  rawPath: `/${SECRET}`,
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: requestContext('POST', `/${SECRET}`),
  body,
  isBase64Encoded: false,
});

/** Returns a request to the HTTP API, signed by the local user. */
export const apiEvent = (
  method: string,
  target: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): LambdaEvent => ({
  version: '2.0',
  routeKey: routeOf(method, pathOf(target)),
  rawPath: pathOf(target),
  rawQueryString: target.slice(pathOf(target).length + 1),
  cookies: [],
  headers: { ...headers, host: 'local' },
  requestContext: {
    ...requestContext(method, pathOf(target)),
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
