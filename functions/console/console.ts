import { Hono } from 'hono/tiny';
import { noticePage } from '../../shared/console/notices.ts';
import { Rejected } from '../../shared/rejected.ts';
import type { Call } from '../records/call.ts';
import type { Records } from '../records/handler.ts';
import { asker } from './ask.ts';
import { customerRoutes } from './customers.ts';
import { factRoutes } from './facts.ts';
import { frameOf } from './frame-of.ts';
import { guard } from './guard.ts';
import { monthRoutes } from './months.ts';
import { recordRoutes } from './record.ts';

/** The console: pages over the same table, and forms that record what the HTTP API records, by its own code. */
export const consoleApp = (context: Records): Hono<Call> => {
  const app = new Hono<Call>();
  const ask = asker(context);
  app.use(guard);

  monthRoutes(app, context, ask);
  customerRoutes(app, context);
  factRoutes(app, context);
  recordRoutes(app, context, ask);
  app.notFound((call) => {
    const said = `There is no page ${call.req.path}.`;
    return call.html(noticePage('Not here', said, [], frameOf(context, call, {})), 404);
  });
  app.onError((error, call) => {
    const frame = frameOf(context, call, {});
    if (error instanceof Rejected)
      return call.html(
        noticePage('This cannot be shown', 'What was asked for is not right:', error.faults, frame),
        400,
      );
    context.telemetry.note('a page failed', {
      route: `${call.req.method} ${call.req.path}`,
      error: error.stack ?? error.message,
    });
    return call.html(noticePage('This did not work', 'The same again may.', [], frame), 500);
  });
  return app;
};
