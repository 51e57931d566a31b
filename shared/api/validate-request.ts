import type { LambdaEvent } from 'hono/aws-lambda';
import { type Fault, InvalidInput } from '../lib/validation.ts';
import { type Problem, problem } from '../lib/problem.ts';
import type { ApiContext } from '../../functions/records/handler.ts';

/** What `fetch` takes for a method, and API Gateway passes on. */
const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

/** A segment of letters, digits, `.`, `_` and `-`, of which ids and months are made; not `.` or `..`. */
const PLAIN = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/**
 * Turns away what is no call of the API whatever it says. A path is taken only as it is written: IAM has allowed the path that was signed,
 * and a percent-encoded or a dot segment would make another's of it (`/customers/acme/../globex`). Undefined for all else.
 */
export const validateRequest = ({ telemetry }: ApiContext, event: LambdaEvent): Problem | undefined => {
  const refuse = (fault: Fault): Problem => {
    telemetry.rejected('records', new InvalidInput([fault]));
    return problem(400, 'This will never work', [fault]);
  };
  const { method, path } = requestOf(event);
  if (!METHODS.has(method)) return problem(404, `There is no ${method} ${path}`);
  const wrong = path.split('/').findIndex((segment, i) => i > 0 && !PLAIN.test(segment));
  if (wrong >= 0 && path !== '/') {
    const rule = 'not 1 or more of A-Z a-z 0-9 . _ - (nothing is percent-encoded), or a dot segment';
    return refuse({ at: nameOf(path, wrong), rule, value: path.slice(0, LONGEST) });
  }
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && event.body ? refuse({ at: '', rule: `a ${method} has no body` }) : undefined;
};

/** What a segment of a path is called where its value is wrong. */
const nameOf = (path: string, segment: number): string => {
  const [, first = ''] = path.split('/');
  const named = first === 'customers' ? { 2: 'id', 4: 'month' } : first === 'months' ? { 2: 'month' } : {};
  return new Map(Object.entries(named)).get(String(segment)) ?? 'path';
};

/** The longest piece of a path that an answer repeats, in characters. */
const LONGEST = 80;

const requestOf = (event: LambdaEvent): { readonly method: string; readonly path: string } => {
  if ('rawPath' in event) return { method: event.requestContext.http.method, path: event.rawPath };
  return 'httpMethod' in event
    ? { method: event.httpMethod, path: event.path }
    : { method: event.method, path: event.path };
};
