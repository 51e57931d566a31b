import type { Instant } from '../../shared/domain/time/instant.ts';
import { readInstant } from '../../shared/ingest/source-timestamps.ts';

export type FetchContext = {
  /** The longest that one try may take, from the first byte sent to the last received, in ms. */
  readonly timeoutMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly clock: () => Instant;
};

/** What tells a page which of its versions we have. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

export type Fetched = { readonly document: unknown; readonly validators: Validators } | 'unchanged';

/** The longest document that is read, in bytes after decompression: Twilio's incidents, the longest, are about a tenth of it. */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/** How long to wait before the second and the third try, in ms. There is no fourth: the next poll comes in five minutes. */
const WAITS = [500, 2000] as const;

/** The longest wait that a page may ask for within one poll, in ms. */
const LONGEST_WAIT = 5000;

/** Why a document could not be read. `again`: a further try may help, after `waitMs` if the page said how long. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly again: boolean;
  readonly waitMs: number | undefined;

  constructor(message: string, again: boolean, waitMs?: number) {
    super(message);
    this.again = again;
    this.waitMs = waitMs;
  }
}

/**
 * Reads a JSON document whole, or learns that it has not changed. What may pass (no connection, a time-out, 429, 5xx, a document
 * cut off) is tried three times; a page that asks for a longer wait is not asked again in this poll. Throws `FetchFailure`.
 */
export const fetchDocument = async (
  url: string,
  known: Validators | undefined,
  fetching: FetchContext,
): Promise<Fetched> => {
  for (const wait of WAITS) {
    try {
      return await tryOnce(url, known, fetching);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      if (!error.again || (error.waitMs ?? 0) > LONGEST_WAIT) throw error;
      await fetching.pause(error.waitMs ?? wait);
    }
  }
  return tryOnce(url, known, fetching);
};

const tryOnce = async (
  url: string,
  known: Validators | undefined,
  { timeoutMs, clock }: FetchContext,
): Promise<Fetched> => {
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
      throw refusal(response, clock());
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

/** A redirect is never followed: evidence comes from the page's own host. */
const refusal = ({ status, headers }: Response, now: Instant): FetchFailure => {
  if (status === 304) return new FetchFailure('answered 304, unasked', false);
  if (status >= 300 && status < 400) return new FetchFailure(`answered ${status}: redirects are not followed`, false);
  const again = status === 408 || status === 429 || status >= 500;
  return new FetchFailure(`answered ${status}`, again, waitOf(headers.get('retry-after'), now));
};

/** `Retry-After`: seconds, or an instant in RFC 1123. */
const waitOf = (written: string | null, now: Instant): number | undefined => {
  if (written === null) return undefined;
  if (/^\d{1,9}$/.test(written)) return Number(written) * 1000;
  const at = readInstant(written);
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

/** Whatever the page calls it, it is JSON or it is not. */
const parseDocument = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new FetchFailure(`not JSON: ${JSON.stringify(text.slice(0, 40))}`, true);
  }
};

const reasonOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};
