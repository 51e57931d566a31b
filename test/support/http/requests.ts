import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { SECRET } from '../../../local/emulator/local-pipeline.ts';
import { API_ROUTES, CONSOLE_ROUTES, routeKeyOf, SIGN_IN_ROUTES } from '../../../shared/config/api-routes.ts';
import { sqsEvent } from '../../../local/emulator/sqs-event.ts';

/** Requests as events of Lambda. */

const context = (method: string, path: string, domainName = 'test') => ({
  accountId: '000000000000',
  apiId: 'test',
  domainName,
  domainPrefix: 'test',
  http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
  requestId: 'test',
  routeKey: routeOf(method, path),
  stage: '$default',
  time: '',
  timeEpoch: 0,
});

/** Returns the route that API Gateway selects. */
const routeOf = (method: string, path: string): string =>
  routeKeyOf([...API_ROUTES, ...CONSOLE_ROUTES, ...SIGN_IN_ROUTES], method, path) ?? '$default';

export const CALLER = 'arn:aws:iam::000000000000:role/support-desk';

const SIGNATURE = {
  accessKey: 'test',
  accountId: '000000000000',
  callerId: 'test',
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: CALLER,
  userId: 'test',
};

type Sent = {
  readonly isBase64Encoded?: boolean;
  readonly isSigned?: boolean;
  /** @default the support desk */
  readonly by?: string;
  readonly query?: string;
  /** @default the route that API Gateway selects for the path */
  readonly routeKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  /** The host name of the API. */
  readonly domainName?: string;
};

/**
 * Returns a call of the HTTP API, signed by the support desk by default. Text is sent unchanged, other values as JSON.
 */
export const apiCall = (
  method: string,
  path: string,
  body?: unknown,
  {
    isBase64Encoded = false,
    isSigned = true,
    by = CALLER,
    query = '',
    routeKey = routeOf(method, path),
    headers = { 'content-type': 'application/json' },
    cookies = [],
    domainName = 'test',
  }: Sent = {},
): LambdaEvent => ({
  version: '2.0',
  routeKey,
  rawPath: path,
  rawQueryString: query,
  cookies: [...cookies],
  headers: { ...headers, host: domainName },
  requestContext: {
    ...context(method, path, domainName),
    authentication: null,
    authorizer: isSigned ? { iam: { ...SIGNATURE, userArn: by } } : {},
  },
  body: body === undefined ? null : wire(body),
  isBase64Encoded,
});

export type PageRequest = {
  /** The fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** @default as from a page of the console */
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSigned?: boolean;
  /** @default the support desk */
  readonly by?: string;
  readonly cookies?: readonly string[];
  readonly domainName?: string;
};

/** Returns a browser's request to the console, signed by the support desk. */
export const pageCall = (
  method: 'GET' | 'POST',
  target: string,
  { form, headers = { 'sec-fetch-site': 'same-origin' }, isSigned = true, by = CALLER, ...more }: PageRequest = {},
): LambdaEvent => {
  const [path = '', query = ''] = target.split('?');
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  return apiCall(method, path, body, {
    isSigned,
    by,
    query,
    ...more,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
};

/** Returns a call of the webhook's URL with the right secret by default. */
export const webhookCall = (
  body: unknown,
  { method = 'POST', path = `/${SECRET}`, isBase64Encoded = false } = {},
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'POST /{secret}',
  rawPath: path,
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: context(method, path),
  body: wire(body),
  isBase64Encoded,
});

/** Returns a batch of queue messages with the ids `0`, `1`, …. */
export const sqsBatch = (...bodies: readonly unknown[]): SQSEvent =>
  sqsEvent(bodies.map((body, i) => ({ MessageId: String(i), ReceiptHandle: String(i), Body: wire(body) })));

const wire = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
