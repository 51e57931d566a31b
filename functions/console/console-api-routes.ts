import type { Hono } from 'hono/tiny';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { apiPath, openApiPath } from '../../shared/config/console-paths.ts';
import { openApiPage } from '../../shared/web/open-api-page.ts';
import { frameOf } from './frame-of.ts';
import { consoleFrame } from './pages/console-frame.ts';

/** Adds the page of the HTTP API, and its OpenAPI document. */
export const consoleApiRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get(apiPath, (call) =>
    call.html(openApiPage(openApi, { href: openApiPath, frame: consoleFrame(frameOf(context, call, 'api')) })),
  );
  app.get(openApiPath, () => Response.json(openApi));
};
