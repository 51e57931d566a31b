import { isUtf8 } from 'node:buffer';
import { Hono } from 'hono/tiny';
import { Rejected } from '../../shared/rejected.ts';
import { NOT_UTF8 } from '../problem.ts';
import { type Call, fail, LONGEST_BODY } from './call.ts';
import { customerRoutes } from './customers.ts';
import { evidenceRoutes } from './evidence.ts';
import type { Records } from './handler.ts';
import { monthRoutes } from './months.ts';

/** The HTTP API. Whatever is wrong is said as `application/problem+json` (RFC 9457), each fault with its place and rule. */
export const api = (context: Records): Hono<Call> => {
  const app = new Hono<Call>();
  app.use(async (call, next) => {
    const bytes = await call.req.arrayBuffer();
    if (bytes.byteLength > LONGEST_BODY) return fail(413, `Longer than ${LONGEST_BODY} bytes`);
    if (!isUtf8(bytes)) throw new Rejected([NOT_UTF8]);
    return next();
  });
  customerRoutes(app, context);
  evidenceRoutes(app, context);
  monthRoutes(app, context);
  app.notFound(({ req }) => fail(404, `There is no ${req.method} ${req.path}`));
  app.onError((error, { req }) => {
    if (error instanceof Rejected) {
      context.telemetry.refused('records', error);
      return fail(400, 'This will never work', error.faults);
    }
    context.telemetry.note('a call failed', {
      route: `${req.method} ${req.path}`,
      error: error.stack ?? error.message,
    });
    return fail(500, 'This did not work; the same call again may');
  });
  return app;
};
