import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { parseBody, type ApiCall, callerOf, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { type EvidenceKind, recordEvidence } from './record-evidence.ts';

/** Adds the routes that record evidence and retract it. */
export const evidenceApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const record = (kind: EvidenceKind | 'retraction') => async (call: Context<ApiCall>) => {
    const result = await recordEvidence(context, callerOf(call), kind, await parseBody(call), await call.req.text());
    if ('title' in result) return problemResponse(result.outcome === 'conflict' ? 409 : 404, result.title);
    return Response.json(result.receipt, { status: result.outcome === 'recorded' ? 201 : 200 });
  };
  app.post('/notices', record('notice'));
  app.post('/maintenance', record('maintenance'));
  app.post('/exclusions', record('exclusion'));
  app.post('/downtimes', record('downtime'));
  app.post('/retractions', record('retraction'));
};
