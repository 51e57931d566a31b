import type { LambdaEvent } from 'hono/aws-lambda';
import { type Problem, problem } from '../lib/problem.ts';
import { type Fault, InvalidInput } from '../lib/validation.ts';
import type { ApiContext } from './context.ts';

/** The methods that `fetch` accepts and API Gateway forwards. */
const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

/** The characters of ids and months; `.` and `..` are no segments. */
const PATH_SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/** The longest path that an answer quotes. */
const QUOTED_PATH_CHARACTERS_MAX = 80;

/**
 * Rejects malformed HTTP requests before routing; returns undefined for all others.
 * IAM authorised the path as it was signed. An encoded or dot segment would reach another path (`/customers/acme/../globex`).
 */
export const validateRequest = ({ telemetry }: ApiContext, event: LambdaEvent): Problem | undefined => {
  const reject = (fault: Fault): Problem => {
    telemetry.rejected('records', new InvalidInput([fault]));
    return problem(400, 'Invalid request', [fault]);
  };
  const { method, path } = requestOf(event);
  if (!METHODS.has(method)) return problem(404, `There is no ${method} ${path}`);
  const wrong = path.split('/').findIndex((segment, i) => i > 0 && !PATH_SEGMENT.test(segment));
  if (wrong >= 0 && path !== '/') {
    const rule = 'not 1 or more of A-Z a-z 0-9 . _ - (nothing is percent-encoded), or a dot segment';
    return reject({ at: segmentName(path, wrong), rule, value: path.slice(0, QUOTED_PATH_CHARACTERS_MAX) });
  }
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && event.body ? reject({ at: '', rule: `a ${method} has no body` }) : undefined;
};

/** Returns the name of a path's segment in faults: `id`, `month` or `path`. */
const segmentName = (path: string, segment: number): string => {
  const [, first = ''] = path.split('/');
  const names = first === 'customers' ? { 2: 'id', 4: 'month' } : first === 'months' ? { 2: 'month' } : {};
  return new Map(Object.entries(names)).get(String(segment)) ?? 'path';
};

const requestOf = (event: LambdaEvent): { readonly method: string; readonly path: string } => {
  if ('rawPath' in event) return { method: event.requestContext.http.method, path: event.rawPath };
  return 'httpMethod' in event
    ? { method: event.httpMethod, path: event.path }
    : { method: event.method, path: event.path };
};
