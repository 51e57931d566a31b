import { Hono } from 'hono/tiny';
import { errorPage } from './pages/error-page.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../records/handler.ts';
import { apiClient } from './api-client.ts';
import { consoleCustomerRoutes } from './customer-routes.ts';
import { consoleFactRoutes } from './fact-routes.ts';
import { consoleFrameOf } from './frame-of.ts';
import { consoleGuard } from './console-guard.ts';
import { consoleMonthRoutes } from './month-routes.ts';
import { consoleRecordRoutes } from './record-routes.ts';

/** The console: pages over the same table, and forms that record what the HTTP API records, by its own code. */
export const consoleApp = (context: ApiContext): Hono<ApiCall> => {
  const app = new Hono<ApiCall>();
  const ask = apiClient(context);
  app.use(consoleGuard);

  consoleMonthRoutes(app, context, ask);
  consoleCustomerRoutes(app, context);
  consoleFactRoutes(app, context);
  consoleRecordRoutes(app, context, ask);
  app.notFound((call) => {
    const said = `There is no page ${call.req.path}.`;
    return call.html(errorPage('Not here', said, [], consoleFrameOf(context, call, {})), 404);
  });
  app.onError((error, call) => {
    const frame = consoleFrameOf(context, call, {});
    if (error instanceof InvalidInput)
      return call.html(errorPage('This cannot be shown', 'What was asked for is not right:', error.faults, frame), 400);
    context.telemetry.note('a page failed', {
      route: `${call.req.method} ${call.req.path}`,
      error: error.stack ?? error.message,
    });
    return call.html(errorPage('This did not work', 'The same again may.', [], frame), 500);
  });
  return app;
};
