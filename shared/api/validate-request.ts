import type { LambdaEvent } from 'hono/aws-lambda';
import { type RouteKey, routeKeyOf } from '../config/api-routes.ts';
import type { Fault } from '../lib/validation.ts';

/** The characters of ids and months; `.` and `..` are no segments. */
const PATH_SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/** The longest path that an answer quotes. */
const QUOTED_PATH_CHARACTERS_MAX = 80;

/** The reason to reject a request before it is dispatched: it has no route, or a fault. */
export type RequestRejection =
  | { readonly kind: 'no route'; readonly method: string; readonly path: string }
  | { readonly kind: 'invalid'; readonly fault: Fault };

/**
 * Returns the reason to reject a request; undefined for a request that may be dispatched.
 *
 * IAM authorised one route and the path as it was signed. API Gateway passes the path decoded, and cuts it at a decoded `?`.
 * So the route of the path is compared with the route that was authorised.
 * An encoded or dot segment would reach another path (`/customers/acme/../globex`).
 */
export const validateRequest = (routes: readonly RouteKey[], event: LambdaEvent): RequestRejection | undefined => {
  const { method, path, routeKey } = requestOf(event);
  const quoted = path.slice(0, QUOTED_PATH_CHARACTERS_MAX);
  const wrong = path.split('/').findIndex((segment, i) => i > 0 && !PATH_SEGMENT.test(segment));
  if (wrong >= 0 && path !== '/') {
    const rule = 'not 1 or more of A-Z a-z 0-9 . _ - (nothing is percent-encoded), or a dot segment';
    return { kind: 'invalid', fault: { at: segmentName(path, wrong), rule, value: quoted } };
  }
  const route = routeKeyOf(routes, method, path);
  if (route === undefined) return { kind: 'no route', method, path };
  if (route !== routeKey)
    return { kind: 'invalid', fault: { at: 'path', rule: `not of the authorised route ${routeKey}`, value: quoted } };
  return method === 'GET' && event.body
    ? { kind: 'invalid', fault: { at: '', rule: `a ${method} has no body` } }
    : undefined;
};

/** Returns the name of a path's segment in faults: `id`, `month` or `path`. */
const segmentName = (path: string, segment: number): string => {
  const [, first = ''] = path.split('/');
  const names = first === 'customers' ? { 2: 'id', 4: 'month' } : first === 'months' ? { 2: 'month' } : {};
  return new Map(Object.entries(names)).get(String(segment)) ?? 'path';
};

type AuthorisedRequest = { readonly method: string; readonly path: string; readonly routeKey: string };

const requestOf = (event: LambdaEvent): AuthorisedRequest => {
  if ('rawPath' in event)
    return { method: event.requestContext.http.method, path: event.rawPath, routeKey: event.routeKey };
  const method = 'httpMethod' in event ? event.httpMethod : event.method;
  return { method, path: event.path, routeKey: 'none' };
};
