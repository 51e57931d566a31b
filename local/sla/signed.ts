import { AwsClient } from 'aws4fetch';
import type { Answer, Stage } from './stage.ts';

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

/** Calls of the HTTP API at `url`, signed (SigV4) with the credentials of whoever types the command. */
export const signedCalls =
  (url: string, region: string, credentials: Credentials): Stage['call'] =>
  async (method, path, body) => {
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
    const response = await client.fetch(`${url.replace(/\/$/, '')}${path}`, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: jsonOrText(await response.text()) };
  };

/** What an answer's body says: JSON, or the text that it is where it is none. */
export const jsonOrText = (text: string): Answer['body'] => {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    return text;
  }
};
