import type { MiddlewareHandler } from 'hono';
import { SORTING } from '../../shared/web/sort-script.ts';
import { type ApiCall, BODY_BYTES_MAX } from '../../shared/api/api-call.ts';

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
export const consoleGuard: MiddlewareHandler<ApiCall> = async (call, next) => {
  const { req } = call;
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (!reads && req.header('sec-fetch-site') !== 'same-origin')
    return call.text('This was not sent from a page of the console.', 403, HEADERS);
  if (!reads && Buffer.byteLength(await req.text()) > BODY_BYTES_MAX)
    return call.text(`Longer than ${BODY_BYTES_MAX} bytes.`, 413, HEADERS);
  await next();
  for (const [name, value] of Object.entries(HEADERS)) call.header(name, value);
};
