import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { CONSOLE_ROUTES, SIGN_IN_ROUTES } from '../../shared/config/api-routes.ts';
import { Hono } from 'hono/tiny';
import { type ApiCall, signerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { validateRequest } from '../../shared/api/validate-request.ts';
import type { Problem } from '../../shared/lib/problem.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { consoleApprovalRoutes } from './approval-routes.ts';
import { consoleGuard, PAGE_HEADERS, signatureGuard } from './console-guard.ts';
import { consoleActivityRoutes } from './activity-routes.ts';
import { consoleApiRoutes } from './console-api-routes.ts';
import { consoleAmountsRoutes } from './amounts-routes.ts';
import { consoleCreditsRoutes } from './credits-routes.ts';
import { consoleCustomerRoutes } from './customer-routes.ts';
import { consoleFactRoutes } from './fact-routes.ts';
import { frameOf } from './frame-of.ts';
import { consoleInvoiceReviewRoutes } from './invoice-review-routes.ts';
import { consoleMailRoutes } from './mail-routes.ts';
import { consoleMonthRoutes } from './month-routes.ts';
import { errorPage } from './pages/error-page.ts';
import { consoleProfileRoutes } from './profile-routes.ts';
import { consoleProviderClaimRoutes } from './provider-claim-routes.ts';
import { consoleRecordRoutes } from './record-routes.ts';
import { consoleSearchRoutes } from './search-routes.ts';
import { type ConsoleSignIn, signInGate, signInRoutes } from './sign-in/sign-in-routes.ts';
import { consoleUnmatchedRoutes } from './unmatched-routes.ts';

/** Returns the Lambda function of the console: pages on months, customers and facts, and forms that record evidence. */
export const showConsole = (context: ConsoleContext) => {
  const respond = handle(consoleApp(context));
  return async (event: LambdaEvent) => rejectPageRequest(context, event) ?? respond(event);
};

/** `signIn`: without it, every request has an IAM signature. */
type ConsoleContext = ApiContext & { readonly signIn?: ConsoleSignIn | undefined };

/** Returns the page for a request that may not be dispatched; undefined for all others. */
const rejectPageRequest = (
  { deployment: { stage }, signIn }: ConsoleContext,
  event: LambdaEvent,
): Problem | undefined => {
  const rejection = validateRequest([...CONSOLE_ROUTES, ...(signIn === undefined ? [] : SIGN_IN_ROUTES)], event);
  if (rejection === undefined) return undefined;
  const frame = { stage, by: signerOf(event) };
  return rejection.kind === 'no route'
    ? pageResponse(404, errorPage('Page not found', `There is no page ${rejection.path}.`, [], frame))
    : pageResponse(400, errorPage('Invalid request', 'The request is invalid:', [rejection.fault], frame));
};

const pageResponse = (statusCode: number, body: string): Problem => ({
  statusCode,
  headers: { 'content-type': 'text/html; charset=UTF-8', ...PAGE_HEADERS },
  body,
});

const consoleApp = (context: ConsoleContext): Hono<ApiCall> => {
  const app = new Hono<ApiCall>();
  app.use(consoleGuard);
  if (context.signIn === undefined) app.use(signatureGuard);
  else {
    app.use(signInGate(context, context.signIn));
    signInRoutes(app, context, context.signIn);
  }
  consoleMonthRoutes(app, context);
  consoleCreditsRoutes(app, context);
  consoleCustomerRoutes(app, context);
  consoleFactRoutes(app, context);
  consoleRecordRoutes(app, context);
  consoleUnmatchedRoutes(app, context);
  consoleMailRoutes(app, context);
  consoleApprovalRoutes(app, context);
  consoleInvoiceReviewRoutes(app, context);
  consoleSearchRoutes(app, context);
  consoleActivityRoutes(app, context);
  consoleAmountsRoutes(app, context);
  consoleApiRoutes(app, context);
  consoleProfileRoutes(app, context);
  consoleProviderClaimRoutes(app, context);
  app.notFound((call) =>
    call.html(errorPage('Page not found', `There is no page ${call.req.path}.`, [], frameOf(context, call)), 404),
  );
  app.onError((error, call) => {
    const frame = frameOf(context, call);
    if (error instanceof InvalidInput) {
      if (call.req.method === 'POST') context.telemetry.rejected('records', error);
      return call.html(errorPage('Invalid request', 'The request is invalid:', error.faults, frame), 400);
    }
    context.telemetry.note('page failed', {
      route: `${call.req.method} ${call.req.path}`,
      error: error.stack ?? error.message,
    });
    const text = 'Try again. If it keeps failing, check the log of the console function.';
    return call.html(errorPage('Internal error', text, [], frame), 500);
  });
  return app;
};
