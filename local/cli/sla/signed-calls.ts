import { AwsClient } from 'aws4fetch';
import type { Stage, StageAnswer } from './stage.ts';

type Credentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}>;

/** Retries of a throttled call or a server error; the delay doubles each time. */
const RETRIES_MAX = 5;
const RETRY_DELAY_MS = 100;

/** API Gateway ends a request after 30 s. */
const CALL_TIMEOUT_MS = 40_000;

/** Returns a function that sends requests to the HTTP API at `url`, signed (SigV4) with the operator's credentials. */
const signedFetch =
  (url: string, region: string, credentials: Credentials) =>
  async (path: string, request: RequestInit): Promise<Response> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      region,
      service: 'execute-api',
      retries: RETRIES_MAX,
      initRetryMs: RETRY_DELAY_MS,
    });
    return client.fetch(`${url.replace(/\/$/, '')}${path}`, {
      ...request,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
  };

/** Returns signed calls of the HTTP API. */
export const signedCalls = (url: string, region: string, credentials: Credentials): Stage['call'] => {
  const send = signedFetch(url, region, credentials);
  return async (method, path, body) => {
    const json = { 'content-type': 'application/json' };
    const response = await send(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
    });
    return { status: response.status, body: jsonOrText(await response.text()) };
  };
};

/** The request headers that the console reads. */
const FORWARDED_HEADERS = ['content-type', 'sec-fetch-site'];
/** Response headers of the connection to the API, which must not reach the browser's connection. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** Returns a function that forwards a browser's requests to the console, signed. */
export const signedForwarding = (url: string, region: string, credentials: Credentials): Stage['forward'] => {
  const send = signedFetch(url, region, credentials);
  return async ({ method, target, headers, body }) => {
    const forwarded = Object.fromEntries(
      FORWARDED_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    );
    const response = await send(target, {
      method,
      headers: forwarded,
      redirect: 'manual',
      ...(body === '' ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries([...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name))),
      body: await response.text(),
    };
  };
};

/** Parses JSON, or returns the text if it is not JSON. */
export const jsonOrText = (text: string): StageAnswer['body'] => {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return text;
  }
};
