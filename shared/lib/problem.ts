import { type Fault, limitFaults } from './validation.ts';

/** An HTTP response with problem details (RFC 9457), as Lambda returns it. */
export type Problem = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The fault of bytes that are not UTF-8: decoding them would store a different text. */
export const NOT_UTF8: Fault = { at: '', rule: 'not UTF-8' };

/** Headers of every response that is no page: neither a proxy nor a browser may keep records. */
export const JSON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Returns problem details as an HTTP response; each fault has its place, its rule and its value. At most 100 are listed. */
export const problem = (status: number, title: string, faults: readonly Fault[] = []): Problem => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json', ...JSON_HEADERS },
  body: JSON.stringify({
    type: 'about:blank',
    title,
    status,
    ...(faults.length > 0 ? { faults: limitFaults(faults) } : {}),
  }),
});
