import type { Context } from 'hono';
import { apiApp } from '../../shared/api/app.ts';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../records/handler.ts';

/** Makes a call of the HTTP API in the name of whoever sent this request. */
export type ApiClient = (
  call: Context<ApiCall>,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<Response>;

/** What the console records and closes, it does as the HTTP API does: by the API's own code, under the caller's own name. */
export const apiClient = (context: ApiContext): ApiClient => {
  const app = apiApp(context);
  return async ({ env }, method, path, body) =>
    app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, env);
};
