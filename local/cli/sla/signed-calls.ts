import { AwsClient } from 'aws4fetch';
import type { StageAnswer, Stage } from './stage.ts';

type Credentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}>;

/** How often a call that was throttled, or met an error of the service, is made again; the wait doubles each time. */
const RETRIES = 5;
const FIRST_WAIT_MS = 100;

/** How long a call may take: API Gateway gives up after 30 s. */
const PATIENCE_MS = 40_000;

/** What sends a request to the HTTP API at `url`, signed (SigV4) with the credentials of whoever types the command. */
const signing =
  (url: string, region: string, credentials: Credentials) =>
  async (path: string, request: RequestInit): Promise<Response> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      region,
      service: 'execute-api',
      retries: RETRIES,
      initRetryMs: FIRST_WAIT_MS,
    });
    return client.fetch(`${url.replace(/\/$/, '')}${path}`, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
  };

/** Signed calls of the HTTP API. */
export const signedCalls = (...where: Parameters<typeof signing>): Stage['call'] => {
  const send = signing(...where);
  return async (method, path, body) => {
    const json = { 'content-type': 'application/json' };
    const response = await send(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }),
    });
    return { status: response.status, body: jsonOrText(await response.text()) };
  };
};

/** What of a browser's request is for the console, and what of the answer is not for the browser: it speaks of the connection. */
const FORWARDED = ['content-type', 'sec-fetch-site'];
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

/** What a browser asks for, signed. */
export const signedForwarding = (...where: Parameters<typeof signing>): Stage['forward'] => {
  const send = signing(...where);
  return async ({ method, target, headers, body }) => {
    const said = Object.fromEntries(
      FORWARDED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    );
    const response = await send(target, {
      method,
      headers: said,
      redirect: 'manual',
      ...(body === '' ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries([...response.headers].filter(([name]) => !OF_THE_CONNECTION.has(name))),
      body: await response.text(),
    };
  };
};

/** What an answer's body says: JSON, or the text that it is where it is none. */
export const jsonOrText = (text: string): StageAnswer['body'] => {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return text;
  }
};
