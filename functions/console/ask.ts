import type { Context } from 'hono';
import { api } from '../records/api.ts';
import type { Call } from '../records/call.ts';
import type { Records } from '../records/handler.ts';

/** Makes a call of the HTTP API in the name of whoever sent this request. */
export type Ask = (call: Context<Call>, method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Response>;

/** What the console records and closes, it does as the HTTP API does: by the API's own code, under the caller's own name. */
export const asker = (context: Records): Ask => {
  const app = api(context);
  return async ({ env }, method, path, body) =>
    app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, env);
};
