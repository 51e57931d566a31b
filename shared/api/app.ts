import { isUtf8 } from 'node:buffer';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { Hono } from 'hono/tiny';
import { API_ROUTES } from '../config/api-routes.ts';
import { JSON_HEADERS, NOT_UTF8, type Problem, problem } from '../lib/problem.ts';
import { InvalidInput } from '../lib/validation.ts';
import { activityApi } from './activity-api.ts';
import { approvalsApi } from './approvals-api.ts';
import { type ApiCall, BODY_BYTES_MAX, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { creditsCsvApi } from './credits-csv-api.ts';
import { customersApi } from './customers-api.ts';
import { evidenceApi } from './evidence-api.ts';
import { factsApi } from './facts-api.ts';
import { goodwillApi } from './goodwill-api.ts';
import { invoiceReviewsApi } from './invoice-reviews-api.ts';
import { mailApi } from './mail-api.ts';
import { monthCustomersApi } from './month-customers-api.ts';
import { monthsApi } from './months-api.ts';
import { unmatchedApi } from './unmatched-api.ts';
import { providerClaimsApi } from './provider-claims-api.ts';
import { readCustomersApi } from './read-customers-api.ts';
import { validateRequest } from './validate-request.ts';

/** Returns the Lambda handler of the HTTP API. */
export const apiHandler = (context: ApiContext) => {
  const respond = handle(apiApp(context));
  return async (event: LambdaEvent) => rejectRequest(context, event) ?? respond(event);
};

/** Returns the response to a request that may not be dispatched; undefined for all others. */
const rejectRequest = ({ telemetry }: ApiContext, event: LambdaEvent): Problem | undefined => {
  const rejection = validateRequest(API_ROUTES, event);
  if (rejection === undefined) return undefined;
  if (rejection.kind === 'no route') return problem(404, `There is no ${rejection.method} ${rejection.path}`);
  telemetry.rejected('records', new InvalidInput([rejection.fault]));
  return problem(400, 'Invalid request', [rejection.fault]);
};

/** Returns the HTTP API. Errors are `application/problem+json` (RFC 9457) with the place and the rule of each fault. */
const apiApp = (context: ApiContext): Hono<ApiCall> => {
  const app = new Hono<ApiCall>();
  app.use(async (call, next) => {
    const bytes = await call.req.arrayBuffer();
    if (bytes.byteLength > BODY_BYTES_MAX) return problemResponse(413, `Longer than ${BODY_BYTES_MAX} bytes`);
    if (!isUtf8(bytes)) throw new InvalidInput([NOT_UTF8]);
    await next();
    for (const [name, value] of Object.entries(JSON_HEADERS)) call.header(name, value);
    return undefined;
  });
  customersApi(app, context);
  readCustomersApi(app, context);
  factsApi(app, context);
  activityApi(app, context);
  evidenceApi(app, context);
  monthsApi(app, context);
  goodwillApi(app, context);
  approvalsApi(app, context);
  invoiceReviewsApi(app, context);
  monthCustomersApi(app, context);
  creditsCsvApi(app, context);
  unmatchedApi(app, context);
  mailApi(app, context);
  providerClaimsApi(app, context);
  app.notFound(({ req }) => problemResponse(404, `There is no ${req.method} ${req.path}`));
  app.onError((error, { req }) => {
    if (error instanceof InvalidInput) {
      context.telemetry.rejected('records', error);
      return problemResponse(400, 'Invalid request', error.faults);
    }
    context.telemetry.note('a call failed', {
      route: `${req.method} ${req.path}`,
      error: error.stack ?? error.message,
    });
    return problemResponse(500, 'Internal error; the request can be retried safely');
  });
  return app;
};
