import type { MiddlewareHandler } from 'hono';
import { SORTING } from '../../shared/pages/sorting.ts';
import { type Call, LONGEST_BODY } from '../records/call.ts';

/** What a browser may do with a page of the console: show it, send its forms back, sort its tables, and nothing else. */
const HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src '${SORTING.hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/**
 * What is changed, is changed from the console's own pages: the browser says where a request comes from (`Sec-Fetch-Site`), and a page
 * of another site cannot say otherwise. Whoever is no browser has the HTTP API.
 */
export const guard: MiddlewareHandler<Call> = async (call, next) => {
  const { req } = call;
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (!reads && req.header('sec-fetch-site') !== 'same-origin')
    return call.text('This was not sent from a page of the console.', 403, HEADERS);
  if (!reads && Buffer.byteLength(await req.text()) > LONGEST_BODY)
    return call.text(`Longer than ${LONGEST_BODY} bytes.`, 413, HEADERS);
  await next();
  for (const [name, value] of Object.entries(HEADERS)) call.header(name, value);
};
