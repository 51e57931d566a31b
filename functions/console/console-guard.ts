import type { MiddlewareHandler } from 'hono';
import { type ApiCall, BODY_BYTES_MAX, isSigned } from '../../shared/api/api-call.ts';
import { SORT_SCRIPT } from '../../shared/web/sort-script.ts';

/** A page may only show itself, submit its forms to the console and run the sort script. */
export const PAGE_HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src '${SORT_SCRIPT.hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/**
 * Rejects forms that are too long or were not submitted from a page of the console. Adds security headers.
 * The check uses `Sec-Fetch-Site`, which a page of another site cannot forge. Other clients use the HTTP API.
 */
export const consoleGuard: MiddlewareHandler<ApiCall> = async (call, next) => {
  const { req } = call;
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  if (!isRead && req.header('sec-fetch-site') !== 'same-origin')
    return call.text('Rejected: the form was not submitted from a page of the console.', 403, PAGE_HEADERS);
  if (!isRead && Buffer.byteLength(await req.text()) > BODY_BYTES_MAX)
    return call.text(`Rejected: the form is longer than ${BODY_BYTES_MAX} bytes. Shorten its text.`, 413, PAGE_HEADERS);
  await next();
  for (const [name, value] of Object.entries(PAGE_HEADERS)) call.header(name, value);
};

/** Rejects requests that IAM did not authorise. Without a configured sign-in, no route admits them, so this is a second lock. */
export const signatureGuard: MiddlewareHandler<ApiCall> = async (call, next) =>
  isSigned(call.env.event) ? next() : call.text('Rejected: the request has no IAM signature.', 403);
