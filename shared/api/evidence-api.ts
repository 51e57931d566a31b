import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import type { Fact } from '../domain/facts/facts.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { type RecordedBody, retractionRecord } from '../ingest/record-bodies.ts';
import { recordFact } from '../persistence/record-fact.ts';
import { keepPayload } from '../persistence/payload-store.ts';
import { retractFact } from '../persistence/retract-fact.ts';
import { countRecordedFact } from '../ingest/count-recorded-fact.ts';
import { bodyOf, type ApiCall, caller, failWith } from './api-call.ts';
import type { ApiContext } from '../../functions/records/handler.ts';
import { type EvidenceBody, type EvidenceKind, readEvidence, retracted } from './read-evidence.ts';

/** What people record: each body becomes one fact, under an id that makes the same said again harmless. */
export const evidenceApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const take = (kind: EvidenceKind) => async (call: Context<ApiCall>) =>
    record(context, call, readEvidence(kind, await bodyOf(call), context));
  app.post('/notices', take('notice'));
  app.post('/maintenance', take('maintenance'));
  app.post('/exclusions', take('exclusion'));
  app.post('/downtimes', take('downtime'));
  app.post('/retractions', async (call) => retract(context, call, retractionRecord(await bodyOf(call))));
};

const record = async (
  { table, telemetry }: ApiContext,
  call: Context<ApiCall>,
  { fact, said, filledIn, ownId }: RecordedBody<EvidenceBody>,
): Promise<Response> => {
  const by = caller(call);
  const payload = await keepPayload(table, {
    door: 'records',
    body: await call.req.text(),
    receivedAt: fact.recordedAt,
    by,
  });
  const shortId = fact.kind === 'notice' ? ownId : undefined;
  const recording = await recordFact(table, { fact, said, filledIn, shortId, payload, by });
  countRecordedFact(telemetry, recording);
  const { outcome, standing } = recording;
  if (outcome === 'conflict') return conflict(`Another ${fact.kind} has this id already`);
  if (outcome === 'retracted')
    return conflict(`This ${fact.kind} was retracted: record it anew, under an id of its own`);
  return Response.json(receiptOf(standing.fact, ownId), { status: outcome === 'recorded' ? 201 : 200 });
};

/** What the caller gets back: the id as it named it, the fact to name in a retraction, and when the company had it. */
const receiptOf = (fact: Fact, ownId: string | undefined): object => ({
  id: ownId ?? fact.id,
  fact: { kind: fact.kind, id: fact.id },
  ...('receivedAt' in fact ? { receivedAt: formatInstant(fact.receivedAt) } : {}),
  ...('announcedAt' in fact ? { announcedAt: formatInstant(fact.announcedAt) } : {}),
  ...(fact.recordedAt === undefined ? {} : { recordedAt: formatInstant(fact.recordedAt) }),
});

const retract = async (
  { table, clock }: ApiContext,
  call: Context<ApiCall>,
  { of, reason }: ReturnType<typeof retractionRecord>,
): Promise<Response> => {
  const recordedAt = clock();
  const by = caller(call);
  const target = await retracted(table, of);
  if (target === undefined) return failWith(404, `There is no ${of.kind} ${of.id}`);
  const payload = await keepPayload(table, {
    door: 'records',
    body: await call.req.text(),
    receivedAt: recordedAt,
    by,
  });
  const retracting = await retractFact(table, { of: target, reason, recordedAt, payload, by });
  if (retracting.outcome === 'unknown') return failWith(404, `There is no ${of.kind} ${of.id}`);
  if (retracting.outcome === 'conflict') return conflict('It was retracted already, for another reason');
  return Response.json(
    {
      id: retracting.standing.fact.id,
      of: target,
      recordedAt: formatInstant(retracting.standing.fact.recordedAt ?? recordedAt),
    },
    { status: retracting.outcome === 'recorded' ? 201 : 200 },
  );
};

const conflict = (title: string): Response => failWith(409, title);
