import { isUtf8 } from 'node:buffer';
import { Hono } from 'hono/tiny';
import { InvalidInput } from '../lib/validation.ts';
import { NOT_UTF8 } from '../lib/problem.ts';
import { type ApiCall, failWith, BODY_BYTES_MAX } from './api-call.ts';
import { customersApi } from './customers-api.ts';
import { evidenceApi } from './evidence-api.ts';
import type { ApiContext } from '../../functions/records/handler.ts';
import { monthsApi } from './months-api.ts';

/** The HTTP API. Whatever is wrong is said as `application/problem+json` (RFC 9457), each fault with its place and rule. */
export const apiApp = (context: ApiContext): Hono<ApiCall> => {
  const app = new Hono<ApiCall>();
  app.use(async (call, next) => {
    const bytes = await call.req.arrayBuffer();
    if (bytes.byteLength > BODY_BYTES_MAX) return failWith(413, `Longer than ${BODY_BYTES_MAX} bytes`);
    if (!isUtf8(bytes)) throw new InvalidInput([NOT_UTF8]);
    return next();
  });
  customersApi(app, context);
  evidenceApi(app, context);
  monthsApi(app, context);
  app.notFound(({ req }) => failWith(404, `There is no ${req.method} ${req.path}`));
  app.onError((error, { req }) => {
    if (error instanceof InvalidInput) {
      context.telemetry.rejected('records', error);
      return failWith(400, 'This will never work', error.faults);
    }
    context.telemetry.note('a call failed', {
      route: `${req.method} ${req.path}`,
      error: error.stack ?? error.message,
    });
    return failWith(500, 'This did not work; the same call again may');
  });
  return app;
};
