import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { currentInvocation, type RequestExchange, passRequest, type ServiceRequest } from './function-invocation.ts';
import { renewDeduplicationIds } from './accelerated-time.ts';

/** Injects faults below the deployed clients, where their requests leave the process. */

const WRITES = new Set(['PutItem', 'UpdateItem', 'BatchWriteItem', 'SendMessage', 'SendMessageBatch', 'PUT']);

/** The request and the response of the SDK's transport, as far as they are used here. */
type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown };
type Received = {
  readonly response: { readonly statusCode: number; readonly headers: object; readonly body?: unknown };
};

/** Wraps the transport of an SDK client. */
export const interceptSdk = <C extends DynamoDBClient | SQSClient | CloudWatchClient>(
  client: C,
  service: 'dynamodb' | 'sqs' | 'cloudwatch',
): C => {
  const transport = client.config.requestHandler;
  const handle = transport.handle.bind(transport);
  transport.handle = async (sent, options) => {
    const invocation = currentInvocation();
    if (invocation === undefined) return handle(sent, options);
    const body = textOf(sent);
    return passRequest(invocation, {
      request: requestOf(service, sent),
      body,
      proceed: (changed = body) => {
        const timed = service === 'sqs' ? renewDeduplicationIds(changed) : changed;
        if (timed === body) return handle(sent, options);
        const headers = { ...sent.headers, 'content-length': String(Buffer.byteLength(timed)) };
        return handle(Object.assign(sent, { body: timed, headers }), options);
      },
      answer: jsonAnswer,
      read: readJson,
    } satisfies RequestExchange<Received>);
  };
  return client;
};

const textOf = ({ body }: Sent): string => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error('a body that is neither text nor bytes');
};

const requestOf = (service: ServiceRequest['service'], { headers }: Sent): ServiceRequest => {
  const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
  return { service, operation, isWrite: WRITES.has(operation) };
};

const jsonAnswer = (statusCode: number, body: object): Received => ({
  response: {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(body)),
  },
});

const readJson = async ({ response: { body } }: Received): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    for await (const chunk of toBytes(body)) chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

async function* toBytes(body: object): AsyncGenerator<Uint8Array> {
  const chunks: unknown = body;
  if (!isStream(chunks)) return;
  for await (const chunk of chunks) if (chunk instanceof Uint8Array) yield chunk;
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Wraps `fetch`, which stores statements and reads the status page. Returns a function that restores it. */
export const interceptFetch = (): (() => void) => {
  const fetchIt = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const invocation = currentInvocation();
    if (invocation === undefined) return fetchIt(input, init);
    const operation = input instanceof globalThis.Request ? input.method : (init?.method ?? 'GET');
    return passRequest(invocation, {
      request: { service: operation === 'GET' ? 'page' : 's3', operation, isWrite: WRITES.has(operation) },
      body: '',
      proceed: () => fetchIt(input, init),
      answer: (status, body) => Response.json(body, { status }),
      read: (response) => response.json(),
    } satisfies RequestExchange<Response>);
  };
  return () => {
    globalThis.fetch = fetchIt;
  };
};
