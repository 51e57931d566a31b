import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** A request as the SDK sends it: which operation, and its input as JSON. */
export type SdkRequest = { readonly operation: string; readonly body: string };

/** An answer as AWS gives it: a status, and its body as JSON. */
export type SdkAnswer = { readonly status: number; readonly body: string };

type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown };

/** Lets a function in this process answer all requests of an SDK client, in the place of its transport. */
export const inProcessTransport = <C extends DynamoDBClient | SQSClient>(
  client: C,
  respond: (request: SdkRequest) => Promise<SdkAnswer>,
): C => {
  client.config.requestHandler.handle = async ({ headers, body }: Sent) => {
    const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
    const answer = await respond({ operation, body: textOf(body) });
    return {
      response: {
        statusCode: answer.status,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: Buffer.from(answer.body),
      },
    };
  };
  return client;
};

const textOf = (body: unknown): string => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error('a body that is neither text nor bytes');
};
