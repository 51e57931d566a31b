import { parseSourceInstant } from '../../shared/ingest/source-timestamps.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { tryParseJson } from '../../shared/lib/parse-json.ts';
import { retry } from '../../shared/lib/retry.ts';
import { SECOND_MS } from '../../shared/lib/time-units.ts';
import type { FetchContext } from './context.ts';

/** The version of a document that was ingested, for a conditional request. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

export type FetchResult = { readonly document: unknown; readonly validators: Validators } | 'unchanged';

/** Bytes of a document after decompression: ten times Twilio's incidents, the longest document. */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/** Waits before the second and the third attempt. No fourth: the next poll is due after five minutes. */
const RETRY_WAITS_MS = [500, 2000] as const;

/** A page that asks for a longer wait is not asked again in this poll. */
const RETRY_WAIT_MS_MAX = 5 * SECOND_MS;

/** A document that could not be read. `waitMs`: the wait that the page asks for. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly isTransient: boolean;
  readonly waitMs: number | undefined;

  constructor(message: string, isTransient: boolean, waitMs?: number) {
    super(message);
    this.isTransient = isTransient;
    this.waitMs = waitMs;
  }
}

/**
 * Fetches a complete JSON document, or returns `unchanged` if the page has the known version.
 * Transient failures (connection, time-out, 408, 429, 5xx, truncated JSON) are retried: three attempts in all.
 * Throws `FetchFailure`.
 */
export const fetchDocument = (
  url: string,
  known: Validators | undefined,
  context: FetchContext,
): Promise<FetchResult> =>
  retry(
    () => tryOnce(url, known, context),
    (result, attempts) => ('error' in result ? waitAfter(result.error, attempts) : undefined),
    context.pause,
  );

const waitAfter = (error: unknown, attempts: number): number | undefined => {
  const wait = RETRY_WAITS_MS[attempts - 1];
  if (wait === undefined || !(error instanceof FetchFailure) || !error.isTransient) return undefined;
  const { waitMs = wait } = error;
  return waitMs > RETRY_WAIT_MS_MAX ? undefined : waitMs;
};

const tryOnce = async (
  url: string,
  known: Validators | undefined,
  { timeoutMs, clock }: FetchContext,
): Promise<FetchResult> => {
  try {
    const response = await fetch(url, {
      headers: headersFor(known),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 304 && known !== undefined) {
      await response.body?.cancel();
      return 'unchanged';
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw responseFailure(response, clock());
    }
    const { headers } = response;
    const document = parseDocument(await readText(response));
    return { document, validators: { etag: headers.get('etag'), lastModified: headers.get('last-modified') } };
  } catch (error) {
    throw error instanceof FetchFailure ? error : new FetchFailure(reasonOf(error, timeoutMs), true);
  }
};

const headersFor = (known: Validators | undefined): Record<string, string> => ({
  accept: 'application/json',
  'user-agent': 'sla-credits',
  ...(known?.etag ? { 'if-none-match': known.etag } : {}),
  ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
});

/** Redirects are not followed: evidence must come from the page's own host. */
const responseFailure = ({ status, headers }: Response, now: Instant): FetchFailure => {
  if (status === 304) return new FetchFailure('responded 304 to an unconditional request', false);
  if (status >= 300 && status < 400) return new FetchFailure(`responded ${status}: redirects are not followed`, false);
  const isTransient = status === 408 || status === 429 || status >= 500;
  return new FetchFailure(`responded ${status}`, isTransient, retryAfterMs(headers.get('retry-after'), now));
};

/** Parses `Retry-After`: seconds, or an instant in RFC 1123. */
const retryAfterMs = (written: string | null, now: Instant): number | undefined => {
  if (written === null) return undefined;
  if (/^\d{1,9}$/.test(written)) return Number(written) * SECOND_MS;
  const at = parseSourceInstant(written);
  return at === undefined ? undefined : Math.max(0, at - now);
};

const readText = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > DOCUMENT_BYTES_MAX) throw new FetchFailure(`longer than ${DOCUMENT_BYTES_MAX} bytes`, false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The content type is ignored: only the text decides. Invalid JSON may be a truncated document. */
const parseDocument = (text: string): unknown => {
  const document = tryParseJson(text);
  if (document === undefined) throw new FetchFailure(`not JSON: ${JSON.stringify(text.slice(0, 40))}`, true);
  return document;
};

const reasonOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no response within ${timeoutMs} ms`;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};
